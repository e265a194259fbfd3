package org.powercut.framework.explore;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.MediaMap;
import org.powercut.framework.model.CrashStates;
import org.powercut.framework.model.ImageHash;
import org.powercut.framework.model.InFlight;
import org.powercut.framework.model.OrderingUse;
import org.powercut.framework.model.Trace;

/**
 * Explores crash points, one after the other, each as a whole: first by what recovery's loads tell apart, and where that
 * is too much, by a sample. What comes out for a point depends on nothing but the point.
 */
final class Worker {
    /** Runs at one crash point of a recovery; beyond, its states are sampled. */
    private static final long NESTED_STATES = 1024;

    private static final int NESTED_RANDOM = 16;

    /** So many times more branches than runs there may be: then it is not worth to begin. */
    private static final long HOPELESS = 1 << 10;

    private static final int REMEMBERED = 1 << 21;
    private static final int MOST_PENDING = 16;
    private static final int TELL_EVERY = 64;

    private final Job job;
    private final Stage stage;
    private final ExploreSettings settings;
    private final LongSet seen = new LongSet(REMEMBERED);
    private final LongSet seenNested = new LongSet(REMEMBERED);
    private final HashAudit audit = HashAudit.configured();

    /** A debug mode: whether the leaves of a tree stand for all states is checked. */
    private final boolean addsUp = Boolean.getBoolean("powercut.debug.leaves");

    /** The recoveries from this crash point that were seen, by what they issued. */
    private final LongSet paths = new LongSet(REMEMBERED);

    private final Supplier<List<Cut>> cuts = this::cuts;
    private final List<Pending> pending = new ArrayList<>();

    /** The power cuts of the state that is being tried. */
    private final List<Level> levels = new ArrayList<>();

    private int untold;

    Worker(Job job, Stage stage) {
        this.job = job;
        this.stage = stage;
        this.settings = stage.settings();
    }

    /** Explores until everything was, or the job is stopped. */
    void explore() {
        for (int number = job.claim(); number != Job.NONE; number = job.claim()) {
            Batch batch = new Batch(number);
            stage.advanceTo(job.point(number));
            explore(batch, Level.first(stage.recording().trace(), stage.position(), stage.states()));
            tell();
            job.finish(batch);
        }
    }

    private void explore(Batch batch, Level level) {
        seen.clear();
        seenNested.clear();
        audit.clear();
        paths.clear();
        levels.add(level);
        batch.states = batch.states.add(level.states.count());
        ReadTree tree = exact(level) ? ReadTree.of(level.states, stage.medium()) : null;
        long most = Math.min(settings.statesPerPoint(), settings.maxStates());
        if (tree == null || !climb(batch, level, tree, seen, most)) {
            sample(batch, level, tree == null, seen, most, settings.randomStates(), settings.seed() + level.point);
        }
        levels.clear();
    }

    private boolean exact(Level level) {
        return settings.search() == Search.EXACT && level.states.isComplete();
    }

    /**
     * Tries images of a crash point: all if there are few, or a sample.
     *
     * @param all whether all of them may be few
     * @param known the images that were tried
     * @param most how many to try, but for random ones
     */
    private void sample(Batch batch, Level level, boolean all, LongSet known, long most, int random, long seed) {
        boolean few = all && StateSequence.areAtMost(level.states, most);
        StateSequence sequence =
                StateSequence.of(level.states, few, settings.strength(), most, random, seed, batch.means);
        while (job.hasTime() && sequence.next(level.choice)) {
            level.image = level.visible ^ level.choice.change(level.states);
            if (!isNew(known, level)) {
                batch.duplicates++;
            } else {
                attempt(batch, level);
            }
        }
    }

    /** Tries what loads tell apart; false if that is too much. */
    private boolean climb(Batch batch, Level level, ReadTree tree, LongSet known, long most) {
        level.tree = tree;
        BigInteger weight = BigInteger.ZERO;
        long runs = 0;
        boolean all = true;
        while (all && job.hasTime() && tree.next()) {
            if (runs++ == most) {
                all = false;
            } else {
                choose();
                attempt(batch, level);
                isNew(known, level);
                all = tree.branches() <= HOPELESS * most;
                weight = addsUp ? weight.add(tree.weight()) : weight;
            }
        }
        level.tree = null;
        if (all) {
            batch.means.everyState();
            requireEveryState(level, weight);
        }
        return all;
    }

    /** In debug mode: the leaves of a tree share out all states, none twice. */
    private void requireEveryState(Level level, BigInteger weight) {
        if (addsUp && levels.size() == 1 && job.hasTime() && !weight.equals(level.states.count())) {
            throw new IllegalStateException("the leaves at crash point %d stand for %d states of %d"
                    .formatted(level.point, weight, level.states.count()));
        }
    }

    /** Says at each level that a tree decides which variants are on the device. */
    private void choose() {
        for (int i = 0; i < levels.size(); i++) {
            if (levels.get(i).tree != null) {
                chooseAt(i);
            }
        }
    }

    /**
     * What one tree has not told apart is in question in the next one; where no tree follows, because a sample was taken, it is as
     * it is on the device.
     */
    private void chooseAt(int level) {
        CrashStates states = levels.get(level).states;
        Choice choice = levels.get(level).choice;
        choice.clear();
        for (int i = level; i < levels.size(); i++) {
            ReadTree tree = levels.get(i).tree;
            if (tree == null) {
                return;
            }
            if (i + 1 < levels.size() && levels.get(i + 1).tree != null) {
                tree.chooseDecided(states, choice);
            } else {
                tree.choose(states, choice);
            }
        }
    }

    /**
     * Whether the image of a state was not tried yet at this crash point of the workload and after as many power cuts, on which
     * the verdict depends too; remembers it.
     */
    private boolean isNew(LongSet known, Level level) {
        long key = ImageHash.mix(level.image ^ ImageHash.mix(level.media)) + levels.size();
        if (audit.isOn()) {
            long mark = stage.mark();
            write(level);
            stage.audit(audit, key);
            stage.rollback(mark);
        }
        return known.add(key);
    }

    /** Tries the chosen state, and the power cuts during its recovery. */
    private void attempt(Batch batch, Level level) {
        ReadTree tree = level.tree;
        boolean nest = levels.size() <= settings.nestedDepth() && (tree == null || tree.isToNest());
        long mark = stage.mark();
        write(level);
        CrashInfo crash = crash();
        stage.observe(tree);
        Failure failure = stage.attempt(crash, nest, cuts);
        stage.observe(null);
        batch.explored++;
        if (++untold == TELL_EVERY) {
            tell();
        }
        if (failure != null && job.wants(failure)) {
            await(failure);
        }
        if (nest && (failure == null || stage.hasRecovered())) {
            nest(batch, level, mark);
        }
        stage.rollback(mark);
        if (levels.size() == 1 && !pending.isEmpty()) {
            diagnose(batch);
        }
    }

    private void write(Level level) {
        if (level.tree != null) {
            level.image = level.visible ^ level.tree.write(stage.medium());
        } else {
            level.choice.write(level.states, stage.medium());
        }
    }

    /** Whether a recovery did anything that a power cut could take. */
    private static boolean changesMedia(Trace recovery) {
        for (int event = 0; event < recovery.size(); event++) {
            if (recovery.kind(event).isStore() || recovery.kind(event).isMedia()) {
                return true;
            }
        }
        return false;
    }

    private CrashInfo crash() {
        CrashInfo crash = stage.markers().info();
        return levels.size() == 1 ? crash : Stage.nested(crash, levels.size() - 1);
    }

    private void tell() {
        job.explored(untold);
        untold = 0;
    }

    /**
     * Cuts the power during the recovery that was just recorded.
     *
     * @param level whose state was recovered
     * @param mark of the device before the state was written to it
     */
    private void nest(Batch batch, Level level, long mark) {
        ReadTree tree = level.tree;
        if (tree != null) {
            tree.beginNested();
        }
        Trace recovery = stage.recovery();
        if (recovery != null && settings.countsUses() && paths.add(OrderingUse.pathHash(recovery))) {
            batch.uses.add(recovery);
        }
        if (recovery != null && changesMedia(recovery)) {
            stage.rollback(mark);
            write(level);
            nest(batch, level, recovery);
        }
        if (tree != null) {
            tree.endNested();
        }
    }

    /** Cuts the power during a recovery from the image of a level that is on the device, as far as a tree has decided it. */
    private void nest(Batch batch, Level level, Trace recovery) {
        ReadTree outer = level.tree;
        long crashed = stage.mark();
        Undecided undecided = outer == null
                ? Undecided.none(stage.medium())
                : new Undecided(stage.medium(), outer.openWords(), levels.size());
        InFlight inFlight = stage.follow(recovery, undecided);
        int[] points = Survey.points(recovery, settings);
        batch.nestedPoints += points.length;
        for (int point : points) {
            inFlight.advanceTo(point);
            CrashStates states = inFlight.states();
            batch.states = batch.states.add(states.count());
            if (!exactNested(batch, level.next(recovery, point, states, undecided.change()), outer, undecided)) {
                if (outer != null) {
                    // again, with what is on the device where nothing is decided
                    stage.rollback(crashed);
                    InFlight again = stage.follow(recovery);
                    again.advanceTo(point);
                    states = again.states();
                }
                // points before this one have chosen otherwise
                choose();
                sampleNested(batch, level.next(recovery, point, states, undecided.change()));
            }
        }
    }

    private boolean exactNested(Batch batch, Level level, @Nullable ReadTree outer, Undecided undecided) {
        if (!exact(level)) {
            return false;
        }
        ReadTree tree =
                outer == null ? ReadTree.of(level.states, stage.medium()) : ReadTree.of(level.states, outer, undecided);
        levels.add(level);
        boolean all = climb(batch, level, tree, seenNested, mostNested());
        levels.removeLast();
        return all;
    }

    private void sampleNested(Batch batch, Level level) {
        levels.add(level);
        int random = Math.min(NESTED_RANDOM, settings.randomStates());
        long seed = settings.seed() + stage.position() + ((long) level.point << 32);
        sample(batch, level, !exact(level), seenNested, mostNested(), random, seed);
        levels.removeLast();
    }

    private long mostNested() {
        return Math.min(NESTED_STATES, settings.statesPerPoint());
    }

    /** Keeps a failing state until the device is back at the crash point. */
    private void await(Failure failure) {
        boolean known = pending.stream().anyMatch(other -> other.failure().failureClass() == failure.failureClass());
        // of one class some are enough, but none is passed over for another's sake
        if (pending.size() < MOST_PENDING || !known) {
            pending.add(new Pending(cuts(), failure, lost()));
        }
    }

    private void diagnose(Batch mine) {
        for (Pending state : pending) {
            if (mine.findings.size() < settings.maxFindings()
                    && mine.findings.stream().noneMatch(state::isExplainedBy)) {
                mine.findings.add(Diagnosis.of(stage, state.cuts, state.failure));
            }
        }
        pending.clear();
    }

    /** The state that is being tried; the watchdog asks too, when it is not going to change any more. */
    private List<Cut> cuts() {
        return levels.stream().map(Level::cut).toList();
    }

    /** The stores that the state being tried has lost, without names, which take time. */
    private List<LostStore> lost() {
        List<LostStore> lost = new ArrayList<>();
        int first = 0;
        for (Level level : levels) {
            lost.addAll(LostStores.of(
                    stage.recording().sites(),
                    MediaMap.unnamed(),
                    level.trace,
                    first,
                    level.states,
                    level.choice.lost(level.states)));
            first += level.trace.size();
        }
        return lost;
    }

    /** A failing state that is not diagnosed yet. */
    private record Pending(List<Cut> cuts, Failure failure, List<LostStore> lost) {

        /** Whether a finding's minimal set is among what this state lost, so that it need not be minimised too. */
        boolean isExplainedBy(Finding finding) {
            List<Cut> others = finding.token().cuts();
            if (finding.failureClass() != failure.failureClass() || others.size() != cuts.size()) {
                return false;
            }
            return finding.lost().isEmpty()
                    ? others.getFirst().crashPoint() == cuts.getFirst().crashPoint()
                    : finding.lost().stream().allMatch(part -> lost.stream().anyMatch(whole -> contains(whole, part)));
        }

        private static boolean contains(LostStore whole, LostStore part) {
            return whole.event() == part.event()
                    && whole.address() <= part.address()
                    && part.address() + part.length() <= whole.address() + whole.length();
        }
    }
}
