/// One side of a panel: what it measures, from where to where, and how its numbers are written.
public struct Axis: Sendable {
    /// What it measures, with its unit.
    public var label: String
    /// From where to where.
    public var scale: Scale
    /// How its numbers are written.
    public var format: NumberText

    /// An axis of its label, scale and format.
    public init(_ label: String, _ scale: Scale, format: NumberText = .plain) {
        self.label = label
        self.scale = scale
        self.format = format
    }
}

/// A rectangle of the picture with its axes: numbers in, pixels out.
struct Panel {
    var left: Double
    var top: Double
    var width: Double
    var height: Double
    var x: Axis
    var y: Axis

    var right: Double { left + width }
    var bottom: Double { top + height }

    /// The pixel of a number across; nil where it is none or lies outside.
    func px(_ value: Double?) -> Double? { x.scale.fraction(value).map { left + $0 * width } }
    /// The pixel of a number upwards; nil where it is none or lies outside.
    func py(_ value: Double?) -> Double? { y.scale.fraction(value).map { bottom - $0 * height } }
    /// The pixel of a number upwards, at the edge where it lies outside.
    func pyClamped(_ value: Double?) -> Double? {
        y.scale.clamped(value).map { bottom - $0 * height }
    }

    /// The room that the numbers of the side axis take.
    static func gutter(_ axis: Axis) -> Double {
        let widest = axis.scale.ticks.map { TextFit.width(axis.scale.label($0, axis.format)) }.max()
        return (widest ?? 20) + 12
    }

    /// Grid, ticks and the two labels: that of the side axis stands above the panel, level, to be read.
    func drawAxes(on canvas: inout Canvas, labelsBelow: Bool = true) {
        for tick in y.scale.ticks {
            guard let at = py(tick) else { continue }
            canvas.line(left, at, right, at, .grid)
            canvas.text(left - 8, at + 4, y.scale.label(tick, y.format), .muted, anchor: .end)
        }
        var free = -1e9
        let ticks = x.scale.ticks.compactMap { tick in px(tick).map { (tick, $0) } }
        for (tick, at) in ticks {
            canvas.line(at, bottom, at, bottom + 5, .muted)
            guard labelsBelow else { continue }
            let text = x.scale.label(tick, x.format)
            let half = TextFit.width(text) / 2
            // A label that would run into the one before it is left out; its tick stays.
            guard at - half > free + 6 else { continue }
            canvas.text(at, bottom + 19, text, .muted, anchor: .middle)
            free = at + half
        }
        canvas.line(left, bottom, right, bottom, .muted)
        if labelsBelow {
            drawLabel(on: &canvas)
        }
        canvas.text(
            4, top - 12, TextFit.shortened(y.label, width: right - 8), .ink)
    }

    /// The lines of what is across, as wide as the picture from its left edge.
    private var labelLines: [String] {
        TextFit.lines(x.label, width: right + 16, limit: 2)
    }

    /// The room beneath the panel that ticks and label take.
    var footer: Double { 36 + Double(max(1, labelLines.count)) * 16 }

    /// What is across, beneath the ticks.
    func drawLabel(on canvas: inout Canvas) {
        for (index, line) in labelLines.enumerated() {
            let half = TextFit.width(line) / 2
            let middle = min(max(left + width / 2, half + 4), max(right + 20 - half, half + 4))
            canvas.text(
                middle, bottom + 39 + Double(index) * 16, line, .ink, anchor: .middle)
        }
    }
}
