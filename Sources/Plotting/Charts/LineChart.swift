/// Lines over a common axis, each told apart by its dash and its mark: curves, steps, points with intervals.
public struct LineChart: Sendable {
    /// One line.
    public struct Line: Sendable {
        /// What it is called.
        public var label: String
        /// Its points in order; limits draw a band, or bars where only points are drawn.
        public var points: [PlotPoint]
        /// How it is drawn.
        public var kind: Kind

        /// A line of its points.
        public init(_ label: String, _ points: [PlotPoint], kind: Kind = .line) {
            self.label = label
            self.points = points
            self.kind = kind
        }
    }

    /// How the points of a line are joined.
    public enum Kind: Sendable {
        /// Straight, with a band where there are limits.
        case line
        /// Level up to the next point.
        case step
        /// Not at all, each with its interval.
        case points
    }

    /// The lines; three at most can be told apart, and those beyond repeat.
    public var lines: [Line]
    /// The axis across.
    public var x: Axis
    /// The axis upwards.
    public var y: Axis
    /// A level to compare with, such as 0.
    public var level: Double?
    /// A place across to mark, and its words.
    public var marked: Double?
    /// The words at the marked place.
    public var markedLabel: String
    /// Values to mark one by one at the foot of the panel.
    public var rug: [Double]
    /// What the level is called.
    public var levelLabel = ""

    /// A chart of its lines and axes.
    public init(
        lines: [Line], x: Axis, y: Axis, level: Double? = nil, marked: Double? = nil,
        markedLabel: String = "", rug: [Double] = []
    ) {
        self.lines = lines
        self.x = x
        self.y = y
        self.level = level
        self.marked = marked
        self.markedLabel = markedLabel
        self.rug = rug
    }

    /// A decision curve: net benefit of a model, of offering to all and to none, against the risk from which a place
    /// would be offered.
    ///
    /// The axis ends a little below 0, where offering to all is of no more use.
    public static func decisionCurve(
        model: [PlotPoint], offerToAll: [PlotPoint], other: Line? = nil,
        modelLabel: String = "By this model", allLabel: String = "A place for everyone",
        noneLabel: String = "No place for anyone",
        thresholdLabel: String = "Risk from which a place is offered",
        benefitLabel: String = "Net benefit", marked: Double? = nil, markedLabel: String = ""
    ) -> LineChart {
        var lines = [Line(modelLabel, model), Line(allLabel, offerToAll)]
        if let other { lines.append(other) }
        let thresholds = (model + offerToAll).compactMap(\.x)
        let most =
            (model + offerToAll + (other?.points ?? [])).compactMap(\.y)
            .filter(\.isFinite).max() ?? 0
        let top = max(most, 0)
        let range = top > 0 ? [-0.25 * top, top] : [-0.05, 0.05]
        var chart = LineChart(
            lines: lines,
            x: Axis(thresholdLabel, .linear(covering: [0] + thresholds), format: .percent),
            y: Axis(benefitLabel, .linear(covering: range)), level: 0, marked: marked,
            markedLabel: markedLabel)
        chart.levelLabel = noneLabel
        return chart
    }

    private static let styles: [(Tone, Canvas.Dash, MarkShape)] = [
        (.first, .solid, .circle), (.second, .dashed, .diamond), (.ink, .dotted, .ring),
    ]

    /// The picture as one `<svg>` element.
    public func svg(_ text: PictureText, width: Double = 640) -> String {
        let width = ChartSize.usable(width)
        var picture = Picture(width: width, height: 0)
        let legend = makeLegend().draw(on: &picture.canvas, left: 4, top: 6, width: width - 8)
        let left = Panel.gutter(y) + 4
        let hasMark = marked != nil && !markedLabel.isEmpty
        let panel = Panel(
            left: left, top: legend + (hasMark ? 62 : 40), width: width - left - 24,
            height: min(320, width * 0.6), x: x, y: y)
        panel.drawAxes(on: &picture.canvas)
        for line in lines where line.kind == .line {
            panel.drawBand(line.points, on: &picture.canvas)
        }
        if let at = panel.py(level) {
            picture.canvas.line(panel.left, at, panel.right, at, .muted, width: 1.5)
        }
        for (index, line) in lines.enumerated().reversed() {
            let (tone, dash, shape) = Self.styles[index % Self.styles.count]
            if line.kind == .points {
                panel.drawPoints(line.points, on: &picture.canvas, tone, shape)
            } else {
                panel.drawLine(
                    line.points, on: &picture.canvas, tone, dash: dash,
                    isStep: line.kind == .step)
            }
        }
        drawMarked(panel, on: &picture.canvas)
        for value in rug {
            guard let at = panel.px(value) else { continue }
            picture.canvas.line(at, panel.bottom, at, panel.bottom - 7, .first)
        }
        picture.height = panel.bottom + panel.footer
        return picture.svg(text)
    }

    private func makeLegend() -> Legend {
        var legend = Legend(entries: [])
        for (index, line) in lines.enumerated() {
            let (tone, dash, shape) = Self.styles[index % Self.styles.count]
            legend.entries.append(
                (line.kind == .points ? .mark(tone, shape) : .line(tone, dash), line.label))
        }
        if level != nil, !levelLabel.isEmpty {
            legend.entries.append((.line(.muted, .solid), levelLabel))
        }
        return legend
    }

    private func drawMarked(_ panel: Panel, on canvas: inout Canvas) {
        guard let at = panel.px(marked) else { return }
        canvas.line(at, panel.top - 6, at, panel.bottom, .ink, width: 1.5)
        let words = TextFit.shortened(markedLabel, width: panel.width)
        canvas.words(words, around: at, panel.top - 32, upTo: panel.right + 20, isBold: true)
        if !words.isEmpty { canvas.line(at, panel.top - 27, at, panel.top - 6, .ink, width: 1.5) }
    }
}
