import AnalysisPlans

/// Writes predictions as they come, chunk after chunk, and what they came to at the end.
public struct PredictionWriter {
    private let format: OutputFormat
    private let sink: OutputSink
    private let idColumn: String?
    private let isBold: Bool
    private let isPart: Bool
    private var hasRows = false

    /// A writer in a format; `idColumn` names the column that is copied beside each prediction.
    /// `isPart` says whether it stands among others on one page of HTML.
    public init(
        _ format: OutputFormat, to sink: OutputSink, idColumn: String?, isBold: Bool,
        isPart: Bool = false
    ) {
        self.isPart = isPart
        self.format = format
        self.sink = sink
        self.idColumn = idColumn
        self.isBold = isBold
    }

    /// What is predicted, as the first row tells.
    private var isProbability = true

    private var header: [String] {
        ["row"] + [idColumn].compactMap(\.self)
            + [isProbability ? "probability" : "mean", "conf_low", "conf_high", "status"]
    }

    private var sides: [ReportTable.Alignment] {
        [.right] + (idColumn == nil ? [] : [.left]) + [.right, .right, .right, .left]
    }

    private func begin() throws {
        switch format {
        case .json: try sink.write("{\n  \"result\" : {\n    \"predictions\" : [")
        case .csv: try sink.write(CSVRenderer.line(header))
        case .text: try sink.write(columns(header))
        case .markdown:
            try sink.write(MarkdownRenderer.row(header))
            let rule = sides.map { $0 == .left ? " --- |" : " ---: |" }.joined()
            try sink.write("|\(rule)\n")
        case .html:
            var page = Report()
            page.blocks = [.title("Predictions")]
            try sink.write((isPart ? "" : HTMLRenderer.head(page)) + HTMLRenderer.body(page))
            try sink.write("<div class=\"wide\"><table>\n")
            try sink.write(HTMLRenderer.row(header, sides, cell: "th"))
        }
    }

    /// Writes the rows of a chunk.
    public mutating func write(_ rows: [PredictionRow]) throws {
        if !hasRows {
            isProbability = rows.first?.mean == nil
            try begin()
        }
        for row in rows {
            switch format {
            case .json:
                try sink.write((hasRows ? ",\n      " : "\n      ") + JSONText.encodeLine(row))
            case .csv:
                let id: [String?] = row.id.map { [$0.value] } ?? []
                try sink.write(
                    CSVRenderer.line(
                        ["\(row.row)"] + id
                            + [row.figure, row.confLow, row.confHigh].map(ResultPage.exact)
                            + [row.status]))
            case .text: try sink.write(columns(cells(row)))
            case .markdown: try sink.write(MarkdownRenderer.row(cells(row)))
            case .html: try sink.write(HTMLRenderer.row(cells(row), sides, cell: "td"))
            }
            hasRows = true
        }
    }

    /// Writes what the whole came to.
    public func finish(_ frame: ResultFrame<PredictSummary>) throws {
        switch format {
        case .json:
            // The rows stand in the result beside the summary's own keys, which follow here, and
            // the rest of the frame after that.
            let result = try JSONText.encode(frame.result)
            let members = result.dropFirst().dropLast()
            try sink.write("\n    ]," + members + "  },")
            let rest = try JSONText.encode(FrameWithoutResult(frame))
            try sink.write(rest.dropFirst() + "\n")
        case .csv:
            break
        case .html:
            try sink.write("</table></div>\n")
            try sink.write(HTMLRenderer.body(summary(frame)) + (isPart ? "" : HTMLRenderer.tail))
        case .text, .markdown:
            try sink.write(
                "\n" + rendered(summary(frame), as: format, isBold: isBold, isPart: isPart))
        }
    }

    private func summary(_ frame: ResultFrame<PredictSummary>) -> Report {
        var report = Report()
        report.blocks.append(.heading("Model"))
        report.blocks.append(
            .paragraph(
                "\(frame.result.formula), learned from \(NumberText.count(frame.result.nObs)) "
                    + "cases"
                    + (frame.result.event.value.map {
                        "; the probability is that of \(NumberText.quoted($0))."
                    } ?? ".")))
        ResultPage.ending(frame, into: &report)
        return report
    }

    private func cells(_ row: PredictionRow) -> [String] {
        let isProbability = isProbability
        let figures = [
            (row.figure, "-"), (row.confLow, row.confLowStatus == "infinite" ? "-∞" : "-"),
            (row.confHigh, row.confHighStatus == "infinite" ? "∞" : "-"),
        ].map { figure, none in
            figure.value.map {
                isProbability ? NumberText.decimal($0, 4) : NumberText.significant($0, 5)
            } ?? none
        }
        return ["\(row.row)"] + (row.id.map { [$0.value ?? ""] } ?? []) + figures + [row.status]
    }

    /// A line of text in columns of a width that all but very long values fit.
    private func columns(_ cells: [String]) -> String {
        let widths = [8] + (idColumn == nil ? [] : [16]) + [11, 9, 9, 0]
        var line = ""
        for (cell, (width, side)) in zip(cells, zip(widths, sides)) {
            let text = TextRenderer.printable(cell)
            let blanks = String(repeating: " ", count: max(0, width - text.count))
            line += "  " + (side == .right ? blanks + text : text + blanks)
        }
        return line + "\n"
    }
}

/// A frame's keys but for `result`, which has been written.
private struct FrameWithoutResult: Encodable {
    let frame: ResultFrame<PredictSummary>

    init(_ frame: ResultFrame<PredictSummary>) { self.frame = frame }

    private enum Key: String, CodingKey {
        case schemaVersion = "schema_version"
        case engineVersion = "engine_version"
        case analysis, plan, data, warnings, shows
        case doesNotShow = "does_not_show"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(frame.schemaVersion, forKey: .schemaVersion)
        try container.encode(frame.engineVersion, forKey: .engineVersion)
        try container.encode(frame.analysis, forKey: .analysis)
        try container.encode(frame.plan, forKey: .plan)
        try container.encode(frame.data, forKey: .data)
        try container.encode(frame.warnings, forKey: .warnings)
        try container.encode(frame.shows, forKey: .shows)
        try container.encode(frame.doesNotShow, forKey: .doesNotShow)
    }
}

extension PredictionRow {
    /// The probability, or the mean.
    fileprivate var figure: Figure { probability ?? mean ?? Figure(nil) }
}
