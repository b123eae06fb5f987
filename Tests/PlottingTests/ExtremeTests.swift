import TestSupport
import Testing

@testable import Plotting

/// Nothing that numbers can be makes a picture fall.
@Suite struct ExtremeTests {
    private static let hard: [Double?] = [
        nil, 0, -0.0, 1, -1, 1e300, -1e300, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
        .leastNonzeroMagnitude, .nan, .infinity, -.infinity, 0.5, 1e-300, 12345.678, 0.1 + 0.2, 0.3,
    ]

    private static func charts(_ points: [PlotPoint], _ stream: inout Seeded) -> [String] {
        let text = PictureText(id: "x", title: "x", alternative: "x")
        let width = [1, 300, 640, 5000, .nan, .infinity][stream.below(6)]
        let xs = points.compactMap(\.x)
        let ys = points.compactMap(\.y)
        let rows = points.map {
            ForestPlot.Row("row of \($0)", estimate: $0.y, low: $0.low, high: $0.high, note: "note")
        }
        return [
            CalibrationPlot(
                curve: points, groups: points,
                distribution: points.map { .init(low: $0.x ?? 0, high: $0.y ?? 1, count: $0.high) }
            ).svg(text, width: width),
            CapacityChart(
                found: points, wronglyOffered: points, byChance: points, askedPlaces: xs.first
            ).svg(text, width: width),
            ForestPlot(rows: rows, label: "l", reference: xs.first, referenceLabel: "r").svg(
                text, width: width),
            ForestPlot(
                rows: rows, label: "l", reference: xs.last, referenceLabel: "r", isLogarithmic: true
            ).svg(text, width: width),
            LineChart.decisionCurve(
                model: points, offerToAll: points, marked: xs.first, markedLabel: "m"
            ).svg(text, width: width),
            LineChart(
                lines: [
                    .init("a", points), .init("b", points, kind: .step),
                    .init("c", points, kind: .points),
                ], x: Axis("x", .linear(covering: xs)), y: Axis("y", .logarithmic(covering: ys)),
                level: xs.first, marked: ys.first, markedLabel: "m", rug: xs
            ).svg(text, width: width),
            BarChart(
                bars: points.map { .init("bar", $0.y, note: "n") }, label: "l", format: .percent
            ).svg(text, width: width),
        ]
    }

    @Test func anyNumbersAtAll() {
        var stream = Seeded(3)
        for round in 0..<150 {
            var points: [PlotPoint] = []
            for _ in 0..<(round % 7) {
                func one() -> Double? {
                    let hard = Self.hard
                    return stream.next() < 0.5 ? hard[stream.below(hard.count)] : stream.next()
                }
                points.append(.init(x: one(), y: one(), low: one(), high: one()))
            }
            for (index, svg) in Self.charts(points, &stream).enumerated() {
                let parsed = ParsedPicture(svg)
                #expect(parsed.isWellFormed, "\(index) \(points)")
                #expect(parsed.strayPlaces.isEmpty, "\(index) \(points) \(parsed.strayPlaces)")
            }
        }
    }

    @Test func allTheSameAndOnePointAlone() {
        var stream = Seeded(4)
        for value in [0, 7, -2.5, 1e300, 1e-300] {
            let same = Array(
                repeating: PlotPoint(x: value, y: value, low: value, high: value), count: 5)
            for points in [same, Array(same.prefix(1))] {
                for svg in Self.charts(points, &stream) {
                    let parsed = ParsedPicture(svg)
                    #expect(parsed.isWellFormed && parsed.strayPlaces.isEmpty)
                }
            }
        }
    }

    @Test func gridsOfAnySize() {
        let text = PictureText(id: "x", title: "x", alternative: "x")
        for whole in [Int.min, -1, 0, 1, 7, 100, 1000, Int.max] {
            for part in [Int.min, 0, 3, 1000, Int.max] {
                let grid = FrequencyGrid(
                    parts: [.init("a", part), .init("b", part), .init("c", part)], of: whole,
                    restLabel: "rest", perRow: part)
                let parsed = ParsedPicture(grid.svg(text, width: 400))
                #expect(parsed.isWellFormed && parsed.strayPlaces.isEmpty)
            }
        }
    }

    @Test func aGapStaysOpen() {
        let line: [PlotPoint] = [
            .init(x: 0, y: 0.2), .init(x: 1, y: 0.3), .init(x: 2, y: nil), .init(x: 3, y: 0.4),
            .init(x: 4, y: 0.5),
        ]
        let svg = LineChart(
            lines: [.init("a", line)], x: Axis("x", .linear(covering: [0, 4])),
            y: Axis("y", .linear(covering: [0, 1]))
        ).svg(PictureText(id: "x", title: "x", alternative: "x"))
        let paths = ParsedPicture(svg).elements.filter { $0.name == "path" }
        #expect(paths.count == 2)
    }
}
