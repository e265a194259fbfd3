package org.powercut.framework.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.powercut.framework.explore.Evidence;
import org.powercut.framework.explore.Evidence.LineState;
import org.powercut.framework.explore.Finding;
import org.powercut.framework.explore.SiteUse;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PagesTest {
    private final Finding finding = Samples.finding();

    @Test
    void timelineAsPicture() throws Exception {
        String svg = picture();
        Golden.check("timeline.svg", svg);
        Document document = parse(svg);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getDocumentElement().getTextContent())
                .contains("Log.append(Log.java:41)", "log[0] entry 0 (append).key", "power cut before event 8");
    }

    @Test
    void noTextLeavesThePicture() throws Exception {
        Element svg = parse(picture()).getDocumentElement();
        double width = Double.parseDouble(svg.getAttribute("width"));
        double height = Double.parseDouble(svg.getAttribute("height"));
        NodeList texts = svg.getElementsByTagName("text");
        assertThat(texts.getLength()).isGreaterThan(30);
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            double x = Double.parseDouble(text.getAttribute("x"));
            double y = Double.parseDouble(text.getAttribute("y"));
            double right = text.getAttribute("text-anchor").isEmpty()
                    ? x + text.getTextContent().length() * 7.83
                    : x;
            assertThat(right).as(text.getTextContent()).isBetween(0.0, width);
            assertThat(y).as(text.getTextContent()).isBetween(10.0, height);
        }
    }

    @Test
    void timelineAsText() {
        Golden.check("timeline.txt", TimelineText.of(finding.evidence().timeline(), finding.crashPoint()));
    }

    @Test
    void aCutAfterTheLastEventIsDrawnToo() {
        assertThat(TimelineText.of(finding.evidence().timeline(), 99))
                .contains("site\n")
                .contains("before event 99");
        assertThat(TimelineSvg.of("t", "s", finding.evidence().timeline(), 99)).contains("before event 99");
        assertThat(TimelineSvg.of("t", "s", List.of(), 0)).contains("before event 0");
    }

    @Test
    void cacheLines() {
        Golden.check("cache-lines.html", CacheLinesPage.of(finding.evidence()));
    }

    @Test
    void linesThatLostSomethingComeFirstAndTheRestIsFolded() {
        String zeros = "00".repeat(64);
        String ones = "11".repeat(64);
        List<LineState> lines = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            lines.add(new LineState(i * 64L, "kept " + i, zeros, ones, ones, List.of(i)));
        }
        lines.add(new LineState(1 << 20, "taken", zeros, ones, zeros, List.of(200)));
        String page = CacheLinesPage.of(new Evidence(List.of(), lines, List.of(), 17, Samples.trace(), Samples.SITES));
        assertThat(page)
                .containsSubsequence(
                        "taken",
                        "<details>",
                        "150 lines that lost nothing",
                        "kept 0",
                        "and 50 more",
                        "17 further lines")
                .contains("kept 99<")
                .doesNotContain("kept 100<", "<script");
    }

    @Test
    void imageDiff() {
        Golden.check("image-diff.html", ImageDiffPage.of(finding.evidence()));
    }

    @Test
    void evidenceOfNothingLostSaysSo() {
        Evidence nothing = new Evidence(List.of(), List.of(), List.of(), 0, Samples.trace(), Samples.SITES);
        assertThat(CacheLinesPage.of(nothing)).contains("No line was in flight");
        assertThat(ImageDiffPage.of(nothing)).contains("No byte differs");
    }

    @Test
    void coverage() {
        Golden.check(
                "coverage.html",
                CoveragePage.of(List.of(
                        new TestRecord(
                                Samples.test(),
                                Verdict.FAILED,
                                Optional.of(Samples.exploration().coverage()),
                                List.of(finding),
                                Samples.exploration().uses(),
                                ""),
                        new TestRecord(
                                Samples.test(),
                                Verdict.HELD,
                                Optional.of(Samples.sampled().coverage()),
                                List.of(),
                                Samples.sampled().uses(),
                                ""),
                        new TestRecord(
                                Samples.test(),
                                Verdict.SKIPPED,
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                "needs <MAP_SYNC>"))));
    }

    @Test
    void needlessFlushesAndFencesOfAWholeRun() {
        TestRecord needed = record(new SiteUse(Samples.FLUSH, 7, 7), new SiteUse(Samples.FENCE, 1203, 0));
        TestRecord alsoNeedless = record(new SiteUse(Samples.FLUSH, 3, 0), new SiteUse(Samples.FENCE, 2, 0));
        assertThat(OrderingCosts.of(List.of(needed, alsoNeedless)).inWords()).isEqualTo("""
                        needless on every path: 1 of 2 flushes and fences
                                  storeFence at org.example.pmem.Log$Lane.lambda$commit$0(Log.java:59), executed 1,205 times
                        """);
        assertThat(OrderingCosts.of(List.of(record())).inWords()).isEmpty();
    }

    private static TestRecord record(SiteUse... uses) {
        return new TestRecord(Samples.test(), Verdict.HELD, Optional.empty(), List.of(), List.of(uses), "");
    }

    @Test
    void traceAsJson() {
        Golden.check("trace.json", TraceJson.of(Samples.test().id(), finding));
    }

    @Test
    void textCannotBreakOutOfAPage() throws Exception {
        String nasty = "a</text><script>alert('x')</script>&\u0000\u001b";
        String svg = TimelineSvg.of(nasty, nasty, finding.evidence().timeline(), 1);
        assertThat(parse(svg).getElementsByTagName("script").getLength()).isZero();
        assertThat(Markup.page(nasty, "")).doesNotContain("<script");
    }

    private String picture() {
        return TimelineSvg.of(
                Samples.test().displayName() + ": " + finding.failureClass().title(),
                finding.message(),
                finding.evidence().timeline(),
                finding.crashPoint());
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
