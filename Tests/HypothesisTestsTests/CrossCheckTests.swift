import Distributions
import HypothesisTests
import TestSupport
import Testing

/// What other programs say of the same tables, to the digits that they hold.
@Suite struct CrossCheckTests {
    struct RTables: Decodable {
        struct Entry: Decodable {
            let name: String
            let pearson: Double
            let pearsonLogP: Double
            let g: Double
            let cramersV: Double
            let adjusted: [Double]
            let holm: [Double]
            let yates: Double?
            let fisherP: Double?
        }
        let program: String
        let version: String
        let tables: [Entry]
    }

    @Test func rAgreesOnTestsAndResiduals() throws {
        let r = try reference("contingency_tables_r.json", as: RTables.self)
        var counts: [String: [[Int]]] = [:]
        for entry in try ReferenceTables.all() { counts[entry.name] = entry.counts }
        #expect(r.tables.count == 11)
        for entry in r.tables {
            let table = try makeTable(try #require(counts[entry.name]))
            let pearson = table.pearsonChiSquared()
            #expect(relativeError(try #require(pearson.statistic), entry.pearson) < 1e-13)
            #expect(
                relativeError(try #require(pearson.pValue).naturalLog, entry.pearsonLogP) < 1e-12)
            #expect(relativeError(try #require(table.gTest().statistic), entry.g) < 1e-11)
            let v = try #require(table.cramersV(confidence: 0.95).estimate)
            #expect(relativeError(v, entry.cramersV) < 1e-13)
            for (cell, (z, p)) in zip(
                table.adjustedResiduals(), zip(entry.adjusted, entry.holm))
            {
                #expect(abs(cell.adjusted - z) < 1e-12 * max(1, abs(z)))
                #expect(relativeError(cell.pAdjusted, p) < 1e-12)
            }
            if let yates = entry.yates {
                let actual = try #require(table.yatesChiSquared()?.statistic)
                #expect(abs(actual - yates) < 1e-13 * max(1, yates))
            }
            if let p = entry.fisherP {
                #expect(relativeError(try #require(table.fisherExact()?.pValue).value, p) < 1e-11)
            }
        }
    }

    @Test func rAgreesOnCorrections() throws {
        let lists = try CountReferenceOfR.read().corrections
        #expect(lists.count >= 8)
        for list in lists {
            let p = list.p.map { $0 ?? .nan }
            for correction in MultiplicityCorrection.allCases {
                for (actual, expected) in zip(correction.adjusted(p), list.expected(correction)) {
                    guard let expected else {
                        #expect(actual.isNaN)
                        continue
                    }
                    #expect(relativeError(actual, expected) < 1e-14, "\(correction) \(list.name)")
                }
            }
        }
    }

    /// Hommel's fast form against his definition, many ties among the values.
    @Test func hommelAgreesWithItsDefinition() {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<200 {
            let m = Int.random(in: 1...30, using: &generator)
            let p = (0..<m).map { _ in Double(Int.random(in: 0...40, using: &generator)) / 400 }
            for (actual, expected) in zip(
                MultiplicityCorrection.hommel.adjusted(p), definitionOfHommel(p))
            {
                #expect(relativeError(actual, expected) < 1e-14)
            }
        }
        #expect(MultiplicityCorrection.hommel.adjusted([]).isEmpty)
        let many = MultiplicityCorrection.hommel.adjusted((1...20_000).map { Double($0) / 4e4 })
        #expect(many.count == 20_000)
    }

    /// Over all m: those above rank m get Simes of the m largest, the others min(m p, that).
    private func definitionOfHommel(_ p: [Double]) -> [Double] {
        let order = p.indices.sorted { p[$0] < p[$1] }
        let sorted = order.map { p[$0] }
        let n = p.count
        var result = [Double](repeating: 0, count: n)
        for size in 1...n {
            for rank in 0..<n {
                // The most adverse set of this size that holds this hypothesis: it and the largest.
                var set = Array(sorted.suffix(size))
                if rank < n - size { set[0] = sorted[rank] }
                var simes = Double.infinity
                for (place, value) in set.enumerated() {
                    simes = min(simes, Double(size) * value / Double(place + 1))
                }
                result[order[rank]] = max(result[order[rank]], simes)
            }
        }
        return zip(p, result).map { min(max($0, $1), 1) }
    }

    struct Intervals: Decodable {
        struct Entry: Decodable {
            let name: String
            let counts: [Int]
            let statistic: Double?
            let interval: [Double]
        }
        let program: String
        let version: String
        let values: [Entry]
    }

    /// statsmodels solves to about 1e-8 and scipy's exact interval to about 1e-8.
    @Test func statsmodelsAndScipyAgreeOnIntervals() throws {
        let file = try reference("score_intervals.json", as: Intervals.self)
        #expect(file.values.count == 28)
        for entry in file.values where entry.statistic == nil {
            let effect = try effect(entry)
            let limits = [try #require(effect.confLow), try #require(effect.confHigh)]
            for (actual, expected) in zip(limits, entry.interval) {
                #expect(
                    abs(actual - expected) < 1e-7 * max(abs(expected), 1e-8),
                    "\(entry.name) \(entry.counts): \(actual) \(expected)")
            }
        }
    }

    /// The limits of V are noncentralities that put chi-squared on the edge of a tail.
    @Test func scipyAgreesOnNoncentralities() throws {
        let file = try reference("score_intervals.json", as: Intervals.self)
        for entry in file.values {
            guard let x = entry.statistic else { continue }
            let df = Double(entry.counts[0])
            let low = NoncentralChiSquared(degreesOfFreedom: df, noncentrality: entry.interval[0])
            let high = NoncentralChiSquared(degreesOfFreedom: df, noncentrality: entry.interval[1])
            #expect(relativeError(low.upperTail(x), 0.025) < 1e-10)
            #expect(relativeError(high.cumulative(x), 0.025) < 1e-10)
        }
    }

    private func effect(_ entry: Intervals.Entry) throws -> Effect {
        let x = entry.counts
        if x.count == 2 {
            let proportion = try Proportion(events: x[0], total: x[1])
            return entry.name == "wilson"
                ? proportion.wilson(confidence: 0.95)
                : proportion.clopperPearson(confidence: 0.95)
        }
        let comparison = try EventComparison(
            level: "a", reference: "b", events: x[0], cases: x[1], referenceEvents: x[2],
            referenceCases: x[3])
        return try #require(
            comparison.effects(confidence: 0.95).first { $0.name == entry.name })
    }
}
