import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

struct CoefficientBootstrapTests {
    /// A sample's estimates are those of a fit weighted by its draws.
    @Test(arguments: robustFormulas.indices)
    func samplesAreWeightedFits(_ index: Int) throws {
        let (formula, family) = robustFormulas[index]
        let cohort = RobustCohort(400)
        let fit = try cohort.fit(formula, family)
        let bootstrap = try fit.bootstrap(replicates: 5, seed: 11, clusters: cohort.families)
        #expect(bootstrap.estimates.count == 5)
        let draws = PairsDraws(
            rowCount: 400, clusters: cohort.families, copies: nil, seed: 11)
        #expect(bootstrap.unitCount == Set(cohort.families).count)
        for (replicate, estimates) in bootstrap.estimates.enumerated() {
            let counts = draws.counts(replicate)
            #expect(counts.reduce(0, +) > 200)
            var weighted = cohort
            for row in weighted.lines.indices {
                weighted.lines[row] =
                    weighted.lines[row].dropLast() + "\(Int(counts[row]))"
            }
            let own = try weighted.fit(formula, family, weights: "copies")
            for k in estimates.indices {
                let error = own.standardErrors[k] ?? 1
                #expect(abs(estimates[k] - own.estimates[k]) < 1e-10 * error, "\(formula)")
            }
        }
    }

    @Test func threadsChangeNoBitAndProgressIsTold() throws {
        let cohort = RobustCohort(500)
        let one = try cohort.fit("event ~ x + ward", .binomial)
        let four = try cohort.fit("event ~ x + ward", .binomial, threads: 4)
        var told: [Int] = []
        let a = try one.bootstrap(replicates: 40, seed: 3, clusters: cohort.families) {
            told.append($0)
        }
        let b = try four.bootstrap(replicates: 40, seed: 3, clusters: cohort.families)
        let c = try four.bootstrap(replicates: 40, seed: 4, clusters: cohort.families)
        #expect(a.estimates == b.estimates && a.estimates != c.estimates)
        #expect(told == Array(1...40))
    }

    /// Over many samples the spread is that of the sandwich.
    @Test func spreadIsTheSandwich() throws {
        let cohort = RobustCohort(1500)
        let fit = try cohort.fit("cost ~ x", .gaussian, threads: 2)
        let robust = try fit.covariance(of: .cr0, clusters: cohort.families)
        let rows = try fit.bootstrap(replicates: 999, seed: 5, clusters: cohort.families)
            .rows(confidence: 0.95)
        for k in 0..<2 {
            let (row, error) = (try #require(rows[k]), robust.standardErrors[k] ?? 0)
            #expect(abs(row.standardError / error - 1) < 0.1)
            #expect(abs((row.percentile.high - row.percentile.low) / (3.92 * error) - 1) < 0.15)
            #expect(row.percentile.low < fit.estimates[k] && fit.estimates[k] < row.basic.high)
        }
    }

    @Test func quantilesAreThoseOfTheSamples() throws {
        let samples = (1...99).map { [Double($0 * $0)] }
        let bootstrap = CoefficientBootstrap(
            replicates: 100, seed: 0, unitCount: 10, estimates: samples, separated: 1,
            withoutLevel: 0, failed: 0, active: [0], original: [2500])
        let row = try #require(bootstrap.rows(confidence: 0.95)[0])
        // R 4.2.2: quantile((1:99)^2, c(.025, .975), type = 6) and sd((1:99)^2).
        for (value, expected) in [
            (row.percentile.low, 6.5), (row.percentile.high, 9506.5),
            (row.basic.low, 5000 - 9506.5), (row.basic.high, 5000 - 6.5),
        ] { #expect(relativeError(value, expected) < 1e-12) }
        #expect(relativeError(row.standardError, 2964.596937190619) < 1e-14)
        #expect(bootstrap.rows(confidence: 0.99)[0] == nil)
    }

    @Test func separatedSamplesAreCounted() throws {
        // One overlapping row: samples without it are separated.
        let text =
            "y,x\n" + (1...10).map { "0,\($0)\n" }.joined() + "0,12\n1,11\n"
            + (13...22).map { "1,\($0)\n" }.joined()
        let fit = try GLM().fit(
            ModelFrame(Formula(parsing: "y ~ x"), table: CSVReader.read(Array(text.utf8))))
        let bootstrap = try fit.bootstrap(replicates: 200, seed: 1)
        #expect(bootstrap.separated > 60)
        #expect(
            bootstrap.separated + bootstrap.estimates.count + bootstrap.failed
                + bootstrap.withoutLevel == 200)
    }

    @Test func lostLevelsAreCounted() throws {
        var cohort = RobustCohort(120)
        for row in cohort.lines.indices where row > 1 {
            cohort.lines[row] = cohort.lines[row].replacingOccurrences(of: "w5", with: "w4")
        }
        cohort.lines[0] = "1,2,1.5,0.3,w5,1"
        cohort.lines[1] = "0,1,2.5,0.6,w5,1"
        let fit = try cohort.fit("cost ~ x + ward", .gaussian)
        let bootstrap = try fit.bootstrap(replicates: 100, seed: 2)
        #expect(bootstrap.withoutLevel > 5 && bootstrap.withoutLevel < 30)
        #expect(bootstrap.failed == 0)
    }

    @Test func casesOfFrequenciesAreDrawn() throws {
        let cohort = RobustCohort(300)
        let fit = try cohort.fit("cost ~ x", .gaussian, weights: "copies")
        let bootstrap = try fit.bootstrap(replicates: 999, seed: 5)
        #expect(Double(bootstrap.unitCount) == fit.caseCount)
        let robust = try fit.covariance(of: .hc0)
        let row = try #require(bootstrap.rows(confidence: 0.9)[1])
        #expect(abs(row.standardError / (robust.standardErrors[1] ?? 0) - 1) < 0.1)
    }
}
