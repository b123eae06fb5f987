import Distributions
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Checks and score tests of rows in a scratch file are those of the same rows in memory.
@Suite struct StoredChecksTests {
    private static func requireClose(_ a: Double?, _ b: Double?, _ comment: Comment) {
        requireClose(a, b, 1e-10, comment)
    }

    private static func requireClose(
        _ a: Double?, _ b: Double?, _ tolerance: Double, _ comment: Comment
    ) {
        guard let a, let b else {
            #expect(a == nil && b == nil, comment)
            return
        }
        #expect(abs(a - b) <= tolerance * max(abs(a), 1), "\(comment): \(a) and \(b)")
    }

    /// Clusters numbered in the order in which they come, as a runner numbers them.
    private static func clusters(_ fit: GLMFit) -> (codes: [Int32], count: Int)? {
        fit.frame.clusters.map { clusters in
            var known: [Int: Int32] = [:]
            let codes = clusters.map { cluster -> Int32 in
                let code = known[cluster] ?? Int32(known.count)
                known[cluster] = code
                return code
            }
            return (codes, known.count)
        }
    }

    private static func requireSame(_ a: CheckSummary, _ b: CheckSummary, _ comment: Comment) {
        #expect(a.seed == b.seed && a.residuals.count == b.residuals.count, comment)
        #expect(a.residuals.beyond3 == b.residuals.beyond3, comment)
        requireClose(a.residuals.mean, b.residuals.mean, comment)
        requireClose(
            a.residuals.standardDeviation, b.residuals.standardDeviation, comment)
        for (x, y) in [(a.leverage, b.leverage), (a.cook, b.cook)] {
            #expect(x.above == y.above, comment)
            requireClose(x.largest, y.largest, comment)
        }
        #expect(a.inflation.map(\.term) == b.inflation.map(\.term), comment)
        for (x, y) in zip(a.inflation, b.inflation) { requireClose(x.factor, y.factor, comment) }
        #expect(a.linkTest.note == b.linkTest.note, comment)
        let error = a.linkTest.standardError ?? 1
        requireClose(
            a.linkTest.estimate.map { $0 / error }, b.linkTest.estimate.map { $0 / error }, 1e-8,
            comment)
        requireClose(
            a.linkTest.standardError.map { $0 / error },
            b.linkTest.standardError.map { $0 / error }, 1e-8, comment)
        #expect(a.clusters?.clusterCount == b.clusters?.clusterCount, comment)
        #expect(a.clusters?.indispensableCount == b.clusters?.indispensableCount, comment)
        #expect(a.clusters?.largest.count == b.clusters?.largest.count, comment)
        for (x, y) in zip(a.clusters?.largest ?? [], b.clusters?.largest ?? []) {
            #expect(x.coefficient == y.coefficient && x.rows == y.rows, comment)
            requireClose(x.inStandardErrors, y.inStandardErrors, 1e-9, comment)
        }
    }

    @Test("A hundred seeded fits: residuals, leverage, distances, inflation, link, clusters")
    func checks() throws {
        var compared = 0
        for seed in UInt64(0)..<6 {
            let text = StoredRowsTests.file(seed, rows: 220 + Int(seed) * 31)
            for plain in StoredRowsTests.questions {
                for cluster in [nil, "z", "ward"] {
                    var question = plain
                    question.cluster = cluster
                    // Clusters in one pass, and in several.
                    let memory = cluster == "z" ? 1 << 16 : 1 << 30
                    guard let (a, b) = try StoredRowsTests.fits(question, text, memory: memory)
                    else { continue }
                    Self.requireSame(
                        try a.checkSummary(seed: seed, clusters: Self.clusters(a)),
                        try b.checkSummary(seed: seed),
                        "seed \(seed): \(question.formula), \(cluster ?? "no clusters")")
                    compared += 1
                }
            }
        }
        #expect(compared > 150)
    }

    @Test("Sampling weights, collinear columns, and several runs of rows on any threads")
    func furtherChecks() throws {
        let small = StoredRowsTests.file(8, rows: 400)
        for question in [
            StoredRowsTests.Question(formula: "y ~ x + ward", weights: "w", kind: .sampling),
            StoredRowsTests.Question(formula: "y ~ x + I(x + z / 1000000000) + sex"),
        ] {
            let (a, b) = try #require(try StoredRowsTests.fits(question, small))
            Self.requireSame(
                try a.checkSummary(seed: 2), try b.checkSummary(seed: 2), "\(question.formula)")
        }
        let text = StoredRowsTests.file(9, rows: 18_000)
        let question = StoredRowsTests.Question(formula: "y ~ x + ward", cluster: "z")
        let one = try #require(try StoredRowsTests.fits(question, text, threads: 1))
        let two = try #require(try StoredRowsTests.fits(question, text, threads: 2))
        let (a, b) = (
            try one.scratch.checkSummary(seed: 5), try two.scratch.checkSummary(seed: 5)
        )
        Self.requireSame(
            try one.memory.checkSummary(seed: 5, clusters: Self.clusters(one.memory)), a, "runs")
        #expect(a.residuals.mean == b.residuals.mean && a.cook.largest == b.cook.largest)
        #expect(a.leverage.largest == b.leverage.largest)
        #expect(a.linkTest.estimate == b.linkTest.estimate)
        #expect(a.clusters?.largest.map(\.change) == b.clusters?.largest.map(\.change))
    }

    @Test("Score tests of every term: families, weights, offsets, interactions, aliases")
    func scoreTests() throws {
        var compared = 0
        for seed in UInt64(0)..<10 {
            let text = StoredRowsTests.file(seed, rows: 200 + Int(seed) * 29)
            let more = [
                StoredRowsTests.Question(formula: "y ~ x + I(2 * x) + ward:sex"),
                StoredRowsTests.Question(formula: "y ~ ward * sex + flag", weights: "w"),
            ]
            for question in StoredRowsTests.questions + more {
                guard let (a, b) = try StoredRowsTests.fits(question, text) else { continue }
                let comment: Comment = "seed \(seed): \(question.formula)"
                for (x, y) in zip(a.scoreTests(), b.scoreTests()) {
                    #expect(x.term == y.term && x.status == y.status, comment)
                    #expect(x.degreesOfFreedom == y.degreesOfFreedom, comment)
                    Self.requireClose(x.statistic, y.statistic, comment)
                    Self.requireClose(x.pValue?.log10, y.pValue?.log10, comment)
                    compared += 1
                }
            }
        }
        #expect(compared > 300)
        let text = StoredRowsTests.file(77, rows: 18_000)
        let question = StoredRowsTests.Question(formula: "y ~ x + ward")
        let one = try #require(try StoredRowsTests.fits(question, text, threads: 1))
        let two = try #require(try StoredRowsTests.fits(question, text, threads: 2))
        let tests = zip(one.scratch.scoreTests(), two.scratch.scoreTests())
        for (x, y) in tests { #expect(x.statistic == y.statistic) }
        for (x, y) in zip(one.memory.scoreTests(), one.scratch.scoreTests()) {
            Self.requireClose(x.statistic, y.statistic, "two runs")
        }
    }

    @Test("What is read at once does not grow with the rows, whatever is asked")
    func memory() throws {
        var question = StoredRowsTests.Question(formula: "y ~ x + sex", cluster: "z")
        question.keepsColumns = true
        question.groups = "flag"
        let table = try CSVReader.read(Array("y,x,sex\n1,0.5,f\n".utf8))
        let most = try [19_000, 38_000].map { rows in
            let fit = try StoredRowsTests.scratchFit(
                question, StoredRowsTests.file(1, rows: rows), memory: 1 << 20)
            let stored = try #require(fit.frame.stored)
            _ = try fit.effects(
                EffectsRequest([.formula, .quantiles(of: .all)], by: "flag"), table: table)
            _ = try fit.checkSummary(seed: 1)
            _ = fit.scoreTests()
            _ = try fit.covariance(of: .cr1)
            return stored.mostBytesHandedOut
        }
        // Outcome, cluster, group, and the two columns of the data.
        #expect(most[0] == most[1] && most[0] == 8 * RowChunks.standardLength * 7)
    }
}
