package org.powercut.framework.report;

import io.qameta.allure.model.Stage;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.StepResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.powercut.framework.engine.RepairText;
import org.powercut.framework.explore.Coverage;
import org.powercut.framework.explore.Exploration;
import org.powercut.framework.explore.FailureClass;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.explore.Repair;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Trace;

/**
 * Tells a test or a finding as Allure steps: the durable start, the operations up to the cut, the power cut with what it took, the
 * recovery, the check.
 */
final class InterleavingSteps {
    private static final int SHOWN_OPERATIONS = 20;

    private InterleavingSteps() {}

    /** A whole test: what was done with each of its crash states. */
    static List<StepResult> ofAll(Exploration exploration) {
        Coverage coverage = exploration.coverage();
        return List.of(
                step("prepare: a durable starting point", Status.PASSED),
                step("workload, recorded", Status.PASSED),
                step(
                        String.format(Locale.ROOT, "power cut at %,d crash points", coverage.crashPoints()),
                        Status.PASSED),
                step(
                        String.format(Locale.ROOT, "recovery and check of %,d crash states", coverage.explored()),
                        exploration.findings().isEmpty() ? Status.PASSED : Status.FAILED));
    }

    /** One failing interleaving. */
    static List<StepResult> of(Finding finding) {
        List<StepResult> steps = new ArrayList<>();
        steps.add(step("prepare: a durable starting point", Status.PASSED));
        steps.addAll(operations(finding));
        steps.add(cut(finding));
        String recovery =
                "recovery" + (finding.crash().nested() == 0 ? "" : ", with another power cut while it ran, then again");
        FailureClass failureClass = finding.failureClass();
        if (failureClass == FailureClass.UNMOUNTABLE) {
            steps.add(failed(recovery, finding));
        } else if (failureClass == FailureClass.RUNAWAY) {
            steps.add(failed(recovery + " and check", finding));
        } else {
            steps.add(step(recovery, Status.PASSED));
            steps.add(failed("check", finding));
        }
        finding.repair().ifPresent(repair -> steps.add(repair(repair)));
        return steps;
    }

    /**
     * The latest of the outermost operations and the milestones before the cut; an operation that the cut interrupted is
     * broken.
     */
    private static List<StepResult> operations(Finding finding) {
        Trace trace = finding.evidence().trace();
        Deque<StepResult> latest = new ArrayDeque<>();
        Map<Integer, Deque<StepResult>> open = new HashMap<>();
        int all = 0;
        for (int event = 0; event < Math.min(finding.crashPoint(), trace.size()); event++) {
            Deque<StepResult> running = open.computeIfAbsent(trace.thread(event), thread -> new ArrayDeque<>());
            Kind kind = trace.kind(event);
            boolean shown = kind == Kind.MILESTONE;
            if (kind == Kind.OPERATION_BEGIN) {
                shown = running.isEmpty();
                running.push(step(trace.text(event), Status.BROKEN));
            } else if (kind == Kind.OPERATION_END && !running.isEmpty()) {
                running.pop().setStatus(Status.PASSED);
            }
            if (shown) {
                all++;
                latest.add(
                        kind == Kind.MILESTONE
                                ? step("milestone: " + trace.text(event), Status.PASSED)
                                : running.getLast());
                if (latest.size() > SHOWN_OPERATIONS + 1) {
                    latest.remove();
                }
            }
        }
        latest.stream()
                .filter(step -> step.getStatus() == Status.BROKEN)
                .forEach(step -> step.setName(step.getName() + " (running when the power was cut)"));
        // to say that one is left out would take as much space as the one
        if (all > SHOWN_OPERATIONS + 1) {
            latest.remove();
            latest.addFirst(step(all - SHOWN_OPERATIONS + " operations and milestones before", Status.PASSED));
        }
        return List.copyOf(latest);
    }

    private static StepResult cut(Finding finding) {
        StepResult cut = step("power cut before event " + finding.crashPoint(), Status.PASSED);
        if (finding.lost().isEmpty()) {
            cut.getSteps().add(step("nothing was lost", Status.PASSED));
        }
        for (LostStore lost : finding.lost()) {
            String place = lost.field().isEmpty() ? "0x" + Long.toHexString(lost.address()) : lost.field();
            cut.getSteps()
                    .add(step(
                            "lost: " + lost.length() + " bytes of " + place + ", stored at " + lost.site(),
                            Status.PASSED));
        }
        return cut;
    }

    private static StepResult repair(Repair repair) {
        StepResult step = step("repair", repair instanceof Repair.Verified ? Status.PASSED : Status.SKIPPED);
        RepairText.lines(repair).forEach(line -> step.getSteps().add(step(line, step.getStatus())));
        return step;
    }

    private static StepResult failed(String name, Finding finding) {
        return step(name, Status.FAILED).setStatusDetails(new StatusDetails().setMessage(finding.message()));
    }

    private static StepResult step(String name, Status status) {
        long now = System.currentTimeMillis();
        return new StepResult()
                .setName(name)
                .setStatus(status)
                .setStage(Stage.FINISHED)
                .setStart(now)
                .setStop(now);
    }
}
