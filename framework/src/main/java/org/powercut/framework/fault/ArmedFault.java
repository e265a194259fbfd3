package org.powercut.framework.fault;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.powercut.daxfs.MediaMap;
import org.powercut.pmem.UnsafeShutdowns;

/** One fault with its sites resolved and its executions counted. Cheap conditions are asked first, names last. */
final class ArmedFault {
    /** Up to so many bytes a name is asked for byte by byte; the fields of longer ranges are looked up by pattern. */
    private static final int FEW_BYTES = 64;

    private final Fault fault;
    private final @Nullable BitSet sites;
    private SplittableRandom random = new SplittableRandom(0);
    private long executions;
    private long strikes;

    /** @param sites the numbers of the sites it is aimed at, or null for all */
    ArmedFault(Fault fault, @Nullable BitSet sites) {
        this.fault = fault;
        this.sites = sites;
    }

    Fault fault() {
        return fault;
    }

    long strikes() {
        return strikes;
    }

    void restart(long seed) {
        executions = 0;
        random = new SplittableRandom(seed);
    }

    boolean strikes(
            Phase phase,
            Instruction instruction,
            int site,
            long address,
            long length,
            List<String> operations,
            Supplier<MediaMap> names) {
        Aim aim = fault.aim();
        if (!fault.strikes(instruction)
                || !aim.phases().contains(phase)
                || (sites != null && !sites.get(site))
                || !isWithin(aim.range(), address, length)
                || !isDuring(aim.operationPattern(), operations)
                || !isOnField(aim.fieldPattern(), address, length, names)
                || (aim.chance() < 1 && random.nextDouble() >= aim.chance())) {
            return false;
        }
        executions++;
        if (aim.occurrence() != 0 && executions != aim.occurrence()) {
            return false;
        }
        strikes++;
        return true;
    }

    /** How many unsafe shutdowns the device tells of, if the fault makes it count them. */
    Optional<UnsafeShutdowns> unsafeShutdowns(Phase phase) {
        if (!(fault instanceof UnsafeShutdown shutdown)) {
            return Optional.empty();
        }
        boolean isCut = phase == Phase.RECOVERY || phase == Phase.CHECK;
        strikes += isCut ? 1 : 0;
        return Optional.of(new UnsafeShutdowns(shutdown.deviceId(), isCut ? shutdown.after() : shutdown.before()));
    }

    private static boolean isWithin(Aim.@Nullable AddressRange range, long address, long length) {
        return range == null || (length > 0 && address < range.end() && address + length > range.start());
    }

    private static boolean isDuring(@Nullable String pattern, List<String> operations) {
        if (pattern == null) {
            return true;
        }
        for (String operation : operations) {
            if (Glob.matches(pattern, operation)
                    || (pattern.indexOf('(') < 0 && Glob.matches(pattern + "(*", operation))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOnField(@Nullable String pattern, long address, long length, Supplier<MediaMap> names) {
        if (pattern == null) {
            return true;
        }
        if (length == 0) {
            return false;
        }
        MediaMap map;
        try {
            map = names.get();
        } catch (RuntimeException e) {
            // a device that cannot be described, half recovered or poisoned, has no fields; that is not its test's
            // fault
            return false;
        }
        if (length > FEW_BYTES) {
            return map.find(pattern).stream()
                    .anyMatch(field -> address < field.offset() + field.length() && address + length > field.offset());
        }
        for (long at = address; at < address + length; at++) {
            if (Glob.matches(pattern, withoutOffset(map.nameOf(at)))) {
                return true;
            }
        }
        return false;
    }

    /** A name that says {@code field+3} is of a byte inside {@code field}. */
    private static String withoutOffset(String name) {
        int plus = name.lastIndexOf('+');
        if (plus <= 0 || plus == name.length() - 1) {
            return name;
        }
        for (int i = plus + 1; i < name.length(); i++) {
            if (!Character.isDigit(name.charAt(i))) {
                return name;
            }
        }
        return name.substring(0, plus);
    }
}
