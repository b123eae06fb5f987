import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Fits of R with every level a dummy, as `Reference/large_factor.R` made them.
private struct LargeFactorCase: Decodable, Sendable, CustomStringConvertible {
    struct File: Decodable {
        var cases: [LargeFactorCase]
    }

    var name: String
    var formula: String
    var family: Family
    var link: Link
    var weights: String?
    var rows: Int
    var high: Int
    var low: Int
    var highRows: Int
    var lowRows: Int
    var deviance: Double
    var aliased: [String]
    var terms: [String]
    var estimates: [Double]
    var errors: [Double]

    var description: String { name }

    static func all() -> [LargeFactorCase] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("large_factor.json")),
            let file = try? decoder.decode(File.self, from: data)
        else { return [] }
        return file.cases
    }

    func frame() throws -> ModelFrame {
        try frame(
            CSVReader.read([UInt8](Data(contentsOf: referenceURL("large_factor.csv")))))
    }

    func frame(_ table: Table) throws -> ModelFrame {
        try ModelFrame(
            Formula(parsing: formula), table: table, weights: weights,
            response: family == .binomial ? .binary : .counts)
    }

    func regression(eliminating: Bool = true) -> GLM {
        var regression = GLM(family: family, link: link, weightKind: .precision)
        regression.eliminatesFrom = eliminating ? 1 : nil
        return regression
    }
}

struct LargeFactorTests {
    @Test func casesAreThere() { #expect(LargeFactorCase.all().count == 7) }

    @Test(arguments: LargeFactorCase.all())
    private func fitsAreThoseOfR(_ one: LargeFactorCase) throws {
        let fit = try one.regression().fit(one.frame())
        let factor = try #require(fit.largeFactor)
        #expect(fit.frame.rowCount == one.rows && fit.isConverged)
        #expect(
            factor.dropped
                == LargeFactorFit.Dropped(
                    high: one.high, low: one.low, highRows: one.highRows, lowRows: one.lowRows))
        #expect(
            fit.frame.exclusions.map(\.rows).reduce(0, +) == 1500 - one.rows
                && fit.frame.exclusions.allSatisfy { $0.code == "outcomes_alike" })
        #expect(relativeError(fit.deviance, one.deviance) < 1e-12)
        #expect(fit.caseCount == 1500 && fit.dataFrame.rowCount == 1500)
        #expect(fit.rank == one.terms.count + one.high + one.low)
        let aliased = fit.coefficients.indices.filter { fit.status[$0] == .aliased }
        #expect(aliased.map { fit.coefficients[$0].name } == one.aliased)
        var found: [String: (Double, Double)] = [:]
        for (k, coefficient) in fit.coefficients.enumerated() where fit.status[k] == .estimated {
            found[coefficient.name] = (fit.estimates[k], fit.standardErrors[k] ?? 0)
        }
        for (index, level) in factor.levels.enumerated()
        where level.status == .estimated && index != factor.reference {
            found["school[\(level.name)]"] = (level.estimate ?? 0, level.standardError ?? 0)
        }
        #expect(found.count == one.terms.count)
        for (k, term) in one.terms.enumerated() {
            // An interaction's parts stand in the order of R's names or of the formula's variables.
            let turned = term.split(separator: ":").reversed().joined(separator: ":")
            let (estimate, error) = try #require(found[term] ?? found[turned], "\(term)")
            let unit = max(abs(one.estimates[k]), one.errors[k])
            #expect(abs(estimate - one.estimates[k]) <= 1e-10 * unit, "\(term)")
            #expect(relativeError(error, one.errors[k]) < 1e-8, "\(term)")
        }
    }

    /// What is kept predicts as the model of all coefficients does, with its intervals; rows of a level
    /// without an estimate have a limit, rows that break an alias none.
    @Test(arguments: LargeFactorCase.all())
    private func savedModelsPredictAsTheDenseOnes(_ one: LargeFactorCase) throws {
        let frame = try one.frame()
        let fit = try one.regression().fit(frame)
        let model = try FittedModel(fit, FittedModel.Origins(engineVersion: "0"))
        let kept = try JSONDecoder().decode(
            FittedModel.self, from: JSONEncoder().encode(model))
        #expect(kept.isConsistent && kept.casewiseModel == 4)
        let text = try String(contentsOf: referenceURL("large_factor.csv"), encoding: .utf8)
        let lines = text.split(separator: "\n")
        let used = [lines[0]] + fit.frame.usedRows.map { lines[$0 + 1] }
        var whole = one
        whole.formula = one.formula.replacing(" + ward", with: "")
        let dense = try FittedModel(
            one.regression(eliminating: false).fit(
                whole.frame(CSVReader.read(Array(used.joined(separator: "\n").utf8)))),
            FittedModel.Origins(engineVersion: "0"))
        var table = try CSVReader.read(Array(text.utf8))
        let other = Predictor(dense, confidence: 0.9)
        let own = Predictor(kept, confidence: 0.9)
        let a = try own.predict(chunk(table))
        let b = try other.predict(chunk(table))
        var compared = 0
        var limits = 0
        for (x, y) in zip(a, b) {
            if x.status == .infinite {
                limits += 1
                #expect(x.mean == 0 || x.mean == 1)
                continue
            }
            #expect(x.status == y.status)
            guard let mean = x.mean, let theirs = y.mean, let (low, high) = x.interval,
                let ends = y.interval
            else { continue }
            compared += 1
            #expect(relativeError(mean, theirs) < 1e-9)
            #expect(relativeError(low, ends.low) < 1e-8 && relativeError(high, ends.high) < 1e-8)
        }
        #expect(compared == one.rows && limits == one.highRows + one.lowRows)
        // A school of another ward than its own, and one that nobody has seen.
        var fields = lines[fit.frame.usedRows[0] + 1].split(separator: ",")
        fields[7] = fields[7] == "w6" ? "w5" : "w6"
        let moved = fields.joined(separator: ",")
        fields[0] = "s999"
        table = try CSVReader.read(
            Array("\(lines[0])\n\(moved)\n\(fields.joined(separator: ","))".utf8))
        let odd = try own.predict(chunk(table)).map(\.status)
        #expect(odd == [one.aliased.isEmpty ? .predicted : .notEstimable, .unknownLevel])
    }

    private func chunk(_ table: Table) -> TableChunk {
        TableChunk(table: table, unreadable: [:], firstUnreadable: nil)
    }

    private func frame(rows: Int, levels: Int, _ outcome: (Int) -> Int) throws -> ModelFrame {
        var lines = ["y,id,x"]
        for row in 0..<rows { lines.append("\(outcome(row)),i\(row % levels),\(row * 7 % 11)") }
        return try ModelFrame(
            Formula(parsing: "y ~ id + x"),
            table: CSVReader.read(Array(lines.joined(separator: "\n").utf8)), weights: nil)
    }

    @Test func identifiersAreRefusedInWords() throws {
        var regression = GLM()
        regression.eliminatesFrom = 1
        var each = try frame(rows: 50, levels: 48) { $0 % 3 == 0 ? 1 : 0 }
        #expect {
            try regression.fit(each)
        } throws: {
            ($0 as? FitError)?.message
                == "\"id\" has 48 levels in 50 rows: is it an identifier?"
        }
        // Of a case or two a level those with both outcomes are what there is to learn from.
        each = try frame(rows: 300, levels: 260) { $0 < 40 ? 1 : 0 }
        let factor = try #require(try regression.fit(each).largeFactor)
        #expect(factor.fittedCount == 40 && factor.dropped.low == 220)
        let alike = try frame(rows: 400, levels: 100) { $0 % 100 < 50 ? 1 : 0 }
        #expect {
            try regression.fit(alike)
        } throws: {
            ($0 as? FitError)?.message
                == "The outcomes of each of the 100 levels of \"id\" are all alike, so that no row "
                + "says anything of the other terms."
        }
    }

    /// A table of weights may have a row a level, on both roads.
    @Test func weightedRowsMayBeOneALevel() throws {
        let lines = (0..<60).map { "\($0 % 5 + 1),i\($0),\($0 % 3 + 1)" }
        let frame = try ModelFrame(
            Formula(parsing: "y ~ id"),
            table: CSVReader.read(Array((["y,id,w"] + lines).joined(separator: "\n").utf8)),
            weights: "w", response: .counts)
        for eliminatesFrom in [nil, 1] {
            var regression = GLM(family: .poisson, weightKind: .precision)
            regression.eliminatesFrom = eliminatesFrom
            let fit = try regression.fit(frame)
            #expect(fit.rank == 60 && fit.caseCount == 60 && abs(fit.deviance) < 1e-9)
        }
    }

    @Test func whatNeedsAllCoefficientsIsRefusedBeyondThem() throws {
        let wide = try frame(rows: 27_000, levels: 9_000) { $0 * 31 % 7 < 3 ? 1 : 0 }
        #expect {
            try GLM().requireWholeCovariance(wide, for: "A profile interval")
        } throws: {
            let error = $0 as? FitError
            return error?.code == .largeFactor
                && error?.message.hasPrefix(
                    "A profile interval is not offered beside the 9000 levels of \"id\"") == true
        }
        #expect {
            try GLM().fit(wide)
        } throws: {
            ($0 as? FitError)?.code == .tooManyCoefficients
        }
        var regression = GLM()
        regression.eliminatesFrom = GLM.eliminationPaysFrom
        let fit = try regression.fit(wide)
        #expect(fit.isConverged && (fit.largeFactor?.fittedCount ?? 0) > 1000)
        #expect {
            try fit.covariance(of: .hc0)
        } throws: {
            ($0 as? FitError)?.code == .largeFactor
        }
        #expect {
            try fit.firth()
        } throws: {
            ($0 as? FitError)?.code == .largeFactor
        }
        let narrow = try frame(rows: 400, levels: 10) { $0 * 31 % 7 < 3 ? 1 : 0 }
        try GLM().requireWholeCovariance(narrow, for: "A profile interval")
    }

    /// Calls of the library beside few enough levels for a fit of them all: each answers for the whole
    /// model or says that it does not.
    @Test func callsThatNeedEveryCoefficientThrow() throws {
        let frame = try frame(rows: 400, levels: 40) { $0 * 31 % 7 < 3 ? 1 : 0 }
        var regression = GLM()
        regression.eliminatesFrom = 1
        let fit = try regression.fit(frame)
        let table = try CSVReader.read(Array("y,id,x\n1,i1,2\n".utf8))
        let codes = [Int32](repeating: 0, count: fit.frame.rowCount)
        let asked: [(String, () throws -> Void)] = [
            ("A profile interval", { _ = try fit.profileIntervals(confidence: 0.9) }),
            ("A check of rows and terms", { _ = try fit.checks(seed: 1) }),
            ("A check of rows", { _ = try fit.rowChecks() }),
            ("The link test", { _ = try fit.linkTest() }),
            ("A quantile residual", { _ = try fit.quantileResiduals(seed: 1) }),
            ("The inflation of variances", { _ = try fit.varianceInflation() }),
            (
                "The influence of clusters",
                { _ = try fit.clusterInfluence(codes: codes, clusterCount: 1) }
            ), ("A second route", { _ = try fit.verification() }),
            ("A bootstrap", { _ = try fit.bootstrap(replicates: 2, seed: 1) }),
            ("A model of some of the terms", { _ = try fit.keeping(terms: ["x"]) }),
            ("A model of some of the terms", { _ = try fit.without(terms: ["x"]) }),
            ("The covariance HC1", { _ = try fit.covariance(of: .hc1) }),
            ("Firth's penalty", { _ = try fit.firth() }),
        ]
        for (words, call) in asked {
            #expect(throws: FitError.self, "\(words)") {
                do { try call() } catch let error as FitError {
                    #expect(error.code == .largeFactor, "\(error)")
                    #expect(
                        error.message == "\(words) is not offered beside the 40 levels of \"id\": "
                            + "it needs the covariance of all coefficients, which a fit that "
                            + "eliminates the levels does not form.")
                    #expect(
                        error.hint?.hasPrefix("Fit the 41 coefficients without eliminating") == true
                    )
                    throw error
                }
            }
        }
        #expect {
            try fit.effects(table: table)
        } throws: {
            ($0 as? FormulaError)?.code == .largeFactor
        }
        // What does not: tests of terms, contrasts of coefficients that there are.
        #expect(fit.likelihoodRatioTests().count == 2 && fit.contrast([("x", 1)]) != nil)
    }
}
