import Testing

@testable import Reporting

private let report: Report = {
    var report = Report()
    report.blocks = [
        .title("neet by <ward>"), .paragraph(String(repeating: "word ", count: 40)),
        .heading("Counts"),
        .table(
            ReportTable(
                [("ward|x", .left), ("n", .right)], rows: [["Byker & Co", "7"], ["É", "1,204"]],
                note: "2 rows.")),
        .list(["one *thing*", "another"]),
    ]
    return report
}()

struct RendererTests {
    @Test func textAlignsColumnsAndWrapsSentences() {
        let text = TextRenderer(isBold: false).render(report)
        #expect(
            text.contains(
                "  ward|x          n\n  ----------  -----\n  Byker & Co      7\n  É           1,204\n"
            ))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= TextRenderer.width })
        #expect(!text.contains("\u{1B}"))
        #expect(TextRenderer(isBold: true).render(report).hasPrefix("\u{1B}[1mneet"))
    }

    @Test func markdownAndHTMLTakeTextLiterally() {
        let markdown = MarkdownRenderer.render(report)
        #expect(markdown.contains("# neet by \\<ward\\>"))
        #expect(markdown.contains("| ward\\|x | n |\n| --- | ---: |\n| Byker & Co | 7 |"))
        #expect(markdown.contains("- one \\*thing\\*"))
        let page = HTMLRenderer.render(report)
        #expect(page.contains("<title>neet by &lt;ward&gt;</title>"))
        #expect(page.contains("<td>Byker &amp; Co</td><td class=\"right\">7</td>"))
        #expect(page.hasSuffix("</html>\n"))
    }

    @Test func csvQuotesWhatNeedsQuotes() {
        #expect(
            CSVRenderer.render(["a", "b"], [["x,y", nil], ["say \"hi\"", "line\nbreak"]])
                == "a,b\n\"x,y\",\n\"say \"\"hi\"\"\",\"line\nbreak\"\n")
    }
}
