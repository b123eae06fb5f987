import Foundation
import Tables
import TestSupport
import Testing

@testable import ModelFormula

private let gaps = """
    y,x,g,w,t,b
    1,1,a,1,5,true
    0,,b,1,5,false
    ,,,1,5,true
    0,0,a,1,5,
    1,2,,0,5,true
    0,3,b,2,5,true
    1,4,b,1,,false
    0,5,,2.5,5,
    1,-6,b,2.5,5,true
    """

private func frame(
    _ formula: String, _ text: String = gaps, weights: String? = nil, areCounts: Bool = false
) throws -> ModelFrame {
    try ModelFrame(
        Formula(parsing: formula), table: table(text), weights: weights,
        weightsAreCounts: areCounts, missing: .level)
}

private func names(_ frame: ModelFrame) -> [String] {
    DesignSpecification(model: frame.model, schemas: frame.schemas).coefficients().map(\.name)
}

struct MissingLevelTests {
    @Test func aFactorHasALevelMoreAndANumberAnIndicator() throws {
        let frame = try frame("y ~ g + x + b")
        #expect(frame.rowCount == 8)
        #expect(frame.exclusions == [RowExclusion(code: "missing", column: "y", rows: 1)])
        #expect(frame.missing.map(\.rows) == [1, 3, 2, 2])
        #expect(frame.schemas[0].levels == ["a", "b", "(missing)"])
        #expect(frame.schemas[0].reference == 0 && frame.schemas[0].missingLevel == 2)
        #expect(frame.schemas[2].levels == ["false", "true", "(missing)"])
        // The mean of 1, 0, 2, 3, 4, 5 and -6.
        let mean = 9.0 / 7
        #expect(abs((frame.schemas[1].missingNumber ?? 0) - mean) < 1e-15)
        #expect(frame.schemas[1].range == -6...5)
        #expect(
            names(frame) == [
                "(Intercept)", "g[b]", "g[(missing)]", "x", "x[(missing)]", "b[true]",
                "b[(missing)]",
            ])
        guard case .codes(let codes) = frame.values[0], case .dense(let x) = frame.values[1] else {
            Issue.record("not as coded")
            return
        }
        #expect(codes == [0, 1, 0, 2, 1, 1, 2, 1])
        #expect(
            x[0].enumerated().map { $0.offset == 1 ? 1.5 : $0.element } == [
                1, 1.5, 0, 2, 3, 4, 5, -6,
            ])
        #expect(x[1] == [0, 1, 0, 0, 0, 0, 0, 0])
        #expect(
            frame.missingStates == [
                MissingState(variable: "g", plainName: "g", rows: 2, number: nil),
                MissingState(
                    variable: "x", plainName: "x", rows: 1, number: frame.schemas[1].missingNumber),
                MissingState(variable: "b", plainName: "b", rows: 2, number: nil),
            ])
    }

    /// An outcome, an offset and a weight cannot be had from nothing, and log(-1) is not missing.
    @Test func whatHasNoPlaceIsStillLeftOut() throws {
        let frame = try frame("y ~ g + log(x) + offset(log(t))", weights: "w")
        #expect(
            frame.exclusions == [
                RowExclusion(code: "missing", column: "y", rows: 1),
                RowExclusion(code: "not_finite", column: "log(x)", rows: 2),
                RowExclusion(code: "missing", column: "t", rows: 1),
                RowExclusion(code: "zero_weight", column: "w", rows: 1),
            ])
        #expect(frame.rowCount == 4)
        #expect(frame.missingStates.map(\.rows) == [1, 1])
    }

    @Test func withoutGapsNothingChanges() throws {
        let text = "y,x,g\n1,1,a\n0,2,b\n1,3,b\n0,4,a\n"
        for rule in MissingRule.allCases {
            let frame = try ModelFrame(
                Formula(parsing: "y ~ g*x"), table: table(text), missing: rule)
            #expect(frame.missingStates.isEmpty && !frame.schemas.contains { $0.takesMissing })
            #expect(names(frame) == ["(Intercept)", "g[b]", "x", "g[b]:x"])
        }
    }

    @Test func curvesAndInteractionsHaveTheirIndicator() throws {
        var text = "y,x,g\n"
        for row in 0..<80 {
            text +=
                "\(row % 2),\(row % 9 == 0 ? "" : "\(row * 13 % 80)"),\(row % 7 == 0 ? "" : "g\(row % 2)")\n"
        }
        let frame = try frame("y ~ rcs(x, 3)*g + poly(x, 2)", text)
        #expect(
            names(frame) == [
                "(Intercept)", "rcs(x, 3)[1]", "rcs(x, 3)[2]", "rcs(x, 3)[(missing)]", "g[g1]",
                "g[(missing)]", "poly(x, 2)[1]", "poly(x, 2)[2]", "poly(x, 2)[(missing)]",
                "rcs(x, 3)[1]:g[g1]", "rcs(x, 3)[1]:g[(missing)]", "rcs(x, 3)[2]:g[g1]",
                "rcs(x, 3)[2]:g[(missing)]", "rcs(x, 3)[(missing)]:g[g1]",
                "rcs(x, 3)[(missing)]:g[(missing)]",
            ])
        // Knots and polynomials know the known values only.
        let known = text.split(separator: "\n").filter { !$0.contains(",,") }
        let complete = try ModelFrame(
            Formula(parsing: "y ~ rcs(x, 3) + poly(x, 2)"),
            table: table(known.joined(separator: "\n")))
        #expect(frame.schemas[0].spline == complete.schemas[0].spline)
        #expect(frame.schemas[2].polynomial == complete.schemas[1].polynomial)
        let coefficients = DesignSpecification(model: frame.model, schemas: frame.schemas)
            .coefficients()
        #expect(coefficients[3].level == "(missing)")
        #expect(coefficients[3].reference == "mean" && coefficients[14].reference == "g0:mean")
        #expect(coefficients[14].level == "(missing):(missing)")
    }

    @Test func newRowsAreCodedAsLearned() throws {
        let frame = try frame("y ~ C(g, ref = \"b\") + x + (t > 4)")
        #expect(frame.schemas[2].levels == ["true", "(missing)"])
        let kept = try JSONDecoder().decode(
            [VariableSchema].self, from: JSONEncoder().encode(frame.schemas))
        #expect(kept == frame.schemas && kept.allSatisfy(\.isConsistent))
        let specification = DesignSpecification(model: frame.model, schemas: kept)
        let new = try NewData(
            specification,
            table: table("g,x,t\na,7,9\n,,9\nb,1,\n(missing),2,9\nc,2,9\n"))
        #expect(new.gaps.map { $0?.gap } == [nil, nil, nil, .unknownLevel, .unknownLevel])
        let names = names(frame)
        var rows: [[String: Double]] = []
        var row: [(column: Int, value: Double)] = []
        for index in 0..<3 {
            new.designRow(index, into: &row)
            rows.append(
                Dictionary(
                    uniqueKeysWithValues: row.filter { $0.value != 0 }.map {
                        (names[$0.column], $0.value)
                    }))
        }
        let mean = try #require(frame.schemas[1].missingNumber)
        let (g, t) = ("C(g, ref = \"b\")", "(t > 4)")
        #expect(rows[0] == ["(Intercept)": 1, "\(g)[a]": 1, "x": 7])
        #expect(
            rows[1] == ["(Intercept)": 1, "\(g)[(missing)]": 1, "x": mean, "x[(missing)]": 1])
        #expect(rows[2] == ["(Intercept)": 1, "x": 1, "\(t)[(missing)]": 1])
        #expect(new.beyondRange == ["x", nil, nil, nil, nil])
    }

    /// A row without a value where none was when the model was fitted is not known.
    @Test func whatWasNeverMissingHasNoPlaceForIt() throws {
        let frame = try frame("y ~ g + w")
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        let new = try NewData(specification, table: table("g,w\n,1\na,\n"))
        #expect(new.gaps.map { $0?.gap } == [nil, .missingInput])
        #expect(new.gaps[1]?.column == "w")
    }

    @Test func theMissingMayBeTheReference() throws {
        let frame = try frame("y ~ C(g, ref = \"(missing)\")")
        #expect(
            names(frame).dropFirst().map(\.self) == [
                "C(g, ref = \"(missing)\")[a]", "C(g, ref = \"(missing)\")[b]",
            ])
    }

    @Test func meansCountCases() throws {
        let counted = try frame("y ~ x", weights: "w", areCounts: true)
        // Rows 1, 2, 4, 6, 7, 8 and 9; of weight 1, 1, 1, 2, 1, 2.5, 2.5.
        let mean = 8.5 / 10
        #expect(abs((counted.schemas[0].missingNumber ?? 0) - mean) < 1e-15)
        let weighted = try frame("y ~ x", weights: "w")
        #expect(abs((weighted.schemas[0].missingNumber ?? 0) - 7.0 / 6) < 1e-15)
    }

    @Test func columnsWithoutAnyValue() throws {
        let text = "y,x,g,n\n1,,,1\n0,,,2\n1,,,3\n0,,,5\n"
        let frame = try frame("y ~ g + n", text)
        #expect(frame.notices.map(\.code) == ["constant_column"])
        #expect(frame.model.terms.count == 1)
        let error = #expect(throws: FormulaError.self) {
            try ModelFrame(
                Formula(parsing: "y ~ poly(x, 2)"), table: table("y,x\n1,\n0,\n"), missing: .level)
        }
        #expect(error?.position == 10)
    }

    @Test func aLevelOfThatNameIsTold() throws {
        let error = #expect(throws: FormulaError.self) {
            try frame("y ~ g", "y,g\n1,a\n0,(missing)\n1,\n0,a\n")
        }
        #expect(error?.hint == "Read them as missing: --na-words '(missing)'.")
        #expect(error?.position == 5 && error?.code == .typeMismatch)
        // Where no cell is empty it is a level as any other.
        #expect(try frame("y ~ g", "y,g\n1,a\n0,(missing)\n0,a\n").schemas[0].missingLevel == nil)
    }

    /// A whole line moved to another place moves nothing else.
    @Test func orderOfRowsChangesNothing() throws {
        var random = SeededGenerator(seed: 12)
        var lines = (0..<60).map { row in
            "\(row % 2),\(row % 5 == 0 ? "" : "\(Double.random(in: 0...9, using: &random))"),"
                + "\(row % 4 == 0 ? "" : "g\(row % 3)")"
        }
        let first = try frame("y ~ g + ns(x, 3)", "y,x,g\n" + lines.joined(separator: "\n"))
        for _ in 0..<50 {
            lines.shuffle(using: &random)
            let other = try frame("y ~ g + ns(x, 3)", "y,x,g\n" + lines.joined(separator: "\n"))
            #expect(other.schemas[0] == first.schemas[0])
            #expect(other.schemas[1].spline == first.schemas[1].spline)
            let (a, b) = (other.schemas[1].missingNumber ?? 0, first.schemas[1].missingNumber ?? 1)
            #expect(abs(a - b) < 1e-14)
        }
    }
}
