import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A cohort in families of one to five, the same on every machine.
private struct Cohort {
    var lines: [String] = []
    var families: [Int] = []

    init(_ rows: Int, seed: UInt64 = 7, shares: Bool = false) {
        var generator = SeededGenerator(seed: seed)
        func uniform() -> Double { Double.random(in: 0..<1, using: &generator) }
        var (family, left, effect) = (-1, 0, 0.0)
        for _ in 0..<rows {
            if left == 0 {
                family += 1
                left = Int.random(in: 1...5, using: &generator)
                effect = uniform() * 2 - 1
            }
            left -= 1
            let x = uniform()
            let ward = "w\(Int.random(in: 0..<6, using: &generator))"
            let eta = 1.5 * x - 1 + effect
            let event = uniform() < 1 / (1 + exp(-eta)) ? 1 : 0
            let cost = (exp(0.5 * eta) * (0.2 + 2 * uniform()) * 1000).rounded() / 1000
            let visits = Int((exp(eta) * 2 * uniform()).rounded())
            let copies = Int.random(in: 1...3, using: &generator)
            lines.append("\(event),\(visits),\(cost),\(x),\(ward),\(copies)")
            families.append(family)
        }
    }

    func fit(
        _ formula: String, _ family: Family, order: [Int]? = nil, weights: String? = nil,
        kind: GLM.WeightKind = .frequency, threads: Int = 1
    ) throws -> GLMFit {
        let rows = order.map { $0.map { lines[$0] } } ?? lines
        let text = "event,visits,cost,x,ward,copies\n" + rows.joined(separator: "\n")
        let frame = try ModelFrame(
            Formula(parsing: formula), table: CSVReader.read(Array(text.utf8)), weights: weights,
            response: request(of: family))
        return try GLM(family: family, weightKind: kind, threads: threads).fit(frame)
    }
}

private let formulas: [(String, Family)] = [
    ("event ~ x + ward", .binomial), ("visits ~ x + ward", .poisson),
    ("visits ~ x * ward", .negativeBinomial), ("cost ~ x * ward", .gaussian),
    ("cost ~ x + ward", .gamma),
]

private func all(_ fit: GLMFit, _ families: [Int]) throws -> [(String, RobustCovariance)] {
    try RobustCovariance.Kind.allCases.map { kind in
        (
            kind.rawValue,
            try fit.covariance(of: kind, clusters: kind.needsClusters ? families : nil)
        )
    }
}

struct RobustPropertyTests {
    @Test(arguments: formulas.indices)
    func weightsAreRepeatedCases(_ index: Int) throws {
        let (formula, family) = formulas[index]
        let cohort = Cohort(400)
        let repeated = cohort.lines.indices.flatMap { row in
            [Int](repeating: row, count: Int(cohort.lines[row].last?.wholeNumberValue ?? 1))
        }
        let short = try cohort.fit(formula, family, weights: "copies")
        let long = try cohort.fit(formula, family, order: repeated)
        let families = cohort.families
        for kind in RobustCovariance.Kind.allCases where kind != .sandwich {
            let a = try short.covariance(of: kind, clusters: kind.needsClusters ? families : nil)
            let b = try long.covariance(
                of: kind, clusters: kind.needsClusters ? repeated.map { families[$0] } : nil)
            for (x, y) in zip(a.standardErrors, b.standardErrors) {
                #expect(relativeError(x ?? 0, y ?? 1) < 1e-9, "\(formula) \(kind)")
            }
        }
    }

    @Test(arguments: formulas.indices)
    func rowOrderAndNamesOfClustersChangeNothing(_ index: Int) throws {
        let (formula, family) = formulas[index]
        let cohort = Cohort(500)
        let order = (0..<500).map { ($0 * 137 + 11) % 500 }
        let a = try all(cohort.fit(formula, family), cohort.families)
        let b = try all(
            cohort.fit(formula, family, order: order), order.map { 1000 - cohort.families[$0] * 3 })
        for ((name, x), (_, y)) in zip(a, b) {
            for (x, y) in zip(x.standardErrors, y.standardErrors) {
                #expect(relativeError(x ?? 0, y ?? 1) < 1e-9, "\(formula) \(name)")
            }
        }
    }

    @Test(arguments: formulas.indices)
    func threadsChangeNoBit(_ index: Int) throws {
        let (formula, family) = formulas[index]
        let cohort = Cohort(40_000)
        let one = try cohort.fit(formula, family)
        let five = try cohort.fit(formula, family, threads: 5)
        for ((name, x), (_, y)) in zip(
            try all(one, cohort.families), try all(five, cohort.families))
        {
            #expect(x.matrix == y.matrix, "\(formula) \(name)")
        }
    }

    /// A cluster a row: CR0 is HC0, CR2 is HC2, and CR1 what sampling weights have.
    @Test(arguments: formulas.indices)
    func clustersOfOneAreRows(_ index: Int) throws {
        let (formula, family) = formulas[index]
        let fit = try Cohort(300).fit(formula, family)
        let own = Array(0..<300)
        for (clustered, plain) in [
            (RobustCovariance.Kind.cr0, RobustCovariance.Kind.hc0), (.cr2, .hc2),
            (.cr1, .sandwich),
        ] {
            let a = try fit.covariance(of: clustered, clusters: own)
            let b = try fit.covariance(of: plain)
            for (x, y) in zip(a.standardErrors, b.standardErrors) {
                #expect(relativeError(x ?? 0, y ?? 1) < 1e-11, "\(formula) \(clustered)")
            }
        }
    }

    /// The sums of short rows and those of scores written out agree.
    @Test func nearlyDependentColumnsKeepTheirDigits() throws {
        var cohort = Cohort(300)
        let plain = try cohort.fit("cost ~ x + copies", .gaussian)
        // z = x + copies / 1000 beside x spans the same columns as copies beside x.
        let near = try cohort.fit("cost ~ x + I(x + copies / 1000)", .gaussian)
        #expect(near.smallestPivot < 1e-4 && plain.smallestPivot > 0.1)
        let a = try plain.covariance(of: .cr1, clusters: cohort.families)
        let b = try near.covariance(of: .cr1, clusters: cohort.families)
        #expect(
            relativeError((b.standardErrors[2] ?? 0) / 1000, a.standardErrors[2] ?? 1) < 1e-9)
        cohort.families = []
    }

    @Test func whatOneClusterDecidesHasNoError() throws {
        // The ward w5 is one family, and so is the reference w0 of the second run.
        var cohort = Cohort(300)
        for ward in ["w5", "w0"] {
            cohort = Cohort(300)
            for row in cohort.lines.indices where cohort.lines[row].contains(ward) {
                cohort.families[row] = 9999
            }
            let fit = try cohort.fit("cost ~ x + ward", .gaussian)
            for kind in [RobustCovariance.Kind.cr0, .cr1, .cr2] {
                let robust = try fit.covariance(of: kind, clusters: cohort.families)
                #expect(robust.unsupported == (ward == "w5" ? [6] : [0, 2, 3, 4, 5, 6]))
                #expect(robust.standardErrors[1] != nil)
                let row = fit.coefficientTable(confidence: 0.95, covariance: robust)[6]
                #expect(row.estimate != nil && row.standardError == nil && row.pValue == nil)
                #expect(fit.waldTests(covariance: robust)[1].status == .notEstimable)
                #expect(fit.waldTests(covariance: robust)[0].status == .tested)
            }
        }
    }

    @Test func fewClustersSpanFewDirections() throws {
        let cohort = Cohort(300)
        let fit = try cohort.fit("cost ~ x + ward", .gaussian)
        let four = cohort.families.map { $0 % 4 }
        let robust = try fit.covariance(of: .cr1, clusters: four)
        #expect(robust.rank == 3 && robust.clusters?.count == 4)
        let tests = fit.waldTests(covariance: robust)
        #expect(tests[0].status == .tested && tests[1].status == .notEstimable)
    }

    @Test func aRowThatDecidesAlone() throws {
        let text =
            "y,g\n1,a\n2,a\n4,a\n3,b\n"
        let fit = try GLM(family: .gaussian).fit(
            ModelFrame(
                Formula(parsing: "y ~ g"), table: CSVReader.read(Array(text.utf8)),
                response: .numbers))
        for kind in [RobustCovariance.Kind.hc0, .hc1, .hc2, .hc3, .sandwich] {
            let robust = try fit.covariance(of: kind)
            #expect(robust.standardErrors[0] != nil && robust.standardErrors[1] == nil)
        }
    }

    @Test func whatCannotBeHadIsSaid() throws {
        let fit = try Cohort(60).fit("event ~ x", .binomial)
        #expect(throws: FitError.self) {
            try fit.covariance(of: .cr1, clusters: [Int](repeating: 3, count: 60))
        }
        #expect(throws: FitError.self) {
            try fit.bootstrap(
                replicates: 9, seed: 1, clusters: [Int](repeating: 3, count: 60))
        }
        let large = try Cohort(2000).fit("event ~ x", .binomial)
        #expect(throws: FitError.self) {
            try large.covariance(of: .cr2, clusters: (0..<2000).map { $0 / 1999 })
        }
    }
}

struct CoefficientBootstrapTests {
    /// A sample's estimates are those of a fit weighted by its draws.
    @Test(arguments: formulas.indices)
    func samplesAreWeightedFits(_ index: Int) throws {
        let (formula, family) = formulas[index]
        let cohort = Cohort(400)
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
        let cohort = Cohort(500)
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
        let cohort = Cohort(1500)
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
        var cohort = Cohort(120)
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
        let cohort = Cohort(300)
        let fit = try cohort.fit("cost ~ x", .gaussian, weights: "copies")
        let bootstrap = try fit.bootstrap(replicates: 999, seed: 5)
        #expect(Double(bootstrap.unitCount) == fit.caseCount)
        let robust = try fit.covariance(of: .hc0)
        let row = try #require(bootstrap.rows(confidence: 0.9)[1])
        #expect(abs(row.standardError / (robust.standardErrors[1] ?? 0) - 1) < 0.1)
    }
}
