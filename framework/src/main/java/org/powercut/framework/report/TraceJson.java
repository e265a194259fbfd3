package org.powercut.framework.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HexFormat;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.LostStore;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.Trace;

/**
 * Writes the trace of a finding as JSON, for programs that want to look closer than the pages do. The form is described
 * in docs/reports.md; {@link #FORMAT} changes whenever a reader of the old form would misread the new one.
 */
final class TraceJson {
    static final String FORMAT = "powercut-trace/1";

    private static final JsonFactory FACTORY = new JsonFactory();

    private TraceJson() {}

    static String of(String testId, Finding finding) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeStringField("test", testId);
            json.writeStringField("token", finding.token().toString());
            json.writeStringField(
                    "build",
                    HexFormat.of().toHexDigits(finding.evidence().sites().build()));
            json.writeNumberField("crashPoint", finding.crashPoint());
            lost(json, finding);
            BitSet shown = ShownEvents.of(finding);
            sites(json, finding, shown);
            events(json, finding.evidence().trace(), shown);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out + "\n";
    }

    private static void lost(JsonGenerator json, Finding finding) throws IOException {
        json.writeArrayFieldStart("lost");
        for (LostStore store : finding.lost()) {
            json.writeStartObject();
            json.writeNumberField("event", store.event());
            json.writeNumberField("address", store.address());
            json.writeNumberField("length", store.length());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void sites(JsonGenerator json, Finding finding, BitSet shown) throws IOException {
        Trace trace = finding.evidence().trace();
        json.writeArrayFieldStart("sites");
        int[] used = shown.stream().map(trace::site).distinct().sorted().toArray();
        for (int number : used) {
            Site site = finding.evidence().sites().site(number);
            json.writeStartObject();
            json.writeNumberField("number", number);
            json.writeStringField("class", site.className());
            json.writeStringField("method", site.method());
            json.writeNumberField("line", site.line());
            json.writeStringField("instruction", site.instruction());
            json.writeNumberField("ordinal", site.ordinal());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void events(JsonGenerator json, Trace trace, BitSet shown) throws IOException {
        int leftOut = trace.size() - shown.cardinality();
        if (leftOut > 0) {
            json.writeNumberField("leftOut", leftOut);
        }
        json.writeArrayFieldStart("events");
        for (int event = shown.nextSetBit(0); event >= 0; event = shown.nextSetBit(event + 1)) {
            Kind kind = trace.kind(event);
            json.writeStartObject();
            json.writeNumberField("event", event);
            json.writeStringField("kind", kind.name());
            json.writeNumberField("thread", trace.thread(event));
            switch (kind) {
                case OPERATION_BEGIN, OPERATION_END, MILESTONE -> json.writeStringField("text", trace.text(event));
                case FENCE, LOCKED_FAILED -> json.writeNumberField("site", trace.site(event));
                case STORE, NT_STORE, DIRECT_STORE, LOCKED -> {
                    range(json, trace, event);
                    json.writeStringField("mode", trace.mode(event).name());
                    json.writeStringField("bytes", bytes(trace, event));
                }
                case CLWB, CLFLUSHOPT, CLFLUSH, POISON_LATENT, POISON_LISTED, POISON_CLEARED ->
                    range(json, trace, event);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void range(JsonGenerator json, Trace trace, int event) throws IOException {
        json.writeNumberField("site", trace.site(event));
        json.writeNumberField("address", trace.address(event));
        json.writeNumberField("length", trace.length(event));
    }

    private static String bytes(Trace trace, int event) {
        byte[] bytes = new byte[(int) trace.length(event)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = trace.storedByte(event, i);
        }
        return HexFormat.of().formatHex(bytes);
    }
}
