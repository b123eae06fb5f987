import Foundation
import Plotting

/// One picture of each kind, as a report of a NEET model would draw it. The numbers are made up.
enum Pictures {
    static let names = [
        "calibration", "capacity", "subgroups", "coefficients", "decision", "bars", "grid", "steps",
    ]

    static func svg(_ name: String, width: Double = 640) -> String {
        let text = PictureText(
            id: name, title: "Picture of \(name)", alternative: "What \(name) shows, in words.")
        switch name {
        case "calibration": return calibration.svg(text, width: width)
        case "capacity": return capacity.svg(text, width: width)
        case "subgroups": return subgroups.svg(text, width: width)
        case "coefficients": return coefficients.svg(text, width: width)
        case "decision": return decision.svg(text, width: width)
        case "bars": return bars.svg(text, width: width)
        case "grid":
            return FrequencyGrid(
                parts: [
                    .init("Would otherwise be NEET", 14),
                    .init("Would not, and are offered help", 26),
                ], of: 100, restLabel: "Not offered a place"
            ).svg(text, width: width)
        default: return steps.svg(text, width: width)
        }
    }

    private static let calibration: CalibrationPlot = {
        var curve: [PlotPoint] = []
        for step in 1...60 {
            let risk = 0.005 + Double(step) * 0.007
            let share = risk * 0.85 + 0.015
            let half = 0.008 + risk * risk * 0.35
            curve.append(.init(x: risk, y: share, low: share - half, high: share + half))
        }
        var groups: [PlotPoint] = []
        let risks: [Double] = [0.01, 0.02, 0.04, 0.06, 0.09, 0.13, 0.2, 0.34]
        for (index, risk) in risks.enumerated() {
            let shift: Double = index % 2 == 0 ? 0.01 : -0.004
            let share: Double = risk * 0.9 + shift
            groups.append(PlotPoint(x: risk, y: share, low: share * 0.75, high: share * 1.3))
        }
        var bins: [CalibrationPlot.Bin] = []
        for bin in 0..<22 {
            let low = Double(bin) * 0.02
            let count = (2600 * exp(-Double(bin) * 0.45)).rounded()
            bins.append(.init(low: low, high: low + 0.02, count: bin == 15 ? nil : count))
        }
        return CalibrationPlot(
            curve: curve, groups: groups, distribution: bins, shareLabel: "Share who became NEET")
    }()

    private static let capacity: CapacityChart = {
        var found: [PlotPoint] = [.init(x: 0, y: 0, low: 0, high: 0)]
        var wrong: [PlotPoint] = [.init(x: 0, y: 0)]
        var chance: [PlotPoint] = [.init(x: 0, y: 0)]
        for step in 1...20 {
            let places = Double(step) * 10
            let value = 70 * (1 - exp(-places / 110))
            found.append(
                .init(x: places, y: value, low: value * 0.8, high: value * 1.15))
            wrong.append(.init(x: places, y: places - value))
            chance.append(.init(x: places, y: places * 0.07))
        }
        return CapacityChart(
            found: found, wronglyOffered: wrong, byChance: chance, askedPlaces: 40)
    }()

    private static let subgroups = ForestPlot(
        rows: [
            .init(heading: "Sex"),
            .init("Young women", estimate: 0.41, low: 0.3, high: 0.52, note: "41% (30 to 52)"),
            .init("Young men", estimate: 0.36, low: 0.27, high: 0.46, note: "36% (27 to 46)"),
            .init(heading: "Care"),
            .init(
                "Looked after at any time in the last three years", estimate: 0.55, low: 0.2,
                high: 0.85, note: "55% (20 to 85)"),
            .init(
                "Never looked after", estimate: 0.37, low: 0.3, high: 0.44, note: "37% (30 to 44)"),
            .init("Unaccompanied", estimate: nil, note: "too few to judge"),
        ], label: "Share of those who became NEET that are found with 40 places", reference: 0.38,
        referenceLabel: "All young people: 38%", format: .percent)

    private static let coefficients = ForestPlot(
        rows: [
            .init(
                "Absence, for each 10% more", estimate: 1.62, low: 1.41, high: 1.87,
                note: "1.62 (1.41 to 1.87)"),
            .init("Looked after", estimate: 2.3, low: 1.2, high: 4.4, note: "2.30 (1.20 to 4.40)"),
            .init(
                "Free school meals", estimate: 1.35, low: 0.98, high: 1.86,
                note: "1.35 (0.98 to 1.86)"),
            .init(
                "English as a further language", estimate: 0.8, low: 0.55, high: 1.16,
                note: "0.80 (0.55 to 1.16)"),
            .init("Custody", estimate: 6, low: 0.9, high: .infinity, note: "6.00 (0.90 upwards)"),
            .init("Pregnant or parent", estimate: nil, note: "not shown"),
        ], label: "Odds ratio (log scale)", reference: 1, referenceLabel: "No difference",
        isLogarithmic: true)

    private static let decision: LineChart = {
        var model: [PlotPoint] = []
        var all: [PlotPoint] = []
        for step in 0...40 {
            let risk = Double(step) * 0.01
            let everyone: Double = 0.07 - 0.93 * risk / (1 - risk)
            let chosen: Double = 0.055 * exp(-risk * 7)
            all.append(PlotPoint(x: risk, y: everyone))
            model.append(PlotPoint(x: risk, y: max(everyone, chosen)))
        }
        return .decisionCurve(
            model: model, offerToAll: all, marked: 0.15, markedLabel: "40 places")
    }()

    private static let bars = BarChart(
        bars: [
            .init("Absence", 0.42, note: "0.42"),
            .init("Exclusions in key stage 4", 0.23, note: "0.23"),
            .init("Ward", -0.08, note: "\u{2212}0.08"),
            .init("Moved school", nil, note: "not shown"),
        ], label: "Change in log odds")

    private static func points(_ places: [(Double, Double)], half: Double? = nil) -> [PlotPoint] {
        var points: [PlotPoint] = []
        for (x, y) in places {
            points.append(
                PlotPoint(x: x, y: y, low: half.map { y - $0 }, high: half.map { y + $0 }))
        }
        return points
    }

    private static let steps: LineChart = {
        let offered = points([(0, 1), (2, 0.9), (4, 0.75), (7, 0.62), (12, 0.5)])
        let others = points([(0, 1), (1, 0.95), (3, 0.7), (6, 0.5), (12, 0.31)])
        let schools = points([(3, 0.6), (9, 0.45)], half: 0.1)
        return LineChart(
            lines: [
                .init("Offered a place", offered, kind: .step),
                .init("Not offered", others, kind: .step),
                .init("By school", schools, kind: .points),
            ], x: Axis("Months", .linear(covering: [0, 12])),
            y: Axis(
                "Still without education, work or training", .linear(covering: [0, 1]),
                format: .percent),
            rug: [1, 1.5, 4, 9])
    }()
}
