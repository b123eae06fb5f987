import Foundation
import ModelFormula
import Tables
import Testing
import TestSupport

@testable import GeneralizedLinearModels

/// Data that look random and are the same on every machine: a cohort of `rows` cases.
private func cohort(_ rows: Int, order: [Int]? = nil, scale: Double = 1) throws -> Table {
    var state: UInt64 = 42
    func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
    let lines = (0..<rows).map { _ in
        let x = next()
        let ward = "w\(Int(next() * 7))"
        let sex = next() < 0.5 ? "female" : "male"
        let y = next() < 1 / (1 + exp(-(x * 2 - 1.5 + (sex == "male" ? 0.4 : 0)))) ? 1 : 0
        return "\(y),\(x * scale),\(ward),\(sex)"
    }
    let ordered = order.map { $0.map { lines[$0] } } ?? lines
    let text = "y,x,ward,sex\n" + ordered.joined(separator: "\n")
    return try CSVReader.read(Array(text.utf8))
}

private func fit(_ table: Table, _ formula: String = "y ~ x * sex + ward", threads: Int = 1)
    throws -> GLMFit
{
    try GLM(threads: threads).fit(
        ModelFrame(Formula(parsing: formula), table: table))
}

struct FitPropertyTests {
    /// Lengths around the block of 1,024 and the chunk of 16,384 rows.
    @Test(arguments: [1023, 1024, 1025, 16_383, 16_384, 16_385, 40_000])
    func threadsChangeNoBit(_ rows: Int) throws {
        let table = try cohort(rows)
        let one = try fit(table)
        let two = try fit(table, threads: 2)
        let five = try fit(table, threads: 5)
        #expect(one.estimates.map(\.bitPattern) == two.estimates.map(\.bitPattern))
        #expect(one.estimates.map(\.bitPattern) == five.estimates.map(\.bitPattern))
        #expect(one.covariance == two.covariance)
        #expect(one.deviance.bitPattern == two.deviance.bitPattern)
    }

    @Test func rowOrderChangesNothing() throws {
        let rows = 3000
        let shuffled = (0..<rows).map { ($0 * 1237 + 11) % rows }
        let a = try fit(cohort(rows))
        let b = try fit(cohort(rows, order: shuffled))
        for (x, y) in zip(a.estimates, b.estimates) { #expect(relativeError(x, y) < 1e-12) }
        for i in 0..<a.covariance.rows {
            for j in 0..<a.covariance.columns {
                let size = (a.covariance[i, i] * a.covariance[j, j]).squareRoot()
                #expect(abs(a.covariance[i, j] - b.covariance[i, j]) < 1e-12 * size)
            }
        }
        #expect(relativeError(a.deviance, b.deviance) < 1e-13)
    }

    @Test func scalingAColumnScalesItsCoefficient() throws {
        let a = try fit(cohort(2000), "y ~ x + ward")
        let b = try fit(cohort(2000, scale: 1024), "y ~ x + ward")
        let x = try #require(a.coefficients.firstIndex { $0.name == "x" })
        #expect(relativeError(a.estimates[x], b.estimates[x] * 1024) < 1e-12)
        #expect(relativeError(a.estimates[0], b.estimates[0]) < 1e-12)
    }

    @Test func turningTheOutcomeRoundTurnsTheSigns() throws {
        let table = try cohort(2000)
        let a = try fit(table, "y == 1 ~ x + ward")
        let b = try fit(table, "y == 0 ~ x + ward")
        for (p, q) in zip(a.estimates, b.estimates) { #expect(relativeError(p, -q) < 1e-11) }
        #expect(relativeError(a.deviance, b.deviance) < 1e-13)
    }

    /// Far offsets, tiny and huge units: the figures are right or there are none.
    @Test func offsetsAndUnitsOfAnySizeGiveFiguresOrNone() throws {
        let rows = (0..<200).map { "\($0 * 7 % 5 < 2 ? 1 : 0),\($0 % 13),\(60 + $0 % 3)" }
        let table = try CSVReader.read(Array(("y,x,far\n" + rows.joined(separator: "\n")).utf8))
        let near = try fit(table, "y ~ x + offset(far - 61)")
        for formula in ["y ~ x + offset(far)", "y ~ x + offset(far + 900)"] {
            let moved = try fit(table, formula)
            #expect(moved.isConverged, "\(formula)")
            #expect(relativeError(moved.estimates[1], near.estimates[1]) < 1e-9)
            #expect(relativeError(moved.deviance, near.deviance) < 1e-11)
        }
        for formula in ["y ~ I(x * 1e-310)", "y ~ I(x * 1e300)", "y ~ I(x * 1e-320)"] {
            let odd = try fit(table, formula)
            for row in odd.coefficientTable(confidence: 0.95) {
                let isWhole = row.estimate != nil && row.standardError != nil && row.pValue != nil
                #expect(isWhole == (row.status == .estimated), "\(formula) \(row)")
            }
        }
    }

    @Test func parametrisationsOfTheSameModelAgree() throws {
        let table = try cohort(3000)
        let reference = try fit(table, "y ~ ward * sex")
        for formula in ["y ~ 0 + ward:sex", "y ~ ward:sex", "y ~ sex / ward", "y ~ 0 + ward * sex"]
        {
            let other = try fit(table, formula)
            #expect(relativeError(other.deviance, reference.deviance) < 1e-12, "\(formula)")
            #expect(other.rank == reference.rank && other.limits.aliasVectors.isEmpty, "\(formula)")
        }
        let raw = try fit(table, "y ~ poly(x, 3, raw = TRUE)")
        let orthogonal = try fit(table, "y ~ poly(x, 3)")
        #expect(relativeError(raw.deviance, orthogonal.deviance) < 1e-11)
    }
}

struct PredictorTests {
    private func chunk(_ text: String, _ model: FittedModel) throws -> TableChunk {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "casewise-\(UUID().uuidString).csv")
        try text.write(to: url, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: url) }
        let stream = try CSVTableStream(
            path: url.path, dialect: CSVDialect(),
            columns: model.columns.map { ($0.name, $0.kind) })
        return try #require(try stream.next())
    }

    @Test func savedModelsPredictTheFittedProbabilities() throws {
        let formula = "y ~ poly(x, 2) + sex + (ward %in% c(\"w1\", \"w2\")) + x:ward"
        let table = try cohort(2000)
        let fitted = try fit(table, formula)
        let data = try JSONEncoder().encode(FittedModel(fitted, .init(engineVersion: "test")))
        let model = try JSONDecoder().decode(FittedModel.self, from: data)
        #expect(model.isConsistent)
        let chunk = TableChunk(table: table, unreadable: [:], firstUnreadable: nil)
        let predictions = try Predictor(model, confidence: 0.95).predict(chunk)
        // The rows' probabilities must add up to the likelihood that was maximised.
        var logLikelihood = 0.0
        for (prediction, y) in zip(predictions, fitted.frame.outcome) {
            let p = try #require(prediction.mean)
            logLikelihood += y == 1 ? log(p) : log1p(-p)
            let interval = try #require(prediction.interval)
            #expect(interval.low < p && p < interval.high && prediction.status == .predicted)
        }
        #expect(relativeError(logLikelihood, fitted.logLikelihood) < 1e-12)
    }

    @Test func everyRowIsAnsweredAndSaysWhyNot() throws {
        let model = try FittedModel(
            try fit(cohort(2000), "y ~ log(x) + ward"), .init(engineVersion: "test"))
        let answers = try Predictor(model, confidence: 0.9).predict(
            chunk("x,ward,extra\n0.5,w1,a\n,w1,a\nhalf,w1,a\n0.5,w9,a\n-1,w1,a\n", model))
        #expect(
            answers.map(\.status) == [
                .predicted, .missingInput, .invalidInput, .unknownLevel, .notFinite,
            ])
        #expect(answers.dropFirst().allSatisfy { $0.mean == nil && $0.interval == nil })
    }

    @Test func separatedRowsArePredictedInTheLimitAndTheOthersAsIfTheyWereAlone() throws {
        let expected = try #require(
            ReferenceCase.load("separation_cases.json").first { $0.name == "level_all_events" })
        let model = try FittedModel(try expected.fit(), .init(engineVersion: "test"))
        let answers = try Predictor(model, confidence: 0.95).predict(
            chunk("ward,age\nByker,12\nWalker,12\n", model))
        #expect(answers[0].status == .infinite && answers[0].mean == 1)
        #expect(answers[0].interval == nil)
        #expect(answers[1].status == .predicted)
        let rows = Dictionary(
            uniqueKeysWithValues: expected.coefficients.map { ($0.term, $0.estimate ?? 0) })
        let eta =
            (rows["(Intercept)"] ?? 0) + (rows["ward[Walker]"] ?? 0) + 12 * (rows["age"] ?? 0)
        #expect(relativeError(answers[1].mean ?? 0, 1 / (1 + exp(-eta))) < 1e-10)
    }

    /// Two conditions that each decide the outcome, one this way and one that way, leave a row
    /// with both open; so does a gap between the rows that separation tells apart.
    @Test func whatSeparationLeavesOpenIsNotPredicted() throws {
        var text = "y,p,q\n"
        for i in 0..<40 {
            text += i < 10 ? "1,yes,no\n" : i < 20 ? "0,no,yes\n" : "\(i % 2),no,no\n"
        }
        let table = try CSVReader.read(Array(text.utf8))
        let model = try FittedModel(fit(table, "y ~ p + q"), .init(engineVersion: "test"))
        let answers = try Predictor(model, confidence: 0.95).predict(
            chunk("p,q\nyes,no\nno,yes\nyes,yes\nno,no\n", model))
        #expect(
            answers.map(\.status) == [.infinite, .infinite, .notEstimable, .predicted])
        #expect(answers.map(\.mean).prefix(2) == [1, 0])
        #expect(abs((answers[3].mean ?? 0) - 0.5) < 1e-12)

        let gap = try CSVReader.read(Array("y,x\n0,1\n0,2\n0,3\n1,5\n1,6\n1,9\n".utf8))
        let complete = try FittedModel(fit(gap, "y ~ x"), .init(engineVersion: "test"))
        let sides = try Predictor(complete, confidence: 0.95).predict(
            chunk("x\n0\n2.5\n4\n5.5\n20\n", complete))
        #expect(sides.map(\.mean) == [0, 0, nil, 1, 1])
        #expect(sides.map(\.beyondRange) == ["x", nil, nil, nil, "x"])
    }

    @Test func wholeNumbersSoFarAreNoPromise() throws {
        let table = try CSVReader.read(
            Array("y,age\n0,11\n1,12\n0,13\n1,14\n0,15\n1,11\n0,12\n1,13\n".utf8))
        let model = try FittedModel(fit(table, "y ~ age"), .init(engineVersion: "test"))
        let answers = try Predictor(model, confidence: 0.95).predict(
            chunk("age\n12.5\n1e1\n", model))
        #expect(answers.map(\.status) == [.predicted, .predicted])
    }

    @Test func aRowThatBreaksAnAliasIsNotPredicted() throws {
        let expected = try #require(
            ReferenceCase.load("glm_cases.json").first { $0.name == "aliased_birth_year" })
        let model = try FittedModel(try expected.fit(), .init(engineVersion: "test"))
        let header = "birth_year,age_2024,sex\n"
        let sex = try #require(model.variables.first { $0.name == "sex" }).levels[0]
        let answers = try Predictor(model, confidence: 0.95).predict(
            chunk(header + "2010,14,\(sex)\n2010,15,\(sex)\n", model))
        #expect(answers.map(\.status) == [.predicted, .notEstimable])
    }
}
