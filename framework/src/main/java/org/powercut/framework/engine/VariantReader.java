package org.powercut.framework.engine;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.Capability;
import org.powercut.daxfs.Contract;
import org.powercut.daxfs.DaxFileSystemProvider;
import org.powercut.framework.api.Faults;
import org.powercut.framework.api.OnFileSystem;
import org.powercut.framework.api.OnPlatform;
import org.powercut.framework.api.Requires;
import org.powercut.framework.fault.FaultPlan;
import org.powercut.framework.model.Platform;

/** Works out what a workload runs on: file systems x platforms x fault plans, as annotations and parameters choose. */
final class VariantReader {
    private final FileSystems fileSystems;
    private final Configuration configuration;
    private final Class<?> type;
    private final Method workload;
    private final List<String> problems;

    VariantReader(
            FileSystems fileSystems,
            Configuration configuration,
            Class<?> type,
            Method workload,
            List<String> problems) {
        this.fileSystems = fileSystems;
        this.configuration = configuration;
        this.type = type;
        this.workload = workload;
        this.problems = problems;
    }

    /**
     * @param onFileSystem whether the test needs a file system, else it has the raw device
     * @param batches of generated workloads
     * @param deviceSize bytes
     */
    List<Variant> read(boolean onFileSystem, List<Optional<Batch>> batches, long deviceSize) {
        List<Optional<DaxFileSystemProvider>> providers =
                onFileSystem ? providers().stream().map(Optional::of).toList() : List.of(Optional.empty());
        List<FaultPlan> plans = faultPlans();
        List<Variant> variants = new ArrayList<>();
        for (Optional<DaxFileSystemProvider> provider : providers) {
            provider.filter(there -> there.minimumSize() > deviceSize)
                    .ifPresent(there -> problem("@Explore deviceSize %d is too small: %s needs %d bytes"
                            .formatted(deviceSize, there.name(), there.minimumSize())));
            Optional<String> skip = provider.flatMap(this::missing).or(() -> provider.flatMap(this::otherContract));
            for (Platform platform : platforms()) {
                for (FaultPlan plan : plans) {
                    batches.forEach(batch -> variants.add(new Variant(provider, platform, plan, skip, batch)));
                }
            }
        }
        return variants;
    }

    private List<DaxFileSystemProvider> providers() {
        List<DaxFileSystemProvider> wanted = fileSystems.providers();
        Optional<OnFileSystem> annotation = find(OnFileSystem.class);
        if (annotation.isPresent()) {
            wanted = new ArrayList<>();
            for (String name : new TreeSet<>(Arrays.asList(annotation.get().value()))) {
                fileSystems
                        .named(name)
                        .ifPresentOrElse(
                                wanted::add,
                                () -> problem("@OnFileSystem(\"" + name + "\"): no such file system on the class path;"
                                        + " there is " + fileSystems.names()));
            }
        } else if (wanted.isEmpty()) {
            problem("the test asks for a DaxFileSystem, but there is none on the class path; add one, such as"
                    + " org.powercut:dax-fs-core");
        }
        return wanted.stream().flatMap(this::chosen).toList();
    }

    /** A file system as the run chooses it: as it is, with contracts that the run names, or not at all. */
    private Stream<DaxFileSystemProvider> chosen(DaxFileSystemProvider provider) {
        Set<String> chosen = configuration.fileSystems().stream()
                .map(each ->
                        fileSystems.named(each).map(DaxFileSystemProvider::name).orElse(each))
                .collect(Collectors.toUnmodifiableSet());
        String name = provider.name();
        boolean asItIs =
                chosen.isEmpty() || chosen.contains(name) || chosen.contains(ContractedFileSystem.baseName(name));
        Stream<DaxFileSystemProvider> withContracts = chosen.stream()
                .sorted()
                .filter(each -> !each.equals(name)
                        && ContractedFileSystem.baseName(each).equals(name))
                .flatMap(each -> fileSystems.named(each).stream());
        return Stream.concat(asItIs ? Stream.of(provider) : Stream.of(), withContracts);
    }

    private Optional<String> missing(DaxFileSystemProvider provider) {
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        find(Requires.class).map(Requires::value).stream()
                .flatMap(Arrays::stream)
                .filter(capability -> !provider.capabilities().contains(capability))
                .forEach(missing::add);
        return missing.isEmpty() ? Optional.empty() : Optional.of(provider.name() + " lacks " + missing);
    }

    private Optional<String> otherContract(DaxFileSystemProvider provider) {
        Set<Contract> wanted = EnumSet.noneOf(Contract.class);
        find(Requires.class).map(Requires::contract).ifPresent(contracts -> wanted.addAll(Arrays.asList(contracts)));
        Contract contract = FileSystemLife.contract(provider);
        return wanted.isEmpty() || wanted.contains(contract)
                ? Optional.empty()
                : Optional.of(provider.name() + " promises " + contract + ", the test is of " + wanted);
    }

    private Set<Platform> platforms() {
        Set<Platform> chosen = configuration.platforms();
        Optional<OnPlatform> annotation = find(OnPlatform.class);
        if (annotation.isEmpty()) {
            return chosen.isEmpty() ? EnumSet.of(Platform.ADR) : EnumSet.copyOf(chosen);
        }
        EnumSet<Platform> platforms = EnumSet.noneOf(Platform.class);
        platforms.addAll(Arrays.asList(annotation.get().value()));
        if (platforms.isEmpty()) {
            problem("@OnPlatform names no platform; write one or more of " + Arrays.toString(Platform.values()));
        }
        if (!chosen.isEmpty()) {
            platforms.retainAll(chosen);
        }
        return platforms;
    }

    private List<FaultPlan> faultPlans() {
        Optional<Faults> annotation = find(Faults.class);
        if (annotation.isEmpty()) {
            return List.of(FaultPlan.none());
        }
        String name = annotation.get().value();
        String where = "@Faults(\"" + name + "\"): ";
        @Nullable Method method = faultMethod(name);
        if (method == null
                || !Modifier.isStatic(method.getModifiers())
                || !Stream.class.isAssignableFrom(method.getReturnType())) {
            problem(where + "write a method 'static Stream<FaultPlan> " + name + "()' in " + type.getSimpleName());
            return List.of();
        }
        try {
            method.setAccessible(true);
            return checked(where, (Stream<?>) method.invoke(null));
        } catch (InvocationTargetException e) {
            problem(where + "the method threw " + e.getCause());
        } catch (IllegalAccessException e) {
            problem(where + "the method cannot be called: " + e.getMessage());
        }
        return List.of();
    }

    private List<FaultPlan> checked(String where, @Nullable Stream<?> plans) {
        Map<String, FaultPlan> byName = new LinkedHashMap<>();
        List<?> all = plans == null ? List.of() : plans.toList();
        for (Object plan : all) {
            if (!(plan instanceof FaultPlan faults)) {
                problem(where + "the stream holds a " + plan.getClass().getSimpleName()
                        + "; it may hold FaultPlans only");
            } else if (byName.put(faults.name(), faults) != null) {
                problem(where + "two fault plans have the name '" + faults.name() + "'; give each its own");
            }
        }
        if (all.isEmpty()) {
            problem(where + "there is no fault plan in the stream; give one or more");
        }
        return List.copyOf(byName.values());
    }

    private @Nullable Method faultMethod(String name) {
        for (@Nullable Class<?> at = type; at != null; at = at.getSuperclass()) {
            try {
                return at.getDeclaredMethod(name);
            } catch (NoSuchMethodException e) {
                // look in the superclass
            }
        }
        return null;
    }

    private <A extends Annotation> Optional<A> find(Class<A> annotation) {
        return Annotations.find(workload, type, annotation);
    }

    private void problem(String text) {
        if (!problems.contains(text)) {
            problems.add(text);
        }
    }
}
