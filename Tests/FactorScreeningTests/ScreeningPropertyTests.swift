import Distributions
import HypothesisTests
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import FactorScreening

/// What must hold of any screen, and inputs that break others.
@Suite struct ScreeningPropertyTests {
    /// A small cohort with gaps, ties and an outcome that depends on some of it.
    static func table(seed: UInt64, rows: Int = 120) throws -> Table {
        var generator = SeededGenerator(seed: seed)
        var text = "a,b,c,n,k,y\n"
        for _ in 0..<rows {
            let pick = { (words: [String]) in words.randomElement(using: &generator) ?? "" }
            let a = pick(["no", "yes", "yes", ""])
            let b = pick(["u", "v", "w", "x", "x", "x"])
            let c = pick(["no", "no", "yes"])
            let n = Int.random(in: 0...40, using: &generator)
            let k = Int.random(in: 0...3, using: &generator)
            let chance = 0.2 + (a == "yes" ? 0.3 : 0) + Double(n) / 200
            let y = Double.random(in: 0..<1, using: &generator) < chance ? 1 : 0
            text += "\(a),\(b),\(c),\(n / 4),\(k),\(y)\n"
        }
        return try CSVReader.read(Array(text.utf8))
    }

    @Test func rowOrderThreadsAndComplementChangeNothing() throws {
        for seed in 0..<100 {
            let table = try Self.table(seed: UInt64(seed))
            var options = ScreeningOptions()
            options.adjust = seed % 4 == 0 ? "c" : nil
            let plain = try Screening(of: table, outcome: "y", options)
            var generator = SeededGenerator(seed: UInt64(seed))
            let shuffled = table.selecting(
                Array(0..<table.rowCount).shuffled(using: &generator))
            options.threads = 3
            let other = try Screening(of: shuffled, outcome: "y", options)
            let turned = try Screening(of: table, outcome: "y == 0", options)
            #expect(plain.needs.pairsTried == other.needs.pairsTried)
            for factor in plain.factors {
                let same = try #require(other.factors.first { $0.name == factor.name })
                let mirror = try #require(turned.factors.first { $0.name == factor.name })
                let tolerance = 1e-9
                for (a, b) in [
                    (factor.test.pValue?.log10, same.test.pValue?.log10),
                    (factor.test.pValue?.log10, mirror.test.pValue?.log10),
                    (factor.adjusted?.test.pValue?.log10, same.adjusted?.test.pValue?.log10),
                    (factor.adjusted?.test.pValue?.log10, mirror.adjusted?.test.pValue?.log10),
                    (factor.determination, mirror.determination),
                ] {
                    #expect(abs((a ?? 7) - (b ?? 7)) < tolerance, "\(factor.name) seed \(seed)")
                }
                for (effect, against) in zip(factor.effects, mirror.effects) {
                    let expected =
                        effect.name == "risk_difference"
                        ? against.estimate.map { -$0 } : against.estimate.map { 1 / $0 }
                    guard let estimate = effect.estimate, let expected else { continue }
                    #expect(relativeError(estimate, expected) < 1e-9)
                }
            }
        }
    }

    @Test func sameThreadsSameBits() throws {
        let table = try Self.table(seed: 5, rows: 5_000)
        var options = ScreeningOptions()
        options.adjust = "c + k"
        let one = try Screening(of: table, outcome: "y", options)
        options.threads = 4
        let four = try Screening(of: table, outcome: "y", options)
        for (a, b) in zip(one.factors, four.factors) {
            #expect(a.name == b.name && a.test == b.test && a.qValue == b.qValue)
            #expect(a.adjusted?.test == b.adjusted?.test && a.effects == b.effects)
        }
    }

    @Test func aChangeOfUnitsChangesNoTest() throws {
        for seed in 0..<100 {
            let table = try Self.table(seed: UInt64(seed))
            let column = try #require(table["n"])
            guard case .integer(let integers) = column.values else { continue }
            let scaled = Column(
                name: "m",
                values: .real((0..<column.count).map { 1e6 + 1e-3 * Double(integers[$0]) }),
                validity: column.validity)
            var options = ScreeningOptions()
            options.candidates = ["n", "m"]
            let found = try Screening(of: table.adding([scaled]), outcome: "y", options)
            let own = { (name: String) in found.factors.first { $0.name == name } }
            let (n, m) = (try #require(own("n")), try #require(own("m")))
            #expect(n.levels.map(\.cases) == m.levels.map(\.cases))
            // A step of 1e-3 upon 1e6 is held to seven digits.
            #expect(
                relativeError(m.test.pValue?.log10 ?? 9, n.test.pValue?.log10 ?? 1) < 1e-5)
        }
    }

    @Test func whatDeterminesTheOutcomeIsFlagged() throws {
        let table = try ScreeningReference.table()
        let found = try Screening(of: table, outcome: "neet")
        let months = try #require(found.factors.first)
        #expect(months.name == "months")
        #expect(months.suspectsLeakage)
        #expect((months.determination ?? 0) > 0.95)
        #expect(
            months.effects.contains { $0.name == "odds_ratio_per_sd" && $0.status == .infinite })
        #expect(!found.factors.dropFirst().contains { $0.suspectsLeakage })
        let condition = try Screening(of: table, outcome: "months >= 6")
        #expect(condition.excluded.contains(.init(column: "months", reason: .outcome)))
        #expect(condition.excluded.contains(.init(column: "case_id", reason: .identifier)))
        #expect(condition.factors.first?.name == "neet")
        #expect(condition.factors.first?.suspectsLeakage == true)
    }

    @Test func rareLevelsAreLumped() throws {
        let table = try ScreeningReference.table()
        var options = ScreeningOptions()
        options.candidates = ["ward"]
        options.rareBelow = 90
        let ward = try #require(try Screening(of: table, outcome: "neet", options).factors.first)
        #expect(ward.lumpedLevels > 1)
        #expect(ward.levels.last?.level == "(\(ward.lumpedLevels) rare levels)")
        #expect(ward.levels.last?.cases == ward.lumpedCases)
        #expect(ward.levels.dropLast().allSatisfy { $0.cases >= 90 })
        options.rareBelow = .max
        let none = try #require(try Screening(of: table, outcome: "neet", options).factors.first)
        #expect(none.levels.count == 1 && none.test.pValue == nil && none.qValue == nil)
    }

    @Test func refusals() throws {
        let table = try Self.table(seed: 1)
        func failure(_ outcome: String, _ change: (inout ScreeningOptions) -> Void = { _ in })
            -> (any Error)?
        {
            var options = ScreeningOptions()
            change(&options)
            do {
                _ = try Screening(of: table, outcome: outcome, options)
                return nil
            } catch { return error }
        }
        func isOfAdjustment(_ failure: (any Error)?) -> Bool {
            if case .adjustment? = failure as? ScreeningError { true } else { false }
        }
        #expect(failure("z") is FormulaError)
        #expect(failure("b") is FormulaError)
        #expect(failure("y ~ a") is FormulaError)
        #expect(failure("") is FormulaError)
        #expect(isOfAdjustment(failure("y") { $0.adjust = "y" }))
        #expect(isOfAdjustment(failure("y") { $0.adjust = "a ~ b" }))
        #expect(isOfAdjustment(failure("y") { $0.adjust = "nothing" }))
        #expect(
            failure("n >= 99") as? ScreeningError
                == .constantOutcome("false", rows: table.rowCount))
        #expect(
            failure("y") { $0.candidates = ["y"] } as? ScreeningError
                == .notACandidate("y", .outcome))
        #expect(
            failure("y") { $0.exclude = ["q"] } as? ScreeningError
                == .unknownColumn("q", key: "exclude", columns: table.names))
        #expect(failure("y") { $0.needs = ["n"] } as? ScreeningError == .needOfNumbers("n"))
        #expect(
            failure("y") { $0.exclude = ["a", "b", "c", "n", "k"] } as? ScreeningError
                == .noCandidate)
        #expect(failure("y") { $0.confidence = 1 } as? ScreeningError == .confidence(1))
    }

    @Test func hardTables() throws {
        for text in [
            "x,y\n1,0\n2,1\n", "x,y\n,0\n,1\n", "x,y\na,0\na,1\n", "x,z,y\n1,a,0\n1,b,1\n1,a,1\n",
            "x,y\n1e300,0\n-1e300,1\n0,0\n1,1\n", "x,y\n2020-01-01,0\n2021-01-01,1\n2022-05-05,0\n",
            "x,y\n1,0\n2,0\n3,0\n4,1\n5,1\n6,1\n",
        ] {
            let table = try CSVReader.read(Array(text.utf8))
            guard let found = try? Screening(of: table, outcome: "y") else { continue }
            for factor in found.factors {
                for effect in factor.effects {
                    for value in [effect.estimate, effect.confLow, effect.confHigh] {
                        #expect(value?.isFinite != false)
                    }
                }
                #expect(factor.test.pValue != nil || factor.test.note != nil)
            }
        }
    }

    @Test func anEdgeOfTiedNumbersPartsNoTies() throws {
        for seed in 0..<100 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let sorted = (0..<Int.random(in: 1...60, using: &generator)).map { _ in
                Double(Int.random(in: 0...Int(seed % 9 + 1), using: &generator)) / 10
            }.sorted()
            let bins = NumberBins(sorted: sorted, count: 5)
            #expect(bins.count <= 5 && bins.count >= 1)
            let places = sorted.map(bins.index)
            #expect(places == places.sorted())
            #expect(Set(places) == Set(0..<bins.count))
            for (value, place) in zip(sorted, places) {
                #expect(bins.ranges[place].low <= value && value <= bins.ranges[place].high)
            }
        }
    }
}
