package org.powercut.framework.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.powercut.framework.explore.Recording;
import org.powercut.framework.model.Kind;
import org.powercut.framework.model.Site;
import org.powercut.framework.model.Trace;
import org.powercut.pmem.AccessMode;
import org.powercut.pmem.MediaRange;

/** Writes a trace in the JSON Lines format, one object a line, in the order in which {@link TraceReader} wants them. */
final class TraceWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private TraceWriter(JsonGenerator json) {
        this.json = json;
    }

    static void write(TraceFile file, Writer out) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        new TraceWriter(json).write(file);
        json.close();
        out.write('\n');
    }

    private void write(TraceFile file) throws IOException {
        Recording recording = file.recording();
        header(file, recording);
        sites(recording);
        for (Map.Entry<Long, byte[]> page : recording.initial().pages().entrySet()) {
            json.writeStartObject();
            json.writeNumberField("page", page.getKey());
            json.writeStringField("bytes", Base64.getEncoder().encodeToString(page.getValue()));
            json.writeEndObject();
        }
        Trace trace = recording.trace();
        for (int event = 0; event < trace.size(); event++) {
            event(trace, event);
        }
        json.writeStartObject();
        json.writeNumberField("end", trace.size());
        json.writeEndObject();
    }

    private void header(TraceFile file, Recording recording) throws IOException {
        json.writeStartObject();
        json.writeStringField("format", TraceLines.FORMAT);
        json.writeStringField("test", recording.testId());
        json.writeStringField(
                "build", HexFormat.of().toHexDigits(recording.sites().build()));
        json.writeStringField("platform", file.platform().name());
        json.writeStringField("compilerOrder", file.compilerOrder().name());
        json.writeNumberField("deviceSize", recording.initial().size());
        json.writeStringField("image", file.imageKnown() ? "pages" : "absent");
        json.writeArrayFieldStart("files");
        for (ImageFile part : file.files()) {
            json.writeStartObject();
            json.writeStringField("name", part.name());
            json.writeNumberField("offset", part.offset());
            json.writeNumberField("size", part.size());
            json.writeEndObject();
        }
        json.writeEndArray();
        ranges("listed", recording.listed());
        ranges("latent", recording.latent());
        json.writeEndObject();
    }

    private void ranges(String name, List<MediaRange> ranges) throws IOException {
        json.writeArrayFieldStart(name);
        for (MediaRange range : ranges) {
            json.writeStartObject();
            json.writeNumberField("offset", range.offset());
            json.writeNumberField("length", range.length());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The sites that the trace uses, but for number 0. */
    private void sites(Recording recording) throws IOException {
        Trace trace = recording.trace();
        int[] used = IntStream.range(0, trace.size())
                .map(trace::site)
                .filter(number -> number != 0)
                .distinct()
                .sorted()
                .toArray();
        for (int number : used) {
            Site site = recording.sites().site(number);
            json.writeStartObject();
            json.writeNumberField("site", number);
            json.writeStringField("class", site.className());
            json.writeStringField("method", site.method());
            json.writeNumberField("line", site.line());
            json.writeStringField("instruction", site.instruction());
            json.writeNumberField("ordinal", site.ordinal());
            json.writeEndObject();
        }
    }

    private void event(Trace trace, int event) throws IOException {
        Kind kind = trace.kind(event);
        json.writeStartObject();
        json.writeNumberField("event", event);
        json.writeStringField("kind", kind.name());
        json.writeNumberField("thread", trace.thread(event));
        switch (kind) {
            case OPERATION_BEGIN, OPERATION_END, MILESTONE -> json.writeStringField("text", trace.text(event));
            case FENCE, LOCKED_FAILED -> json.writeNumberField("site", trace.site(event));
            case CLWB, CLFLUSHOPT, CLFLUSH, POISON_LATENT, POISON_LISTED, POISON_CLEARED -> range(trace, event);
            case STORE, NT_STORE, DIRECT_STORE, LOCKED -> {
                range(trace, event);
                if (trace.mode(event) != AccessMode.PLAIN) {
                    json.writeStringField("mode", trace.mode(event).name());
                }
                if (trace.tear(event) != 0) {
                    json.writeNumberField("tear", trace.tear(event));
                }
                json.writeStringField("bytes", HexFormat.of().formatHex(stored(trace, event)));
            }
        }
        json.writeEndObject();
    }

    private void range(Trace trace, int event) throws IOException {
        json.writeNumberField("site", trace.site(event));
        json.writeNumberField("address", trace.address(event));
        json.writeNumberField("length", trace.length(event));
    }

    private static byte[] stored(Trace trace, int event) {
        byte[] bytes = new byte[(int) trace.length(event)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = trace.storedByte(event, i);
        }
        return bytes;
    }
}
