package org.powercut.framework.generate;

import java.util.List;
import org.apiguardian.api.API;
import org.powercut.framework.oracle.BadOperationException;
import org.powercut.framework.oracle.Operation;
import org.powercut.framework.oracle.OperationText;

/**
 * A workload as data: what must be there before it, beside the {@link StartingTree}, and the operations that a power cut may
 * interrupt. Its text names it in tokens, corpora and reports: {@code snapshot z | deletesnapshot z; sync}.
 *
 * @param needs operations that end durable before the workload begins; usually none
 * @param operations the workload
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Steps(List<Operation> needs, List<Operation> operations) {
    private static final String SEPARATOR = " | ";

    public Steps {
        needs = List.copyOf(needs);
        operations = List.copyOf(operations);
    }

    /** A workload that needs nothing but the starting tree. */
    public static Steps of(List<Operation> operations) {
        return new Steps(List.of(), operations);
    }

    /**
     * The workload with this text.
     *
     * @throws BadOperationException if one of its operations is none
     */
    public static Steps parse(String text) {
        int bar = text.indexOf(SEPARATOR);
        return bar < 0
                ? of(OperationText.parseAll(text))
                : new Steps(
                        OperationText.parseAll(text.substring(0, bar)),
                        OperationText.parseAll(text.substring(bar + SEPARATOR.length())));
    }

    /** The same needs before other operations. */
    public Steps with(List<Operation> others) {
        return new Steps(needs, others);
    }

    /** One line, which reads back as this workload. */
    public String text() {
        String text = OperationText.print(operations);
        return needs.isEmpty() ? text : OperationText.print(needs) + SEPARATOR + text;
    }

    @Override
    public String toString() {
        return text();
    }
}
