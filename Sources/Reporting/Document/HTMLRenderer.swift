/// Lays a report out as one page of HTML that needs nothing else.
public enum HTMLRenderer {
    /// The report as a page.
    public static func render(_ report: Report) -> String {
        head(report) + body(report) + tail
    }

    /// What stands before the report's parts.
    static func head(_ report: Report) -> String {
        let title = report.blocks.lazy.compactMap { block -> String? in
            if case .title(let title) = block { title } else { nil }
        }.first
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escape(title ?? "Casewise"))</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff;
              max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { padding: .25rem .75rem; border-bottom: 1px solid #ccc; text-align: left; }
            th.right, td.right { text-align: right; }
            .wide { overflow-x: auto; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            </style>
            </head>
            <body>

            """
    }

    /// What stands after them.
    static let tail = "</body>\n</html>\n"

    /// The report's parts.
    static func body(_ report: Report) -> String {
        report.blocks.map { block in
            switch block {
            case .title(let title): "<h1>\(escape(title))</h1>\n"
            case .heading(let heading): "<h2>\(escape(heading))</h2>\n"
            case .paragraph(let words): "<p>\(escape(words))</p>\n"
            case .list(let items):
                "<ul>\n" + items.map { "<li>\(escape($0))</li>\n" }.joined() + "</ul>\n"
            case .table(let table): render(table)
            }
        }.joined()
    }

    private static func render(_ table: ReportTable) -> String {
        var text = "<div class=\"wide\"><table>\n<thead>"
        text += row(table.columns.map(\.name), table.columns.map(\.alignment), cell: "th")
        text += "</thead>\n<tbody>\n"
        for cells in table.rows { text += row(cells, table.columns.map(\.alignment), cell: "td") }
        text += "</tbody>\n</table></div>\n"
        if let note = table.note { text += "<p>\(escape(note))</p>\n" }
        return text
    }

    /// A row of a table.
    static func row(_ cells: [String], _ sides: [ReportTable.Alignment], cell: String) -> String {
        "<tr>"
            + zip(cells, sides).map { text, side in
                "<\(cell)\(side == .right ? " class=\"right\"" : "")>\(escape(text))</\(cell)>"
            }.joined() + "</tr>\n"
    }

    /// Text of the data means itself and no markup.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
