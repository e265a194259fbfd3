package org.powercut.framework.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.ReplayToken;
import org.powercut.framework.generate.Fuzzer;
import org.powercut.framework.generate.Steps;
import org.powercut.framework.generate.Workloads;

/**
 * Runs the workloads of a batch on all threads of the test, one workload a thread. What comes of it does not depend on the
 * threads, unless the budget runs out.
 */
final class GeneratedBatch {
    private final CrashTestCase test;
    private final Session session;
    private final Batch batch;
    private final ProgressRelay progress;
    private final WorkloadExplorer explorer;
    private final Optional<CorpusDirectory> corpus;

    GeneratedBatch(CrashTestCase test, Session session, Batch batch) {
        this.test = test;
        this.session = session;
        this.batch = batch;
        this.progress = new ProgressRelay(session.listeners(), test.info());
        this.explorer = new WorkloadExplorer(test, session, progress);
        this.corpus = session.configuration().corpus().map(CorpusDirectory::new);
    }

    /** Explores each workload, or replays the one interleaving that is asked for. */
    Explored run() {
        Exploration exploration = test.replay().isPresent()
                ? replay(test.replay().get())
                : batch.choice().isFuzz() ? fuzz() : sequences();
        progress.rethrow();
        return new Explored(exploration, explorer.idleFaults());
    }

    private Exploration replay(ReplayToken token) {
        Exploration exploration = explorer.replay(token);
        return exploration.withFindings(
                exploration.findings().stream().map(this::blamed).toList());
    }

    private Exploration sequences() {
        Workloads all = session.lists()
                .get(
                        batch.choice(),
                        explorer.provider().capabilities(),
                        test.settings().seed());
        long from = batch.from(all.size());
        long to = batch.to(all.size());
        WorkloadTally tally = WorkloadTally.of(to - from, test.settings().maxFindings(), this::shrink);
        Deadline deadline = Deadline.in(test.settings().budget());
        WorkloadCrew.run(test.settings().threads(), to - from, number -> {
            Exploration exploration = explore(all.get(from + number), deadline);
            return exploration != null && !tally.add(number, exploration);
        });
        return end(tally);
    }

    private @Nullable Exploration explore(Steps steps, Deadline deadline) {
        Duration left = deadline.left();
        return left.isZero() ? null : explorer.explore(steps, left);
    }

    private Exploration fuzz() {
        List<Steps> known = corpus.map(CorpusDirectory::read).orElse(List.of());
        Fuzzer fuzzer = new Fuzzer(test.settings().seed(), explorer.provider().capabilities(), known);
        WorkloadTally tally = WorkloadTally.open(test.settings().maxFindings(), this::shrink);
        Deadline deadline = Deadline.in(test.settings().budget());
        FuzzRounds rounds = new FuzzRounds(explorer, fuzzer, test.settings().threads());
        boolean goOn = true;
        while (goOn && !deadline.left().isZero() && !Thread.currentThread().isInterrupted()) {
            for (FuzzRounds.Ran ran : rounds.next(deadline)) {
                goOn &= !tally.addNext(ran.exploration());
                if (ran.isNew()) {
                    corpus.ifPresent(directory -> directory.add(ran.steps()));
                }
            }
        }
        return end(tally);
    }

    /** Makes a finding's workload short, tries what would make it go away, and keeps it. */
    private Finding shrink(Finding finding) {
        Finding shorter = blamed(new WorkloadShrinking(explorer).shrink(finding));
        corpus.ifPresent(
                directory -> directory.addFailing(Steps.parse(shorter.token().workload()), shorter.message()));
        return shorter;
    }

    private Finding blamed(Finding finding) {
        return session.configuration().blame() ? explorer.blame(finding) : finding;
    }

    private Exploration end(WorkloadTally tally) {
        tally.close();
        session.listeners().workloadsRun(test.info(), tally.counts());
        return tally.exploration();
    }
}
