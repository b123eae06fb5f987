/// Lays a report out as Markdown.
public enum MarkdownRenderer {
    /// The report as Markdown, with a line break at its end.
    public static func render(_ report: Report) -> String {
        report.blocks.map { block in
            switch block {
            case .title(let title): "# \(escape(title))\n"
            case .heading(let heading): "## \(escape(heading))\n"
            case .paragraph(let words): escape(words) + "\n"
            case .list(let items): items.map { "- \(escape($0))\n" }.joined()
            case .table(let table): render(table)
            }
        }.joined(separator: "\n")
    }

    private static func render(_ table: ReportTable) -> String {
        var text = row(table.columns.map(\.name))
        text += "|" + table.columns.map { $0.alignment == .left ? " --- |" : " ---: |" }.joined()
        text += "\n"
        for cells in table.rows { text += row(cells) }
        if let note = table.note { text += "\n\(escape(note))\n" }
        return text
    }

    /// A row of a table.
    static func row(_ cells: [String]) -> String {
        "| " + cells.map(escape).joined(separator: " | ") + " |\n"
    }

    /// Text of the data means itself and no markup.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\", "`", "*", "_", "[", "]", "<", ">", "|", "#": escaped += "\\\(character)"
            case "\n", "\r", "\r\n": escaped += " "
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
