import Distributions
import HypothesisTests
import TestSupport
import Testing

/// Counts beside expected shares: against mpmath, enumeration and R.
@Suite struct GoodnessOfFitTests {
    private func fit(_ entry: CountReference.Fit) throws -> GoodnessOfFit {
        try GoodnessOfFit(
            labels: entry.counts.indices.map { "l\($0)" }, counts: entry.counts,
            shares: entry.shares, simulation: MonteCarlo(replicates: 500, seed: 4))
    }

    @Test func everyStatisticSolvesItsDefinition() throws {
        for entry in try CountReference.read().fit {
            let fit = try fit(entry)
            let value = { (name: String) in fit.tests.first { $0.name == name }?.statistic }
            #expect(
                relativeError(try #require(value("pearson_chi_squared")), entry.pearson) < 1e-13)
            #expect(relativeError(try #require(value("g_test")), entry.g) < 1e-13)
            #expect(relativeError(try #require(value("cressie_read")), entry.cressieRead) < 1e-13)
            let p = try #require(fit.tests[0].pValue)
            #expect(relativeError(p.naturalLog, entry.pearsonLogP) < 1e-12)
            for (level, z) in zip(fit.levels, entry.adjusted) {
                #expect(abs(try #require(level.adjusted) - z) < 1e-12 * max(1, abs(z)))
            }
            if let log = entry.exactLogP {
                let exact = try #require(fit.tests.first { $0.name == "multinomial_exact" })
                #expect(
                    abs(try #require(exact.pValue).naturalLog - log) < 1e-12 * max(1, abs(log)),
                    "\(entry.name)")
            }
        }
    }

    @Test func rAgrees() throws {
        let entries = try CountReference.read().fit
        for r in try CountReferenceOfR.read().fit {
            let fit = try fit(try #require(entries.first { $0.name == r.name }))
            #expect(relativeError(try #require(fit.tests[0].statistic), r.statistic) < 1e-11)
            #expect(relativeError(try #require(fit.tests[0].pValue).value, r.p) < 1e-10)
            for (level, z) in zip(fit.levels, r.adjusted) {
                #expect(abs(try #require(level.adjusted) - z) < 1e-11)
            }
            if let binomial = r.binomial {
                let exact = try #require(fit.tests.first { $0.name == "multinomial_exact" })
                #expect(relativeError(try #require(exact.pValue).value, binomial) < 1e-10)
            }
        }
    }

    @Test func simulationSurroundsTheExactP() throws {
        for entry in try CountReference.read().fit {
            guard let log = entry.exactLogP, log > -9 else { continue }
            let simulated = try GoodnessOfFit(
                labels: entry.counts.indices.map { "l\($0)" }, counts: entry.counts,
                shares: entry.shares, simulation: MonteCarlo(replicates: 3000, seed: 9), work: 0)
            let test = try #require(
                simulated.tests.first { $0.name == "multinomial_exact_monte_carlo" })
            let p = try #require(PValue(naturalLog: log)).value
            #expect(test.replicates == 3000 && test.seed == 9)
            #expect(abs(try #require(test.pValue).value - p) < 4 * (p / 3000).squareRoot() + 1e-3)
        }
    }

    @Test func sharesNeedOnlyBeInProportionAndInOrder() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<100 {
            let k = Int.random(in: 2...4, using: &generator)
            let counts = (0..<k).map { _ in Int.random(in: 0...8, using: &generator) }
            let shares = (0..<k).map { _ in Double(Int.random(in: 1...5, using: &generator)) }
            let labels = (0..<k).map { "l\($0)" }
            let fit = try GoodnessOfFit(labels: labels, counts: counts, shares: shares)
            let turned = try GoodnessOfFit(
                labels: labels.reversed(), counts: counts.reversed(),
                shares: shares.reversed().map { $0 * 7 })
            for (one, other) in zip(fit.tests, turned.tests) {
                #expect(one.name == other.name && one.status == other.status)
                guard let a = one.pValue?.naturalLog, let b = other.pValue?.naturalLog else {
                    continue
                }
                #expect(abs(a - b) < 1e-11 * max(1, abs(a)))
            }
        }
    }

    @Test func whatCannotBeTestedIsSaid() throws {
        let impossible = try GoodnessOfFit(
            labels: ["a", "b", "c"], counts: [3, 2, 1], shares: [0.5, 0.5, 0])
        #expect(impossible.primary == nil)
        #expect(
            impossible.reason == "there is nothing to test: 1 case is in levels whose expected"
                + " share is 0, which rules these shares out")
        #expect(impossible.tests.allSatisfy { $0.status == .notEstimable })
        let spare = try GoodnessOfFit(
            labels: ["a", "b", "c"], counts: [3, 2, 0], shares: [0.5, 0.5, 0])
        #expect(spare.tests[0].df == 1)
        #expect(try GoodnessOfFit(labels: ["a"], counts: [4]).primary == nil)
        #expect(try GoodnessOfFit(labels: [], counts: []).primary == nil)
        #expect(try GoodnessOfFit(labels: ["a", "b"], counts: [0, 0]).primary == nil)
        for shares in [[0.0, 0], [-1, 2], [.nan, 1], [.infinity, 1]] as [[Double]] {
            #expect(throws: ContingencyTableError.self) {
                try GoodnessOfFit(labels: ["a", "b"], counts: [1, 2], shares: shares)
            }
        }
        let huge = try GoodnessOfFit(
            labels: ["a", "b", "c"],
            counts: [3_000_000_000, 3_000_100_000, 2_999_900_000])
        #expect(huge.primary == "pearson_chi_squared")
        #expect(huge.tests.allSatisfy { $0.pValue != nil || $0.note != nil })
    }
}
