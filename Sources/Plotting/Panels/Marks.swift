/// A place of a chart; a coordinate that is missing leaves a gap.
public struct PlotPoint: Sendable, Hashable {
    /// Across.
    public var x: Double?
    /// Upwards.
    public var y: Double?
    /// The lower end of its interval.
    public var low: Double?
    /// The upper end of its interval.
    public var high: Double?

    /// A place, with its interval where it has one.
    public init(x: Double?, y: Double?, low: Double? = nil, high: Double? = nil) {
        self.x = x
        self.y = y
        self.low = low
        self.high = high
    }
}

/// The form of a mark: what tells two kinds apart without colour.
enum MarkShape {
    case circle
    case ring
    case diamond
}

extension Panel {
    /// A line through points in their order, cut at the panel's edge, open where a point is missing.
    func drawLine(
        _ points: [PlotPoint], on canvas: inout Canvas, _ tone: Tone, dash: Canvas.Dash = .solid,
        width: Double = 2, isStep: Bool = false
    ) {
        var run: [(x: Double, y: Double)] = []
        var last: (x: Double, y: Double)?
        func flush(_ canvas: inout Canvas) {
            canvas.polyline(run, tone, width: width, dash: dash)
            run = []
        }
        for point in points {
            guard let u = x.scale.unbounded(point.x), let v = y.scale.unbounded(point.y) else {
                flush(&canvas)
                last = nil
                continue
            }
            if let from = last {
                let corners = isStep ? [from, (u, from.y), (u, v)] : [from, (u, v)]
                for (start, end) in zip(corners, corners.dropFirst()) {
                    guard let cut = Self.cut(start, end) else {
                        flush(&canvas)
                        continue
                    }
                    let begin = pixel(cut.0)
                    if let at = run.last, abs(at.x - begin.x) > 1e-6 || abs(at.y - begin.y) > 1e-6 {
                        flush(&canvas)
                    }
                    if run.isEmpty { run.append(begin) }
                    run.append(pixel(cut.1))
                }
            }
            last = (u, v)
        }
        flush(&canvas)
    }

    /// The band between the limits of points, broken where one is missing.
    func drawBand(_ points: [PlotPoint], on canvas: inout Canvas) {
        var upper: [(x: Double, y: Double)] = []
        var lower: [(x: Double, y: Double)] = []
        func flush(_ canvas: inout Canvas) {
            if upper.count > 1 { canvas.area(upper + lower.reversed(), .band) }
            upper = []
            lower = []
        }
        for point in points {
            guard let at = px(point.x), let low = pyClamped(point.low),
                let high = pyClamped(point.high)
            else {
                flush(&canvas)
                continue
            }
            upper.append((at, high))
            lower.append((at, low))
        }
        flush(&canvas)
    }

    /// Points, each with its interval; what lies outside the panel is left out, an interval that goes on ends at the
    /// edge without a bar.
    func drawPoints(
        _ points: [PlotPoint], on canvas: inout Canvas, _ tone: Tone, _ shape: MarkShape
    ) {
        for point in points {
            guard let at = px(point.x), let middle = py(point.y) else { continue }
            if let low = pyClamped(point.low), let high = pyClamped(point.high) {
                canvas.line(at, low, at, high, tone, width: 1.5)
                if py(point.low) != nil { canvas.line(at - 4, low, at + 4, low, tone, width: 1.5) }
                if py(point.high) != nil {
                    canvas.line(at - 4, high, at + 4, high, tone, width: 1.5)
                }
            }
            canvas.mark(at, middle, tone, shape)
        }
    }

    /// A pixel of fractions of the axes.
    private func pixel(_ place: (x: Double, y: Double)) -> (x: Double, y: Double) {
        (left + place.x * width, bottom - place.y * height)
    }

    /// The part of a stretch that lies within 0...1 both ways (Liang and Barsky); nil where none does.
    private static func cut(
        _ start: (x: Double, y: Double), _ end: (x: Double, y: Double)
    ) -> ((x: Double, y: Double), (x: Double, y: Double))? {
        var from = 0.0
        var to = 1.0
        for (begin, change) in [(start.x, end.x - start.x), (start.y, end.y - start.y)] {
            if change == 0 {
                if begin < -1e-9 || begin > 1 + 1e-9 { return nil }
                continue
            }
            let first = (0 - begin) / change
            let second = (1 - begin) / change
            from = max(from, min(first, second))
            to = min(to, max(first, second))
        }
        guard from <= to else { return nil }
        func at(_ t: Double) -> (x: Double, y: Double) {
            let x = start.x + t * (end.x - start.x)
            let y = start.y + t * (end.y - start.y)
            return (min(max(x, 0), 1), min(max(y, 0), 1))
        }
        return (at(from), at(to))
    }
}

extension Canvas {
    mutating func mark(_ x: Double, _ y: Double, _ tone: Tone, _ shape: MarkShape) {
        switch shape {
        case .circle: circle(x, y, 4.5, tone)
        case .ring: circle(x, y, 4.5, .paper, outline: tone, width: 2)
        case .diamond: diamond(x, y, 5.5, tone)
        }
    }
}
