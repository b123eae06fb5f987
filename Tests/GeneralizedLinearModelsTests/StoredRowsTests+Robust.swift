import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Robust errors of rows in a scratch file.
extension StoredRowsTests {

    static func requireSame(
        _ kind: RobustCovariance.Kind, _ a: GLMFit, _ b: GLMFit, _ comment: Comment
    ) throws {
        let own = try a.covariance(of: kind, clusters: kind.takesClusters ? a.frame.clusters : nil)
        let other = try b.covariance(of: kind)
        #expect(own.factor == other.factor && own.factorName == other.factorName, comment)
        #expect(own.clusters == other.clusters && own.rank == other.rank, comment)
        #expect(own.unsupported == other.unsupported, comment)
        #expect(own.degreesOfFreedom == other.degreesOfFreedom, comment)
        for (x, y) in zip(own.standardErrors, other.standardErrors) {
            guard let x, let y else {
                #expect(x == y, comment)
                continue
            }
            #expect(abs(x - y) <= 1e-10 * x, comment)
        }
        for (x, y) in zip(a.waldTests(covariance: own), b.waldTests(covariance: other)) {
            #expect(x.term == y.term && x.status == y.status, comment)
            #expect(abs((x.statistic ?? 0) - (y.statistic ?? 0)) <= 1e-8, comment)
        }
    }

    @Test("Errors of the sandwich: rows, clusters of numbers and of texts, sampling weights")
    func robustErrors() throws {
        let rows: [RobustCovariance.Kind] = [.hc0, .hc1, .hc2, .hc3]
        let clusters: [RobustCovariance.Kind] = [.cr0, .cr1, .cr1s]
        var compared = 0
        for seed in UInt64(0)..<6 {
            let text = Self.file(seed, rows: 300 + Int(seed) * 61)
            for plain in Self.questions {
                for (cluster, kinds) in [(nil, rows), ("z", clusters), ("ward", clusters)] {
                    var question = plain
                    question.cluster = cluster
                    guard let (a, b) = try Self.fits(question, text) else { continue }
                    for kind in kinds where cluster != "ward" || a.rank < 4 || kind == .cr1 {
                        try Self.requireSame(
                            kind, a, b, "seed \(seed): \(question.formula), \(kind.rawValue)")
                        compared += 1
                    }
                }
            }
            for cluster in [nil, "z"] {
                let question = Question(
                    formula: "y ~ x + ward + sex", weights: "w", kind: .sampling, cluster: cluster)
                guard let (a, b) = try Self.fits(question, text) else { continue }
                try Self.requireSame(.sandwich, a, b, "sampling weights")
            }
        }
        #expect(compared > 350)
        // Several runs of rows, and clusters in several of them.
        let question = Question(formula: "y ~ x + ward + sex", cluster: "z")
        let text = Self.file(5, rows: 40_000)
        let one = try #require(try Self.fits(question, text, threads: 1))
        let two = try #require(try Self.fits(question, text, threads: 2))
        for kind in [.hc1, .hc3, .cr1] as [RobustCovariance.Kind] {
            try Self.requireSame(kind, one.memory, one.scratch, "40,000 rows, \(kind.rawValue)")
            let (a, b) = (
                try one.scratch.covariance(of: kind), try two.scratch.covariance(of: kind)
            )
            #expect(a.matrix.elements == b.matrix.elements, "threads, \(kind.rawValue)")
        }
        #expect {
            try one.scratch.covariance(of: .cr2)
        } throws: {
            ($0 as? FitError)?.code == .notInPieces
        }
        for call in [
            { _ = try one.scratch.profileIntervals(confidence: 0.9) },
            { _ = try one.scratch.rowChecks() },
            { _ = try one.scratch.quantileResiduals(seed: 1) },
            { _ = try one.scratch.verification() }, { _ = try one.scratch.firth() },
            { _ = try one.scratch.bootstrap(replicates: 2, seed: 1) },
        ] as [() throws -> Void] {
            #expect {
                try call()
            } throws: {
                ($0 as? FitError)?.code == .notInPieces
            }
        }
    }

    @Test("More clusters than the memory holds are refused before the fit")
    func tooManyClusters() throws {
        let text = Self.file(3, rows: 3_000)
        #expect {
            try Self.scratchFit(
                Question(formula: "y ~ z + sex", cluster: "x"), text, memory: 1 << 18)
        } throws: {
            let error = $0 as? DataError
            return error?.code == .memoryTooSmall
                && error?.message.hasPrefix("The clusters of \"x\", more than ") == true
        }
    }
}
