package org.powercut.framework.inject;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.JavaModule;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;
import org.powercut.framework.model.SiteTable;

/**
 * Instruments the packages under test of this JVM: rewrites each call of a primitive, in classes that are loaded and
 * those that will be, and compiles {@link Mutation}s into them.
 *
 * <p>A JVM has one: a class can be rewritten only once. It is kept here, in the one static field of the framework that
 * stands for something that changes.
 */
public final class Instrumentation {
    private static final Instrumentation OF_THIS_JVM = new Instrumentation();

    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private java.lang.instrument.@Nullable Instrumentation jvm;
    // read by whatever thread loads a class
    private volatile Build build = Build.nothing();
    private volatile Map<String, List<Mutation>> mutations = Map.of();
    // marks are never taken back while watched code runs
    private volatile boolean[] watched = new boolean[0];

    private Instrumentation() {}

    /**
     * Adds packages, and the packages below them, to those under test. Does nothing if they are. Installs the agent if
     * that has not been done, by attaching to this JVM if it was not started with one.
     *
     * <p>Sites are numbered over all packages under test, so name all before the first recording.
     *
     * @param packages names; {@code ""} is the unnamed package
     * @throws IllegalArgumentException if no class is in one of the packages; nothing is changed then
     * @throws IllegalStateException if no agent can be installed, or a class cannot be instrumented
     */
    public static Instrumentation install(Collection<String> packages) {
        OF_THIS_JVM.add(packages);
        return OF_THIS_JVM;
    }

    /**
     * Every site of the packages under test, and their build.
     *
     * @throws IllegalStateException if a class could not be instrumented: what it does would go unseen
     */
    public SiteTable sites() {
        requireComplete();
        return build.table();
    }

    /**
     * The same sites, but the build is that of some of the packages: it stays the same when others come under test.
     *
     * @param packages some of those that were installed
     * @throws IllegalStateException as {@link #sites()}
     */
    public SiteTable sites(Collection<String> packages) {
        requireComplete();
        return build.table(Set.copyOf(packages));
    }

    /**
     * Every call in the packages under test, by class and in the order of the class file: what {@link Mutation}s can
     * change.
     */
    public List<CallSite> calls() {
        return build.calls();
    }

    /** Whether each watched call took place since {@link #forgetWatched}, by its number. */
    public BitSet watched() {
        BitSet numbers = new BitSet();
        boolean[] seen = watched;
        for (int i = 0; i < seen.length; i++) {
            numbers.set(i, seen[i]);
        }
        return numbers;
    }

    /** No watched call is taken to have taken place any more. */
    public void forgetWatched() {
        Arrays.fill(watched, false);
    }

    /** A watched call takes place. */
    static void reached(int number) {
        boolean[] seen = OF_THIS_JVM.watched;
        if (!seen[number]) {
            seen[number] = true;
        }
    }

    /**
     * Compiles a bug into a class under test, until the result is closed. Sites keep their numbers.
     *
     * @throws MutationException if the place does not exist, or the bug is not possible there; nothing is changed then
     */
    public synchronized InstalledMutation mutate(Mutation mutation) {
        byte[] classFile = build.classFile(mutation.inClass());
        if (classFile == null) {
            throw new MutationException(
                    mutation, "no such class is in the packages under test, " + String.join(", ", build.packages()));
        }
        MutationVisitor trial = new MutationVisitor(null, mutation);
        OpenedClassReader.of(classFile)
                .accept(
                        new SiteVisitor(trial, build.primitives(), mutation.inClass(), build.sites(mutation.inClass())),
                        ClassReader.SKIP_FRAMES);
        trial.requireApplied();
        requireCallee(mutation, trial.calledInstead());
        List<Mutation> all = new ArrayList<>(mutations.getOrDefault(mutation.inClass(), List.of()));
        all.add(mutation);
        if (mutation instanceof Mutation.WatchCall watch) {
            watched = Arrays.copyOf(watched, Math.max(watched.length, watch.number() + 1));
        }
        setMutations(mutation.inClass(), all);
        return new InstalledMutation(this, mutation);
    }

    private void requireCallee(Mutation mutation, MutationVisitor.@Nullable Callee callee) {
        if (callee == null) {
            return;
        }
        byte[] classFile = build.classFile(callee.className());
        if (classFile == null || !DeclaredMethods.of(classFile).contains(callee.name() + callee.descriptor())) {
            throw new MutationException(
                    mutation,
                    "no method %s with descriptor %s is in %s, which must be under test"
                            .formatted(callee.name(), callee.descriptor(), callee.className()));
        }
    }

    synchronized void remove(Mutation mutation) {
        List<Mutation> all = new ArrayList<>(mutations.getOrDefault(mutation.inClass(), List.of()));
        all.remove(mutation);
        setMutations(mutation.inClass(), all);
    }

    private void setMutations(String className, List<Mutation> all) {
        Map<String, List<Mutation>> next = new HashMap<>(mutations);
        if (all.isEmpty()) {
            next.remove(className);
        } else {
            next.put(className, List.copyOf(all));
        }
        Map<String, List<Mutation>> before = mutations;
        mutations = Map.copyOf(next);
        try {
            retransform(Set.of(className));
        } catch (IllegalStateException e) {
            mutations = before;
            retransform(Set.of(className));
            throw e;
        }
    }

    private synchronized void add(Collection<String> packages) {
        TreeSet<String> all = new TreeSet<>(build.packages());
        if (!all.addAll(packages)) {
            return;
        }
        Build next = Build.scan(all, classLoader());
        if (jvm == null) {
            jvm = agent();
            build = next;
            transformOn(jvm);
        } else {
            build = next;
        }
        retransform(null);
    }

    /** Rewrites loaded classes anew, all with sites if {@code names} is null. */
    private void retransform(@Nullable Set<String> names) {
        java.lang.instrument.Instrumentation agent = Objects.requireNonNull(jvm);
        failures.keySet().removeIf(name -> names == null || names.contains(name));
        Class<?>[] loaded = Stream.of(agent.getAllLoadedClasses())
                .filter(each -> names == null ? isRewritten(each.getName()) : names.contains(each.getName()))
                .filter(agent::isModifiableClass)
                .toArray(Class<?>[]::new);
        if (loaded.length > 0) {
            try {
                agent.retransformClasses(loaded);
            } catch (java.lang.instrument.UnmodifiableClassException | LinkageError e) {
                throw new IllegalStateException("the JVM refuses instrumented classes", e);
            }
        }
        requireComplete();
    }

    private void requireComplete() {
        failures.forEach((name, failure) -> {
            throw new IllegalStateException("cannot instrument " + name + ": " + failure.getMessage(), failure);
        });
    }

    private boolean isRewritten(String className) {
        return !build.sites(className).isEmpty() || mutations.containsKey(className);
    }

    private static ClassLoader classLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    private static java.lang.instrument.Instrumentation agent() {
        try {
            return ByteBuddyAgent.install();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "cannot attach to this JVM. Start it with -XX:+EnableDynamicAgentLoading,"
                            + " or with -javaagent: and the jar of powercut-framework or byte-buddy-agent",
                    e);
        }
    }

    private void transformOn(java.lang.instrument.Instrumentation agent) {
        new AgentBuilder.Default(new ByteBuddy().with(TypeValidation.DISABLED))
                .disableClassFormatChanges()
                .with(AgentBuilder.TypeStrategy.Default.DECORATE)
                .with(AgentBuilder.DescriptionStrategy.Default.POOL_ONLY)
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(new AgentBuilder.RedefinitionStrategy.DiscoveryStrategy.Explicit())
                .with(new Failures())
                .ignore(ElementMatchers.none())
                .type((type, loader, module, redefined, domain) -> isRewritten(type.getName()))
                .transform((builder, type, loader, module, domain) -> builder.visit(new Rewriting()))
                .installOn(agent);
    }

    /** The JVM swallows what a transformer throws. */
    private final class Failures extends AgentBuilder.Listener.Adapter {
        @Override
        public void onError(
                String className,
                @Nullable ClassLoader loader,
                @Nullable JavaModule module,
                boolean loaded,
                Throwable failure) {
            if (isRewritten(className)) {
                failures.put(className, failure);
            }
        }
    }

    /** Sites first, mutations behind them. */
    private final class Rewriting implements AsmVisitorWrapper {
        @Override
        public int mergeWriter(int flags) {
            return flags | ClassWriter.COMPUTE_MAXS;
        }

        @Override
        public int mergeReader(int flags) {
            return flags;
        }

        @Override
        public ClassVisitor wrap(
                TypeDescription type,
                ClassVisitor writer,
                Implementation.Context context,
                TypePool pool,
                FieldList<FieldDescription.InDefinedShape> fields,
                MethodList<?> methods,
                int writerFlags,
                int readerFlags) {
            String name = type.getName();
            ClassVisitor next = writer;
            for (Mutation mutation : mutations.getOrDefault(name, List.of())) {
                next = new MutationVisitor(next, mutation);
            }
            return new SiteVisitor(next, build.primitives(), name, build.sites(name));
        }
    }
}
