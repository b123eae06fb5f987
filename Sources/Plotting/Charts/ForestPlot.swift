/// Rows of an estimate with its interval against a line of reference: subgroups, or the coefficients of a model.
public struct ForestPlot: Sendable {
    /// One row.
    public struct Row: Sendable {
        /// What it is of.
        public var label: String
        /// The estimate; nil where there is none to show.
        public var estimate: Double?
        /// The lower end of its interval.
        public var low: Double?
        /// The upper end of its interval.
        public var high: Double?
        /// What stands at the end of the row: the numbers in words, or why there are none, such as "too few to
        /// judge".
        public var note: String
        /// Whether it names the rows beneath it and has no mark.
        public var isHeading: Bool

        /// A row with an estimate, or without one and with the reason in its note.
        public init(
            _ label: String, estimate: Double?, low: Double? = nil, high: Double? = nil,
            note: String = ""
        ) {
            self.label = label
            self.estimate = estimate
            self.low = low
            self.high = high
            self.note = note
            isHeading = false
        }

        /// A row that names those beneath it.
        public init(heading: String) {
            label = heading
            note = ""
            isHeading = true
        }
    }

    /// The rows from top to bottom.
    public var rows: [Row]
    /// Where the line of reference stands: 1 for ratios, the whole cohort's value for subgroups; nil for none.
    public var reference: Double?
    /// What the line of reference is.
    public var referenceLabel: String
    /// What is across.
    public var label: String
    /// Whether equal ratios are equally far apart, as for odds ratios.
    public var isLogarithmic: Bool
    /// How the numbers of the axis are written.
    public var format: NumberText

    /// A forest plot of its rows.
    public init(
        rows: [Row], label: String, reference: Double? = nil, referenceLabel: String = "",
        isLogarithmic: Bool = false, format: NumberText = .plain
    ) {
        self.rows = rows
        self.label = label
        self.reference = reference
        self.referenceLabel = referenceLabel
        self.isLogarithmic = isLogarithmic
        self.format = format
    }

    /// The picture as one `<svg>` element. Where it is narrow a row's words stand above its mark.
    public func svg(_ text: PictureText, width: Double = 640) -> String {
        let width = ChartSize.usable(width)
        let isNarrow = width < 520
        let layout = Layout(self, width: width, isNarrow: isNarrow)
        var picture = Picture(width: width, height: 0)
        var legend = Legend(entries: [])
        if reference != nil, !referenceLabel.isEmpty {
            legend.entries.append((.line(.muted, .dashed), referenceLabel))
        }
        let top = legend.draw(on: &picture.canvas, left: 4, top: 6, width: width - 8) + 14
        let height = layout.rows.reduce(0) { $0 + $1.height } + 6
        let axis = Axis(label, scale(width: layout.plotWidth), format: format)
        let none = Axis("", Scale.linear(covering: [0, 1]))
        let panel = Panel(
            left: layout.plotLeft, top: top, width: layout.plotWidth, height: height, x: axis,
            y: none)
        drawFrame(panel, on: &picture.canvas)
        var y = top
        for row in layout.rows {
            draw(row, panel, at: y, layout, on: &picture.canvas)
            y += row.height
        }
        picture.height = panel.bottom + panel.footer
        return picture.svg(text)
    }

    private func scale(width: Double) -> Scale {
        var values = [reference].compactMap { $0 }
        for row in rows { values += [row.estimate, row.low, row.high].compactMap { $0 } }
        // An interval that goes on for ever leaves with an arrow and does not decide the axis.
        let shown = values.filter(\.isFinite)
        return isLogarithmic
            ? Scale.logarithmic(covering: shown)
            : Scale.linear(covering: shown, tickCount: width < 260 ? 3 : 5)
    }

    private func drawFrame(_ panel: Panel, on canvas: inout Canvas) {
        var free = -1e9
        for tick in panel.x.scale.ticks {
            guard let at = panel.px(tick) else { continue }
            canvas.line(at, panel.top, at, panel.bottom, .grid)
            canvas.line(at, panel.bottom, at, panel.bottom + 5, .muted)
            let text = panel.x.scale.label(tick, format)
            let half = TextFit.width(text) / 2
            guard at - half > free + 6 else { continue }
            canvas.text(at, panel.bottom + 19, text, .muted, anchor: .middle)
            free = at + half
        }
        canvas.line(panel.left, panel.bottom, panel.right, panel.bottom, .muted)
        if let at = panel.px(reference) {
            canvas.line(at, panel.top, at, panel.bottom, .muted, width: 1.5, dash: .dashed)
        }
        panel.drawLabel(on: &canvas)
    }

    private func draw(
        _ row: Layout.PlacedRow, _ panel: Panel, at top: Double, _ layout: Layout,
        on canvas: inout Canvas
    ) {
        if layout.isNarrow {
            // Words stand on the lines of the grid: these are interrupted there.
            let words = row.lines.map { TextFit.width($0) }.max() ?? 0
            canvas.rectangle(2, top + 4, words + 6, Double(row.lines.count) * 16 + 1, .paper)
            let note = TextFit.width(row.note)
            canvas.rectangle(layout.width - note - 8, top + 4, note + 6, 17, .paper)
        }
        for (index, line) in row.lines.enumerated() {
            canvas.text(
                row.row.isHeading || layout.isNarrow ? 4 : 14, top + 17 + Double(index) * 16, line,
                isBold: row.row.isHeading)
        }
        guard !row.row.isHeading else { return }
        let middle = layout.isNarrow ? top + row.height - 11 : top + row.height / 2
        let isMissing = row.row.estimate == nil
        if layout.isNarrow {
            canvas.text(
                layout.width - 4, top + 17, row.note, isMissing ? .muted : .ink, anchor: .end)
        } else {
            canvas.text(layout.noteLeft, middle + 4.5, row.note, isMissing ? .muted : .ink)
        }
        drawMark(row.row, panel, at: middle, on: &canvas)
    }

    private func drawMark(_ row: Row, _ panel: Panel, at y: Double, on canvas: inout Canvas) {
        guard let estimate = row.estimate else { return }
        let scale = panel.x.scale
        if let low = scale.clamped(row.low), let high = scale.clamped(row.high) {
            let from = panel.left + low * panel.width
            let to = panel.left + high * panel.width
            canvas.line(from, y, to, y, .first, width: 2)
            drawEnd(from, y, isInside: panel.px(row.low) != nil, -1, on: &canvas)
            drawEnd(to, y, isInside: panel.px(row.high) != nil, 1, on: &canvas)
        }
        if let at = panel.px(estimate) { canvas.circle(at, y, 4.5, .first) }
    }

    /// A bar where the interval ends, an arrow where it goes on beyond the axis.
    private func drawEnd(
        _ x: Double, _ y: Double, isInside: Bool, _ direction: Double, on canvas: inout Canvas
    ) {
        if isInside {
            canvas.line(x, y - 4, x, y + 4, .first, width: 2)
        } else {
            canvas.area(
                [(x, y), (x - direction * 7, y - 4.5), (x - direction * 7, y + 4.5)], .first)
        }
    }

    /// Where the words of the rows stand.
    private struct Layout {
        struct PlacedRow {
            var row: Row
            var lines: [String]
            var note: String
            var height: Double
        }

        var rows: [PlacedRow] = []
        var plotLeft: Double
        var plotWidth: Double
        var noteLeft: Double
        var isNarrow: Bool
        var width: Double

        init(_ plot: ForestPlot, width: Double, isNarrow: Bool) {
            self.width = width
            self.isNarrow = isNarrow
            let labels = plot.rows.map { TextFit.width($0.label) }.max() ?? 0
            let notes = plot.rows.map { TextFit.width($0.note) }.max() ?? 0
            let labelWidth = min(labels, width * 0.32)
            let noteWidth = min(notes, width * 0.3)
            plotLeft = isNarrow ? 24 : labelWidth + 34
            noteLeft = width - noteWidth - 6
            plotWidth = isNarrow ? width - 48 : max(120, noteLeft - 18 - plotLeft)
            if plotLeft + plotWidth > width - 8 { plotWidth = width - 8 - plotLeft }
            for row in plot.rows {
                let note = TextFit.shortened(
                    row.note, width: isNarrow ? width * 0.5 : width - noteLeft - 4)
                let room =
                    isNarrow
                    ? width - TextFit.width(note) - 20 : row.isHeading ? width - 8 : labelWidth + 8
                let lines = TextFit.lines(row.label, width: room)
                let words = Double(max(1, lines.count)) * 16
                let hasMark = !row.isHeading && row.estimate != nil
                let height = isNarrow ? words + (hasMark ? 26 : 10) : max(28, words + 12)
                rows.append(PlacedRow(row: row, lines: lines, note: note, height: height))
            }
        }
    }
}
