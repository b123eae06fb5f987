import Foundation
import Tables
import TestSupport
import Testing

@testable import DataDescription

/// Values of R 4.2.2 (Reference/numbers.R).
private struct NumberReference: Decodable {
    struct Case: Decodable {
        let name: String
        let values: [Double]?
        let quartiles: [Double]
        let mean: Double
        let sd: Double?
        let n: Int
        let distinct: Int
        let zeros: Int

        private enum CodingKeys: String, CodingKey {
            case name, values, mean, sd, n, distinct, zeros
            case quartiles = "quantile_type_7"
        }
    }

    struct Pair: Decodable {
        let x: [Double]
        let y: [Double]
        let correlation: Double
    }

    let cases: [Case]
    let pair: Pair
}

private func reals(_ values: [Double], name: String = "x") -> Column {
    Column(name: name, values: .real(values), validity: ValidityMask(allValid: values.count))
}

struct NumberDescriptionTests {
    @Test func distributionsAgreeWithR() throws {
        let cohort = try CSVReader.read(
            Array(Data(contentsOf: projectRoot.appendingPathComponent("seeds/neet-cohort.csv"))))
        for fact in try reference("numbers.json", as: NumberReference.self).cases {
            let column = try fact.values.map { reals($0) } ?? #require(cohort[fact.name])
            let runs: NumberRuns
            switch column.values {
            case .integer(let values): runs = NumberRuns(values, column.validity)
            case .real(let values): runs = NumberRuns(values, column.validity)
            default: continue
            }
            let found = try #require(NumberDescription(runs))
            #expect(runs.total == fact.n && runs.values.count == fact.distinct, "\(fact.name)")
            #expect(found.zeros == fact.zeros, "\(fact.name)")
            for (value, expected) in zip(found.quartiles, fact.quartiles) {
                #expect(relativeError(value, expected) < 1e-14, "\(fact.name)")
            }
            #expect(relativeError(found.mean, fact.mean) < 1e-13, "\(fact.name)")
            if let expected = fact.sd {
                let sd = try #require(found.standardDeviation)
                #expect(relativeError(sd, expected) < 1e-13, "\(fact.name)")
            } else {
                #expect(found.standardDeviation == nil, "\(fact.name)")
            }
            #expect(found.histogram.reduce(0) { $0 + $1.count } == fact.n, "\(fact.name)")
        }
    }

    /// Edges are round numbers, bins follow one another, and hold what lies between.
    @Test(
        arguments: [
            ([0, 1, 1, 2, 11], 12, 0, 12), ([0, 0.3, 0.6], 12, 0, 0.6),
            ([17, 18, 19, 19], 3, 17, 20),
            ([-250, 0, 900], 7, -400, 1000), ([5, 5, 5], 1, 5, 5),
            ([1e-7, 3e-7, 9e-7], 9, 1e-7, 1e-6),
        ] as [([Double], Int, Double, Double)])
    func histogramsHaveRoundEdges(_ values: [Double], _ bins: Int, _ low: Double, _ high: Double)
        throws
    {
        let found = NumberDescription.bins(
            NumberRuns(values, ValidityMask(allValid: values.count)))
        #expect(found.count == bins && bins <= Thresholds.histogramBins, "\(found)")
        #expect(found.first?.low == low && found.last?.high == high, "\(found)")
        for (bin, next) in zip(found, found.dropFirst()) {
            #expect(bin.high == next.low)
        }
        for (place, bin) in found.enumerated() {
            let isLast = place == found.count - 1
            let inside = values.filter {
                $0 >= bin.low && ($0 < bin.high || isLast && $0 <= max(bin.high, $0))
            }
            #expect(bin.count == inside.count, "\(found)")
        }
    }

    @Test(
        arguments: [
            [1.7e308, -1.7e308], [.leastNonzeroMagnitude, 1],
            [.leastNormalMagnitude, .greatestFiniteMagnitude],
            [1e15 + 1, 1e15 + 2, 1e15 + 2], [-0.0, 0], [9_007_199_254_740_992, 0, -1e300],
        ] as [[Double]])
    func noNumberTraps(_ values: [Double]) throws {
        let runs = NumberRuns(values, ValidityMask(allValid: values.count))
        let found = try #require(NumberDescription(runs))
        #expect(found.quartiles.allSatisfy(\.isFinite) && found.mean.isFinite)
        #expect(NumberDescription(NumberRuns([], ValidityMask())) == nil)
    }

    @Test func correlationsAgreeWithR() throws {
        let pair = try reference("numbers.json", as: NumberReference.self).pair
        let table = try Table(
            columns: [reals(pair.x, name: "x"), reals(pair.y, name: "y")],
            rowCount: pair.x.count)
        let description = TableDescription(of: table, extractDate: 0, threads: 1)
        let finding = try #require(
            description.findings.first { $0.code == .nearlyLinearColumns })
        #expect(finding.columns == ["x", "y"])
        #expect(relativeError(finding.figures[0], pair.correlation) < 1e-12)
    }
}
