/// Of so many places offered to those of highest risk: how many go to someone it would have happened to, and how
/// many to someone it would not.
public struct CapacityChart: Sendable {
    /// Those found: places across, young people upwards.
    public var found: [PlotPoint]
    /// Those wrongly offered a place.
    public var wronglyOffered: [PlotPoint]
    /// How many would be found by chance; empty where that is not drawn.
    public var byChance: [PlotPoint]
    /// The number of places that is asked about.
    public var askedPlaces: Double?
    /// What is across.
    public var placesLabel: String
    /// What is upwards.
    public var countLabel: String
    /// What the line of those found is called.
    public var foundLabel: String
    /// What the line of those wrongly offered is called.
    public var wronglyOfferedLabel: String
    /// What the band and the bars are.
    public var intervalLabel: String

    /// A capacity chart of its lines, any of which may be empty.
    public init(
        found: [PlotPoint], wronglyOffered: [PlotPoint], byChance: [PlotPoint] = [],
        askedPlaces: Double? = nil, placesLabel: String = "Places offered",
        countLabel: String = "Young people", foundLabel: String = "Found",
        wronglyOfferedLabel: String = "Offered without need",
        intervalLabel: String = "95% interval"
    ) {
        self.found = found
        self.wronglyOffered = wronglyOffered
        self.byChance = byChance
        self.askedPlaces = askedPlaces
        self.placesLabel = placesLabel
        self.countLabel = countLabel
        self.foundLabel = foundLabel
        self.wronglyOfferedLabel = wronglyOfferedLabel
        self.intervalLabel = intervalLabel
    }

    /// The picture as one `<svg>` element.
    public func svg(_ text: PictureText, width: Double = 640) -> String {
        let width = ChartSize.usable(width)
        let all = found + wronglyOffered + byChance
        let places = Scale.linear(
            covering: [0] + all.compactMap(\.x) + [askedPlaces].compactMap { $0 }, isTight: true)
        let counts = Scale.linear(covering: [0] + all.compactMap(\.y) + found.compactMap(\.high))
        let x = Axis(placesLabel, places)
        let y = Axis(countLabel, counts)
        var picture = Picture(width: width, height: 0)
        let legend = drawLegend(on: &picture.canvas, width: width)
        let left = Panel.gutter(y) + 4
        // The mark of the asked places has its words above the panel.
        let panel = Panel(
            left: left, top: legend + (askedPlaces == nil ? 40 : 78), width: width - left - 24,
            height: min(320, width * 0.6), x: x, y: y)
        panel.drawAxes(on: &picture.canvas)
        panel.drawBand(found, on: &picture.canvas)
        panel.drawLine(byChance, on: &picture.canvas, .muted, dash: .dotted, width: 1.5)
        panel.drawLine(wronglyOffered, on: &picture.canvas, .second, dash: .dashed)
        panel.drawLine(found, on: &picture.canvas, .first)
        drawAsked(panel, on: &picture.canvas)
        picture.height = panel.bottom + panel.footer
        return picture.svg(text)
    }

    private func drawLegend(on canvas: inout Canvas, width: Double) -> Double {
        var legend = Legend(entries: [(.line(.first, .solid), foundLabel)])
        if found.contains(where: { $0.low != nil }) {
            legend.entries.append((.band, intervalLabel))
        }
        legend.entries.append((.line(.second, .dashed), wronglyOfferedLabel))
        if !byChance.isEmpty {
            legend.entries.append((.line(.muted, .dotted), "Found by chance"))
        }
        return legend.draw(on: &canvas, left: 4, top: 6, width: width - 8)
    }

    private func drawAsked(_ panel: Panel, on canvas: inout Canvas) {
        guard let askedPlaces, let at = panel.px(askedPlaces) else { return }
        canvas.line(at, panel.top - 6, at, panel.bottom, .ink, width: 1.5)
        let plain = NumberText.plain
        let places = "\(plain.text(askedPlaces, decimals: 0)) places"
        // Numbers are said where the lines have a point, and not between two.
        var values: [String] = []
        for (line, label) in [(found, foundLabel), (wronglyOffered, wronglyOfferedLabel)] {
            guard let value = line.first(where: { $0.x == askedPlaces })?.y else { continue }
            values.append("\(label): \(plain.text(value, decimals: 0))")
        }
        let words = values.joined(separator: " · ")
        canvas.words(places, around: at, panel.top - 48, upTo: panel.right + 20, isBold: true)
        canvas.words(words, around: at, panel.top - 32, upTo: panel.right + 20)
        canvas.line(at, panel.top - 27, at, panel.top - 6, .ink, width: 1.5)
        for (line, tone, shape) in [
            (found, Tone.first, MarkShape.circle), (wronglyOffered, .second, .diamond),
        ] {
            guard let value = Self.value(of: line, at: askedPlaces), let height = panel.py(value)
            else { continue }
            canvas.mark(at, height, tone, shape)
        }
    }

    /// The value of a line at a place, straight between its points; nil where it has none.
    static func value(of line: [PlotPoint], at place: Double) -> Double? {
        for point in line where point.x == place { return point.y }
        for (before, after) in zip(line, line.dropFirst()) {
            guard let x1 = before.x, let x2 = after.x, let y1 = before.y, let y2 = after.y,
                x1 < place, place < x2
            else { continue }
            return y1 + (y2 - y1) * ((place - x1) / (x2 - x1))
        }
        return nil
    }
}
