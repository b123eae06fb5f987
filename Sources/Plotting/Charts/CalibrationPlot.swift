/// How often it happened against how likely it was said to be: the curve with its band, the diagonal that a model
/// which is right lies on, cases in groups, and beneath how the risks were spread.
public struct CalibrationPlot: Sendable {
    /// Cases of which the risk lies in a stretch.
    public struct Bin: Sendable, Hashable {
        /// Where it begins.
        public var low: Double
        /// Where it ends.
        public var high: Double
        /// How many cases it holds; nil where that is not said.
        public var count: Double?

        /// Cases with risks from `low` to `high`.
        public init(low: Double, high: Double, count: Double?) {
            self.low = low
            self.high = high
            self.count = count
        }
    }

    /// The smooth curve and its limits.
    public var curve: [PlotPoint]
    /// Groups of cases: mean risk across, share with the outcome upwards.
    public var groups: [PlotPoint]
    /// How the risks are spread.
    public var distribution: [Bin]
    /// What is across.
    public var riskLabel: String
    /// What is upwards.
    public var shareLabel: String
    /// What the counts beneath are.
    public var distributionLabel: String
    /// What band and bars are, such as "95% interval".
    public var intervalLabel: String

    /// A calibration plot of its parts, any of which may be empty.
    public init(
        curve: [PlotPoint], groups: [PlotPoint] = [], distribution: [Bin] = [],
        riskLabel: String = "Estimated risk", shareLabel: String = "Share with the outcome",
        distributionLabel: String = "Young people", intervalLabel: String = "95% interval"
    ) {
        self.curve = curve
        self.groups = groups
        self.distribution = distribution
        self.riskLabel = riskLabel
        self.shareLabel = shareLabel
        self.distributionLabel = distributionLabel
        self.intervalLabel = intervalLabel
    }

    /// The picture as one `<svg>` element.
    ///
    /// - Parameter width: in pixels, at least 280.
    public func svg(_ text: PictureText, width: Double = 640) -> String {
        let width = ChartSize.usable(width)
        // The same numbers both ways, so that a model which is right lies on the diagonal.
        let scale = Scale.linear(covering: [0] + reach)
        let risk = Axis(riskLabel, scale, format: .percent)
        let share = Axis(shareLabel, scale, format: .percent)
        var picture = Picture(width: width, height: 0)
        let legend = drawLegend(on: &picture.canvas, width: width)
        let most = Scale.linear(covering: [0] + distribution.compactMap(\.count), tickCount: 2)
        let spread = Axis(distributionLabel, most)
        let left = max(Panel.gutter(share), Panel.gutter(spread)) + 4
        let side = width - left - 24
        let panel = Panel(
            left: left, top: legend + 40, width: side, height: min(side, 420), x: risk, y: share)
        let hasBins = distribution.contains { $0.count != nil }
        panel.drawAxes(on: &picture.canvas, labelsBelow: !hasBins)
        panel.drawBand(curve, on: &picture.canvas)
        panel.drawLine(
            [PlotPoint(x: scale.low, y: scale.low), PlotPoint(x: scale.high, y: scale.high)],
            on: &picture.canvas, .muted, dash: .dotted, width: 1.5)
        panel.drawLine(curve, on: &picture.canvas, .first)
        panel.drawPoints(groups, on: &picture.canvas, .ink, .ring)
        picture.height =
            (hasBins ? drawBins(spread, below: panel, on: &picture.canvas) : panel.bottom)
            + panel.footer
        return picture.svg(text)
    }

    /// What the axes must reach.
    private var reach: [Double] {
        var reach: [Double] = []
        for point in curve { reach += [point.x, point.y].compactMap { $0 } }
        for point in groups { reach += [point.x, point.y].compactMap { $0 } }
        for bin in distribution where (bin.count ?? 0) > 0 { reach.append(bin.high) }
        return reach.map { min(max($0, 0), 1) }
    }

    private func drawLegend(on canvas: inout Canvas, width: Double) -> Double {
        var legend = Legend(entries: [])
        if curve.count > 1 {
            legend.entries.append((.line(.first, .solid), "Smooth curve"))
            if curve.contains(where: { $0.low != nil }) {
                legend.entries.append((.band, intervalLabel))
            }
        }
        if !groups.isEmpty {
            let bars = groups.contains { $0.low != nil } ? ", \(intervalLabel)" : ""
            legend.entries.append((.mark(.ink, .ring), "Groups" + bars))
        }
        legend.entries.append((.line(.muted, .dotted), "As often as was said"))
        return legend.draw(on: &canvas, left: 4, top: 6, width: width - 8)
    }

    private func drawBins(_ spread: Axis, below panel: Panel, on canvas: inout Canvas) -> Double {
        let bins = Panel(
            left: panel.left, top: panel.bottom + 40, width: panel.width, height: 70, x: panel.x,
            y: spread)
        bins.drawAxes(on: &canvas)
        for bin in distribution {
            guard let count = bin.count, count > 0, let from = bins.px(bin.low),
                let to = bins.px(bin.high), let high = bins.py(count), to > from
            else { continue }
            canvas.rectangle(
                from + 0.5, high, max(1, to - from - 1), bins.bottom - high, .first)
        }
        return bins.bottom
    }
}

/// Sizes that every chart keeps to.
enum ChartSize {
    /// A width that can be drawn in.
    static func usable(_ width: Double) -> Double {
        width.isFinite ? min(max(width, 280), 2000) : 640
    }
}
