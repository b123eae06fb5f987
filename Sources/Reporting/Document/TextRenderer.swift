/// Lays a report out as plain text, for a terminal or a file.
public struct TextRenderer: Sendable {
    /// The width that sentences are wrapped at.
    public static let width = 92

    /// Whether headings stand out in bold.
    public var isBold: Bool

    /// A renderer, for a terminal with bold headings or for anything without.
    public init(isBold: Bool) { self.isBold = isBold }

    /// The report as text, with a line break at its end.
    public func render(_ report: Report) -> String {
        var text = ""
        for (index, block) in report.blocks.enumerated() {
            switch block {
            case .title(let title):
                text += strong(title) + "\n"
            case .heading(let heading):
                text += (index > 0 ? "\n" : "") + strong(heading) + "\n"
            case .paragraph(let words):
                text += wrap(words, indent: "") + "\n"
            case .list(let items):
                for item in items { text += "- " + wrap(item, indent: "  ") + "\n" }
            case .table(let table):
                text += render(table)
            }
        }
        return text
    }

    private func strong(_ text: String) -> String {
        isBold ? "\u{1B}[1m\(Self.printable(text))\u{1B}[0m" : Self.printable(text)
    }

    private func render(_ table: ReportTable) -> String {
        let rows = table.rows.map { $0.map(Self.printable) }
        let names = table.columns.map { Self.printable($0.name) }
        let widths = names.indices.map { column in
            max(names[column].count, rows.map { $0[column].count }.max() ?? 0)
        }
        func line(_ cells: [String]) -> String {
            var text = " "
            for (column, cell) in cells.enumerated() {
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                text +=
                    " " + (table.columns[column].alignment == .left ? cell + blanks : blanks + cell)
                    + " "
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        var text = line(names)
        text += line(widths.map { String(repeating: "-", count: $0) })
        for row in rows { text += line(row) }
        if let note = table.note { text += "  " + wrap(note, indent: "  ") + "\n" }
        return text
    }

    private func wrap(_ words: String, indent: String) -> String {
        var lines: [String] = []
        var line = ""
        for word in Self.printable(words).split(separator: " ") {
            if !line.isEmpty, line.count + word.count + 1 + indent.count > Self.width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        lines.append(line)
        return lines.joined(separator: "\n" + indent)
    }

    /// Text from a file may hold characters that move a terminal's cursor or colour it.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    $0.properties.generalCategory == .control ? "\u{FFFD}" : $0
                }))
    }
}
