import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Lines of a cohort: schools in wards, classes of another factor, numbers, weights and an exposure.
private func lines(_ seed: Int, rows: Int, schools: Int) -> [String] {
    var random = Seeded(seed)
    let effects = (0..<schools).map { _ in 2 * random.next() - 1 }
    var lines = ["y,n,s,m,c,school,ward,k,x,z,w,o"]
    for _ in 0..<rows {
        let school = random.below(schools)
        let k = random.below(5)
        let (x, z) = (random.next() * 4 - 2, Double(random.below(7)))
        let eta = -0.3 + effects[school] + 0.5 * x - 0.1 * z + 0.2 * Double(k)
        let p = 1 / (1 + exp(-eta))
        let y = random.next() < p ? 1 : 0
        let trials = 1 + random.below(6)
        let successes = (0..<trials).count { _ in random.next() < p }
        var count = 0
        var product = random.next()
        while product > exp(-exp(0.4 * eta)) {
            count += 1
            product *= random.next()
        }
        let cost = exp(0.3 * eta) * (0.2 - log(random.next() + 1e-9))
        lines.append(
            "\(y),\(trials),\(successes),\(count),\(cost),s\(school),w\(school % 3),k\(k),\(x),\(z),"
                + "\(1 + random.below(3)),\(random.next())")
    }
    return lines
}

private struct Case {
    let formula: String
    var family = Family.binomial
    var link: Link?
    var weights: String?
    var trials: String?
    var dispersion = GLM.Dispersion.family

    func frame(_ lines: [String]) throws -> ModelFrame {
        let table = try CSVReader.read(Array(lines.joined(separator: "\n").utf8))
        let response: Response.Request =
            switch family {
            case .binomial: .binary
            case .poisson, .negativeBinomial: .counts
            case .gaussian: .numbers
            case .gamma: .positiveNumbers
            }
        return try ModelFrame(
            Formula(parsing: formula), table: table, weights: weights, response: response,
            trials: trials)
    }

    func regression(eliminating: Bool, threads: Int = 1) -> GLM {
        var regression = GLM(
            family: family, link: link, dispersion: dispersion, weightKind: .precision,
            threads: threads)
        regression.eliminatesFrom = eliminating ? 1 : nil
        return regression
    }
}

private let cases = [
    Case(formula: "y ~ school + x"), Case(formula: "y ~ school + x + z + k"),
    Case(formula: "y ~ school + k * x", weights: "w"),
    Case(formula: "y ~ school + x + k + offset(o)"),
    Case(formula: "y ~ school + ward + x"), Case(formula: "y ~ school + ward:x + k", weights: "w"),
    Case(formula: "y ~ school + x + z", link: .probit),
    Case(formula: "y ~ school + x + k", link: .cloglog),
    Case(formula: "s ~ school + x + k", trials: "n"),
    Case(formula: "m ~ school + x + k + offset(log(n))", family: .poisson),
    Case(formula: "m ~ school + x + z", family: .poisson, weights: "w"),
    Case(formula: "m ~ school + x + k", family: .negativeBinomial),
    Case(formula: "c ~ school + x + k", family: .gaussian),
    Case(formula: "c ~ school + x + z", family: .gamma, weights: "w"),
    Case(formula: "m ~ school + x + k", family: .poisson, dispersion: .estimated),
    Case(formula: "y ~ school + poly(x, 3) + k:ward"),
]

private func isClose(_ a: Double, _ b: Double, _ tolerance: Double, _ unit: Double) -> Bool {
    abs(a - b) <= tolerance * max(abs(b), unit)
}

struct LargeFactorPropertyTests {
    /// Elimination is the dense fit by another road: estimates, errors, likelihood and tests.
    @Test(arguments: 0..<320) func eliminationGivesTheDenseFit(_ seed: Int) throws {
        let one = cases[seed % cases.count]
        let rows = [60, 150, 300][seed / 16 % 3]
        let schools = [8, 15, 12][seed / 16 % 3] + seed % 5
        let frame = try one.frame(lines(seed, rows: rows, schools: schools))
        let dense = try one.regression(eliminating: false).fit(frame)
        let fit = try one.regression(eliminating: true).fit(frame)
        let comment: Comment = "\(seed) \(one.formula) \(one.family)"
        let large = try #require(fit.largeFactor)
        #expect(fit.isConverged, comment)
        // One design of 60 rows has no maximum, and neither road sees that.
        let isLost = dense.standardErrors.contains { ($0 ?? 0) > 1e4 }
        guard dense.isConverged, !isLost else {
            #expect(seed == 15, comment)
            return
        }
        #expect(isClose(fit.deviance, dense.deviance, 1e-11, 1), comment)
        #expect(isClose(fit.logLikelihood, dense.logLikelihood, 1e-11, 1), comment)
        // One set of figures, whichever road: all rows and all levels are counted.
        #expect(fit.caseCount == dense.caseCount && fit.eventCount == dense.eventCount, comment)
        #expect(fit.trialCount == dense.trialCount && fit.rank == dense.rank, comment)
        #expect(fit.residualDegreesOfFreedom == dense.residualDegreesOfFreedom, comment)
        #expect(isClose(fit.nullDeviance, dense.nullDeviance, 1e-11, 1), comment)
        #expect(isClose(fit.aic, dense.aic, 1e-11, 1), comment)
        #expect(isClose(fit.bic, dense.bic, 1e-11, 1), comment)
        let indexOf = Dictionary(
            uniqueKeysWithValues: dense.coefficients.enumerated().map { ($1.name, $0) })
        var compared = 0
        let dispersions = ((fit.dispersion ?? 1) / (dense.dispersion ?? 1)).squareRoot()
        #expect(
            isClose(fit.dispersion ?? 0, dense.dispersion ?? 0, 1e-10, 0)
                || !fit.directions.isEmpty, comment)
        for (column, coefficient) in fit.coefficients.enumerated() {
            if column == 0 && large.isReferenceMoved { continue }
            let other = try #require(indexOf[coefficient.name])
            // What is empty beside levels that left is learned anew, and has another reference.
            guard dense.status[other] == .estimated, fit.status[column] == .estimated else {
                if fit.status[column] == .aliased || dense.status[other] == .aliased {
                    #expect(fit.status[column] == dense.status[other], comment)
                }
                continue
            }
            let own = try #require(dense.standardErrors[other])
            compared += 1
            // Rows without a say in the coefficients have none in the dispersion either.
            let error = own * dispersions
            #expect(
                isClose(fit.estimates[column], dense.estimates[other], 1e-10, error), comment)
            #expect(isClose(fit.standardErrors[column] ?? 0, error, 1e-8, 0), comment)
        }
        guard compared > 0 else { return }
        for (index, level) in large.levels.enumerated()
        where index != large.reference && !large.isReferenceMoved {
            let other = try #require(indexOf["school[\(level.name)]"])
            #expect(level.status == dense.status[other], comment)
            // Where other terms separate rows too, a level can go either way with them.
            if fit.directions.isEmpty {
                #expect(level.infiniteSign == dense.infiniteSigns[other], comment)
            }
            guard let estimate = level.estimate, dense.status[other] == .estimated else { continue }
            let error = try #require(dense.standardErrors[other]) * dispersions
            #expect(isClose(estimate, dense.estimates[other], 1e-10, error), comment)
            #expect(isClose(level.standardError ?? 0, error, 1e-8, 0), comment)
        }
        guard seed % 4 == 0, !large.isReferenceMoved else { return }
        for (a, b) in zip(fit.likelihoodRatioTests(), dense.likelihoodRatioTests()) {
            #expect(a.term == b.term && a.status == b.status, comment)
            #expect(a.degreesOfFreedom == b.degreesOfFreedom, "\(comment) \(a.term)")
            if let x = a.statistic, let y = b.statistic, dispersions == 1 {
                #expect(isClose(x, y, 1e-8, 1e-3), "\(comment) \(a.term)")
            }
        }
        for (a, b) in zip(fit.waldTests(), dense.waldTests()) where a.term == b.term {
            #expect(a.degreesOfFreedom == b.degreesOfFreedom, "\(comment) \(a.term)")
            if let x = a.statistic, let y = b.statistic, dispersions == 1 {
                #expect(isClose(x, y, 1e-8, 1e-3), "\(comment) \(a.term)")
            }
        }
        for (a, b) in zip(fit.scoreTests(), dense.scoreTests()) {
            #expect(a.term == b.term && a.status == b.status, comment)
            #expect(a.degreesOfFreedom == b.degreesOfFreedom, "\(comment) \(a.term)")
            if let x = a.statistic, let y = b.statistic {
                let scaled = x * dispersions * dispersions
                #expect(isClose(scaled, y, 1e-8, 1e-3), "\(comment) \(a.term)")
            }
        }
    }

    @Test(arguments: 0..<20) func theOrderOfRowsChangesNothing(_ seed: Int) throws {
        let one = cases[seed % cases.count]
        var all = lines(seed, rows: 400, schools: 12)
        let fit = try one.regression(eliminating: true).fit(one.frame(all))
        all = [all[0]] + all.dropFirst().reversed()
        let other = try one.regression(eliminating: true).fit(one.frame(all))
        for column in fit.coefficients.indices where fit.status[column] == .estimated {
            let error = try #require(fit.standardErrors[column])
            #expect(
                isClose(other.estimates[column], fit.estimates[column], 1e-12, error * 10),
                "\(seed) \(fit.coefficients[column].name)")
            #expect(isClose(other.standardErrors[column] ?? 0, error, 1e-12 * 10, 0), "\(seed)")
        }
    }

    @Test(arguments: 0..<12) func threadsChangeNoBit(_ seed: Int) throws {
        let one = cases[seed % cases.count]
        let frame = try one.frame(lines(seed, rows: 30_000, schools: 900))
        let fit = try one.regression(eliminating: true).fit(frame)
        for threads in [2, 5] {
            let other = try one.regression(eliminating: true, threads: threads).fit(frame)
            #expect(fit.estimates == other.estimates && fit.standardErrors == other.standardErrors)
            #expect(
                fit.largeFactor?.levels.map(\.estimate)
                    == other.largeFactor?.levels.map(\.estimate))
            #expect(
                fit.largeFactor?.levels.map(\.standardError)
                    == other.largeFactor?.levels.map(\.standardError))
            #expect(fit.logLikelihood == other.logLikelihood)
        }
    }
}
