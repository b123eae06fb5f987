import Foundation
import TestSupport
import Testing

@testable import ModelValidation

/// Adapted risks against R's glm (`Reference/recalibration.R`).
private struct RecalibrationReference: Decodable {
    struct Case: Decodable {
        let start: Double
        let intercept: Double
        let line: [Double]
        let refit: [Double]
        let logLikelihood: [Double]
        let brier: [Double]
        let statistic: [Double]
        let df: [Int]
        let log10P: [Double]

        private enum CodingKeys: String, CodingKey {
            case start, intercept, line, refit, logLikelihood, brier, statistic, df
            case log10P = "log10P"
        }
    }
    let cases: [Case]

    static func read() throws -> [Case] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            RecalibrationReference.self, from: Data(contentsOf: referenceURL("recalibration.json"))
        ).cases
    }
}

struct RecalibrationTests {
    /// The cohort's outcomes, with log-odds that are off.
    private func cases(_ start: Double) throws -> ScoredCases {
        let text = try String(contentsOf: referenceURL("resampling.csv"), encoding: .utf8)
        let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        return ScoredCases(
            hasEvent: rows.map { $0[6] == "1" },
            logOdds: rows.map {
                start + 4 * (Double($0[4]) ?? .nan) + 0.2 * (Double($0[5]) ?? .nan)
            })
    }

    @Test func stepsAreThoseOfR() throws {
        let expected = try RecalibrationReference.read()
        #expect(expected.count == 2)
        for one in expected {
            let found = Recalibration(
                try cases(one.start), refitted: (one.refit, 4), level: 0.05)
            #expect(found.rows.map(\.step) == Recalibration.Step.allCases)
            #expect(abs((found.rows[1].intercept ?? 0) - one.intercept) < 1e-10)
            #expect(abs((found.rows[2].intercept ?? 0) - one.line[0]) < 1e-10)
            #expect(abs((found.rows[2].slope ?? 0) - one.line[1]) < 1e-10)
            for (k, row) in found.rows.enumerated() {
                #expect(relativeError(row.logLikelihood, one.logLikelihood[k]) < 1e-12)
                #expect(relativeError(row.brier, one.brier[k]) < 1e-10)
                guard k < 3 else {
                    #expect(row.statistic == nil && row.pValue == nil)
                    continue
                }
                #expect(abs((row.statistic ?? 0) - one.statistic[k]) < 1e-9)
                #expect(row.degreesOfFreedom == one.df[k])
                #expect(abs((row.pValue?.log10 ?? 0) - one.log10P[k]) < 1e-9)
            }
            let first = one.log10P.firstIndex { $0 >= log10(0.05) } ?? 3
            #expect(found.chosen == Recalibration.Step.allCases[first])
        }
    }

    @Test func whatCannotBeAdaptedHasNoSteps() {
        let one = Recalibration(ScoredCases(hasEvent: [true, true], risk: [0.2, 0.3]))
        #expect(one.rows.isEmpty && one.chosen == nil)
        let certain = Recalibration(ScoredCases(hasEvent: [true, false], risk: [1, 0.3]))
        #expect(certain.rows.isEmpty)
        #expect(Recalibration(ScoredCases(hasEvent: [], risk: [])).rows.isEmpty)
    }
}

struct CaseBootstrapTests {
    private func cases(_ seed: Int, count: Int, families: Bool) -> ScoredCases {
        var random = Seeded(seed)
        let logOdds = (0..<count).map { _ in 3 * random.next() - 2.5 }
        return ScoredCases(
            hasEvent: logOdds.map { random.next() < 1 / (1 + exp(-$0)) }, logOdds: logOdds,
            cluster: families ? (0..<count).map { Int32($0 / 3) } : nil)
    }

    /// Percentiles of the area lie about where DeLong's interval does, on any number of threads.
    @Test(arguments: [false, true]) func limitsAreNearThoseOfTheFormula(_ families: Bool) throws {
        let cases = cases(4, count: 900, families: families)
        let drawn = [1, 3].map {
            CaseBootstrap(
                cases, replicates: 300, confidence: 0.9, seed: 8, threads: $0
            ) { [PerformanceFigures($0)[.auc]] }
        }
        let interval = try #require(drawn[0].intervals[0])
        let other = try #require(drawn[1].intervals[0])
        #expect(interval.low == other.low && interval.high == other.high)
        let formula = AUC(cases, confidence: 0.9).plain
        let reach = try #require(formula.confHigh) - (try #require(formula.confLow))
        #expect(abs(interval.low - (formula.confLow ?? 0)) < 0.15 * reach)
        #expect(abs(interval.high - (formula.confHigh ?? 0)) < 0.15 * reach)
    }

    @Test func fewOrNoSamplesHaveNoLimits() {
        let some = CaseBootstrap(
            cases(1, count: 50, families: false), replicates: 10, confidence: 0.95, seed: 1,
            threads: 1
        ) { [PerformanceFigures($0)[.auc]] }
        #expect(some.intervals.count == 1 && some.intervals[0] == nil)
        let none = CaseBootstrap(
            ScoredCases(hasEvent: [], risk: []), replicates: 10, confidence: 0.95, seed: 1,
            threads: 1
        ) { [PerformanceFigures($0)[.auc]] }
        #expect(none.intervals.isEmpty)
    }
}
