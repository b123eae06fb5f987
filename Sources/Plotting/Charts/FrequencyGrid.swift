/// Natural frequencies: one figure for each case, filled, ringed or dotted by what became of them.
///
/// Parts are drawn in their order, row by row; what they leave of the whole is drawn with dots.
public struct FrequencyGrid: Sendable {
    /// A part of the whole.
    public struct Part: Sendable, Hashable {
        /// What it is of.
        public var label: String
        /// How many; below 0 counts as 0.
        public var count: Int

        /// So many of a kind.
        public init(_ label: String, _ count: Int) {
            self.label = label
            self.count = count
        }
    }

    /// The parts; the first is filled, the second ringed, further ones are dotted as the rest is.
    public var parts: [Part]
    /// How many there are in all; at most 1,000 are drawn.
    public var whole: Int
    /// What the rest is called; empty leaves it out of the legend.
    public var restLabel: String
    /// How many stand in a row.
    public var perRow: Int

    /// A grid of `whole` figures.
    public init(parts: [Part], of whole: Int, restLabel: String = "", perRow: Int = 20) {
        self.parts = parts
        self.whole = whole
        self.restLabel = restLabel
        self.perRow = perRow
    }

    /// The picture as one `<svg>` element.
    public func svg(_ text: PictureText, width: Double = 640) -> String {
        let width = ChartSize.usable(width)
        let drawn = min(max(0, whole), 1000)
        let columns = min(max(1, perRow), 100)
        let cell = min(26, (width - 8) / Double(columns))
        let radius = cell * 0.36
        var picture = Picture(width: width, height: 0)
        var legend = Legend(entries: [])
        for (index, part) in parts.enumerated() {
            let words = "\(part.label): \(max(0, part.count)) of \(max(0, whole))"
            legend.entries.append((sample(index), words))
        }
        let rest = max(
            0,
            parts.reduce(whole) { $0.subtractingReportingOverflow(max(0, $1.count)).partialValue })
        if rest > 0, !restLabel.isEmpty {
            legend.entries.append((sample(2), "\(restLabel): \(rest) of \(whole)"))
        }
        let top = legend.draw(on: &picture.canvas, left: 4, top: 6, width: width - 8) + 12
        var ends: [Int] = []
        var end = 0
        for part in parts {
            end = min(drawn, end + min(drawn, max(0, part.count)))
            ends.append(end)
        }
        for index in 0..<drawn {
            let part = ends.firstIndex { index < $0 } ?? 2
            let x = 4 + (Double(index % columns) + 0.5) * cell
            let y = top + (Double(index / columns) + 0.5) * cell
            switch part {
            case 0: picture.canvas.circle(x, y, radius, .first)
            case 1: picture.canvas.circle(x, y, radius - 1, .paper, outline: .second, width: 2)
            default: picture.canvas.circle(x, y, max(1.5, radius * 0.3), .muted)
            }
        }
        let rows = (drawn + columns - 1) / columns
        picture.height = top + Double(rows) * cell + 8
        return picture.svg(text)
    }

    private func sample(_ index: Int) -> Legend.Sample {
        switch index {
        case 0: .mark(.first, .circle)
        case 1: .mark(.second, .ring)
        default: .dot
        }
    }
}
