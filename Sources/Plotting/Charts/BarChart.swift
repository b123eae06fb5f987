/// Level bars with their numbers, from the top down.
public struct BarChart: Sendable {
    /// One bar.
    public struct Bar: Sendable, Hashable {
        /// What it is of.
        public var label: String
        /// How long it is; nil where that is not said.
        public var value: Double?
        /// What stands at its end.
        public var note: String

        /// A bar, or a row without one and with the reason in its note.
        public init(_ label: String, _ value: Double?, note: String = "") {
            self.label = label
            self.value = value
            self.note = note
        }
    }

    /// The bars from the top down.
    public var bars: [Bar]
    /// What they measure.
    public var label: String
    /// How the numbers of the axis are written.
    public var format: NumberText

    /// A chart of its bars.
    public init(bars: [Bar], label: String, format: NumberText = .plain) {
        self.bars = bars
        self.label = label
        self.format = format
    }

    /// The picture as one `<svg>` element. Bars begin at 0, which the axis always holds.
    public func svg(_ text: PictureText, width: Double = 640) -> String {
        let width = ChartSize.usable(width)
        let labelWidth = min(
            bars.map { TextFit.width($0.label) }.max() ?? 0, width * 0.36)
        let noteWidth = min(bars.map { TextFit.width($0.note) }.max() ?? 0, width * 0.26)
        let lines = bars.map { TextFit.lines($0.label, width: labelWidth + 4) }
        let heights = lines.map { Double(max(1, $0.count)) * 16 + 12 }
        let scale = Scale.linear(covering: [0] + bars.compactMap(\.value), tickCount: 4)
        let left = labelWidth + 18
        let panel = Panel(
            left: left, top: 12, width: max(80, width - left - noteWidth - 26),
            height: heights.reduce(0, +), x: Axis(label, scale, format: format),
            y: Axis("", .linear(covering: [])))
        var picture = Picture(width: width, height: panel.bottom + panel.footer)
        var free = -1e9
        for tick in scale.ticks {
            guard let at = panel.px(tick) else { continue }
            picture.canvas.line(at, panel.top, at, panel.bottom, .grid)
            let words = scale.label(tick, format)
            let half = TextFit.width(words) / 2
            guard at - half > free + 6 else { continue }
            picture.canvas.text(at, panel.bottom + 19, words, .muted, anchor: .middle)
            free = at + half
        }
        var y = panel.top
        let zero = panel.px(0) ?? panel.left
        for (index, bar) in bars.enumerated() {
            let middle = y + heights[index] / 2
            for (line, words) in lines[index].enumerated() {
                let offset = Double(line) * 16 - Double(lines[index].count - 1) * 8
                picture.canvas.text(left - 10, middle + 4.5 + offset, words, anchor: .end)
            }
            var end = zero
            if let at = panel.px(bar.value) {
                picture.canvas.rectangle(
                    min(zero, at), middle - 8, abs(at - zero), 16, .first)
                end = max(zero, at)
            }
            picture.canvas.text(
                end + 6, middle + 4.5, TextFit.shortened(bar.note, width: width - end - 10),
                bar.value == nil ? .muted : .ink)
            y += heights[index]
        }
        picture.canvas.line(zero, panel.top, zero, panel.bottom, .muted)
        panel.drawLabel(on: &picture.canvas)
        return picture.svg(text)
    }
}
