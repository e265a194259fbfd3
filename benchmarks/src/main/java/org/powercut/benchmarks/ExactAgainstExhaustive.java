package org.powercut.benchmarks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.powercut.framework.engine.CrashTestInfo;
import org.powercut.framework.engine.CrashTestListener;
import org.powercut.framework.engine.PowercutTestEngine;
import org.powercut.framework.explore.DeviceMedium;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.ExploreSettings;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.inject.TracedDevice;
import org.powercut.framework.model.CrashPoints;
import org.powercut.framework.model.InFlight;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;

/**
 * The crash suites, each explored by what recovery loads, and beside it how many crash states with distinct images the same
 * trace has, which is what exhaustive exploration would have to try. Without power cuts during recovery, because how many
 * states those have is not known without exploring them.
 */
final class ExactAgainstExhaustive implements CrashTestListener {
    private static final List<String> SUITES = List.of("org.powercut.framework.testkit", "org.powercut.suites");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final List<Row> rows = new ArrayList<>();
    private final Map<String, BigInteger> images = new HashMap<>();

    /**
     * One test.
     *
     * @param images that its crash states have
     * @param explored states that were tried
     * @param exhaustive whether they are all that can be told apart
     */
    private record Row(String test, BigInteger images, long explored, boolean exhaustive) {
        BigDecimal factor() {
            return new BigDecimal(images).divide(BigDecimal.valueOf(explored), MathContext.DECIMAL32);
        }
    }

    /** @param budget time to explore each test, such as {@code 10s} */
    void run(String budget) {
        LauncherConfig config = LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .addTestEngines(new PowercutTestEngine(List.of(this)))
                .build();
        LauncherFactory.create(config)
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(SUITES.stream()
                                .map(DiscoverySelectors::selectPackage)
                                .toList())
                        .configurationParameters(Map.of("powercut.nested", "0", "powercut.budget", budget))
                        .build());
        print();
    }

    @Override
    public void recorded(CrashTestInfo test, Recording recording, ExploreSettings settings) {
        images.put(test.uniqueId(), images(recording, settings));
    }

    @Override
    public void testExplored(CrashTestInfo test, Exploration exploration) {
        BigInteger counted = images.get(test.uniqueId());
        if (counted == null) {
            return; // generated workloads, each of which has images of its own
        }
        rows.add(new Row(
                test.displayName(),
                counted,
                exploration.coverage().explored(),
                exploration.coverage().exhaustive()));
    }

    @Override
    public void testBroken(CrashTestInfo test, Throwable failure) {
        System.out.println(test.displayName() + " could not be run: " + failure.getMessage());
    }

    /** The images of all crash points before which something was stored or told to the test; counted without trying them. */
    private static BigInteger images(Recording recording, ExploreSettings settings) {
        Trace trace = recording.trace();
        BigInteger count = BigInteger.ZERO;
        try (TracedDevice device = TracedDevice.of(recording.initial(), recording.listed(), recording.latent())) {
            InFlight inFlight =
                    new InFlight(trace, settings.platform(), settings.compilerOrder(), new DeviceMedium(device));
            int last = -1;
            for (int point : CrashPoints.of(trace, settings.platform())) {
                if (last < 0 || IntStream.range(last, point).anyMatch(event -> isNews(trace.kind(event)))) {
                    inFlight.advanceTo(point);
                    count = count.add(inFlight.states().count());
                    last = point;
                }
            }
        }
        return count;
    }

    private static boolean isNews(Kind kind) {
        return kind.isStore()
                || kind.isMedia()
                || kind == Kind.MILESTONE
                || kind == Kind.OPERATION_BEGIN
                || kind == Kind.OPERATION_END;
    }

    private void print() {
        System.out.println("images at most | tests | images | states tried | images a state, median | least | most");
        for (int digits : new int[] {2, 4, 6, 12, 100, Integer.MAX_VALUE}) {
            BigInteger limit = digits == Integer.MAX_VALUE ? null : BigInteger.TEN.pow(digits);
            List<Row> some = rows.stream()
                    .filter(Row::exhaustive)
                    .filter(row -> limit == null || row.images.compareTo(limit) <= 0)
                    .toList();
            if (!some.isEmpty()) {
                line(limit == null ? "any" : "10^" + digits, some);
            }
        }
        List<Row> exact = rows.stream().filter(Row::exhaustive).toList();
        System.out.printf(
                Locale.ROOT,
                "%d tests, of which the exact search came to its end in %d; in %d of these it tried 100 times fewer%n",
                rows.size(),
                exact.size(),
                exact.stream()
                        .filter(row -> row.factor().compareTo(HUNDRED) >= 0)
                        .count());
    }

    private static void line(String limit, List<Row> some) {
        List<BigDecimal> factors = some.stream().map(Row::factor).sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%s | %d | %s | %,d | %s | %s | %s%n",
                limit,
                some.size(),
                rounded(new BigDecimal(some.stream().map(Row::images).reduce(BigInteger.ZERO, BigInteger::add))),
                some.stream().mapToLong(Row::explored).sum(),
                rounded(factors.get(factors.size() / 2)),
                rounded(factors.getFirst()),
                rounded(factors.getLast()));
    }

    private static String rounded(BigDecimal number) {
        return number.compareTo(BigDecimal.valueOf(1_000_000_000)) < 0
                ? String.format(Locale.ROOT, number.compareTo(HUNDRED) < 0 ? "%,.2f" : "%,.0f", number)
                : String.format(Locale.ROOT, "about 10^%d", number.precision() - number.scale() - 1);
    }
}
