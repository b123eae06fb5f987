import Foundation
import Tables
import TestSupport
import Testing

@testable import ModelFormula

private func frame(_ formula: String, _ values: [Double]) throws -> ModelFrame {
    try ModelFrame(Formula(parsing: formula), table: sample(values))
}

struct SplineTests {
    private let ages: [Double] = (0..<120).map { 11 + Double($0 * 37 % 120) / 17 }

    @Test func coefficientsHaveReadableNames() throws {
        let cases: [(String, [String])] = [
            ("rcs(x, 3)", ["rcs(x, 3)[1]", "rcs(x, 3)[2]"]),
            ("rcs(x,knots=c(12,-1,14))", (1...2).map { "rcs(x, knots = c(12, -1, 14))[\($0)]" }),
            ("ns(x,2)", ["ns(x, 2)[1]", "ns(x, 2)[2]"]),
            ("bs(x, degree = 1, df=2)", (1...2).map { "bs(x, degree = 1, df = 2)[\($0)]" }),
            ("rcs(x)", (1...4).map { "rcs(x)[\($0)]" }),
            ("bs(log(x))", (1...3).map { "bs(log(x))[\($0)]" }),
        ]
        for (call, names) in cases {
            let frame = try frame("y ~ \(call)", ages)
            let found = DesignSpecification(model: frame.model, schemas: frame.schemas)
            #expect(found.coefficients().map(\.name) == ["(Intercept)"] + names)
            // The text that is kept of a variable is read as the same variable.
            let again = try Formula(parsing: "y ~ \(frame.schemas[0].name)")
            #expect(try ModelFrame(again, table: sample(ages)).schemas == frame.schemas)
        }
    }

    @Test(arguments: [
        WrongFormula(
            formula: "y ~ rcs(x, 2)", position: 12,
            message: "The number of knots is a whole number from 3 to 7.",
            hint: "As in rcs(age, 4) or rcs(age, knots = c(12, 14, 16))."),
        WrongFormula(
            formula: "y ~ rcs(x, 3.5)", position: 12,
            message: "The number of knots is a whole number from 3 to 7.",
            hint: "As in rcs(age, 4) or rcs(age, knots = c(12, 14, 16))."),
        WrongFormula(
            formula: "y ~ rcs(x, knots = 4)", position: 20,
            message: "A restricted cubic spline has 3 knots or more, and not 1.",
            hint: "As in rcs(age, 4) or rcs(age, knots = c(12, 14, 16))."),
        WrongFormula(
            formula: "y ~ rcs(x, 4, 5)", position: 15,
            message: "rcs() takes a column and k and knots, each once.",
            hint: "As in rcs(age, 4) or rcs(age, knots = c(12, 14, 16))."),
        WrongFormula(
            formula: "y ~ rcs(x, c(1, 2, 2))", position: 12, message: "The knot 2 is named twice.",
            hint: "Each knot stands once."),
        WrongFormula(
            formula: "y ~ rcs(x, c(1, x, 2))", position: 17,
            message: "knots are numbers, as in c(12, 14.5).",
            hint: "A quantile or a column is not looked up here; say the numbers."),
        WrongFormula(
            formula: "y ~ rcs(4)", position: 9,
            message: "\"4\" is 4 in every row used, and bends nowhere.", hint: "Leave it out.",
            code: .typeMismatch),
        WrongFormula(
            formula: "y ~ rcs()", position: 5, message: "rcs() needs a column first.",
            hint: "As in rcs(age, 4)."),
        WrongFormula(
            formula: "y ~ ns(x)", position: 5,
            message: "ns() needs df or knots: without them it is a straight line.",
            hint: "As in ns(age, df = 3) or ns(age, knots = c(13, 15))."),
        WrongFormula(
            formula: "y ~ ns(x, df = 0)", position: 16,
            message: "df is a whole number from 1 to 200.",
            hint: "As in ns(age, df = 3) or ns(age, knots = c(13, 15))."),
        WrongFormula(
            formula: "y ~ ns(x, df = 1, intercept = TRUE)", position: 16,
            message: "ns(x, df = 1, intercept = TRUE) needs a df of 2 or more.",
            hint: "As in df = 3."),
        WrongFormula(
            formula: "y ~ ns(x, 3, c(12))", position: 11,
            message: "df and knots say the same in two ways.",
            hint: "Leave one out: 1 knot makes 2 columns, not 3."),
        WrongFormula(
            formula: "y ~ ns(x, degree = 2)", position: 20,
            message: "ns() takes a column and df, knots, intercept and Boundary.knots, each once.",
            hint: "As in ns(age, df = 3) or ns(age, knots = c(13, 15))."),
        WrongFormula(
            formula: "y ~ ns(x, 3, df = 4)", position: 19,
            message: "df and knots say the same in two ways.",
            hint: "Leave one out: 1 knot makes 2 columns, not 4."),
        WrongFormula(
            formula: "y ~ rcs(x, 4, knots = c(12, 14, 16))", position: 23,
            message: "rcs() takes a number of knots or the knots, and not both.",
            hint: "As in rcs(age, 4) or rcs(age, knots = c(12, 14, 16))."),
        WrongFormula(
            formula: "y ~ ns(x, 2, intercept = 1)", position: 26,
            message: "intercept is TRUE or FALSE.",
            hint: "As in ns(age, df = 3) or ns(age, knots = c(13, 15))."),
        WrongFormula(
            formula: "y ~ ns(x, 2, Boundary.knots = 3)", position: 31,
            message: "Boundary.knots are two different numbers.",
            hint: "As in Boundary.knots = c(10, 18)."),
        WrongFormula(
            formula: "y ~ ns(x, knots = 9, Boundary.knots = c(10, 18))", position: 19,
            message: "The knot 9 does not lie between the boundary knots 10 and 18.",
            hint: "Boundary knots enclose the others."),
        WrongFormula(
            formula: "y ~ ns(x, knots = c(13, 20))", position: 19,
            message: "The knot 20 does not lie inside \"x\", which runs from 11 to 18 in the rows "
                + "used.",
            hint: "Choose knots between them, or say Boundary.knots.", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ ns(x, 3, Boundary.knots = c(30, 40))", position: 31,
            message: "\"x\" has no value between the boundary knots 30 and 40.",
            hint: "They belong where the values are.", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ bs(x, 2)", position: 11,
            message: "bs(x, 2) needs a df of 3 or more, its degree.",
            hint: "As in bs(age, df = 4), or a lower degree: bs(age, df = 2, degree = 2)."),
        WrongFormula(
            formula: "y ~ bs(x, 5, degree = 11)", position: 23,
            message: "The degree is a whole number from 1 to 10.",
            hint: "As in bs(age, df = 5) or bs(age, knots = 14, degree = 2)."),
        WrongFormula(
            formula: "y ~ rcs(w, 3)", position: 9,
            message: "\"w\" is a category; this place needs numbers.", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ log(rcs(x, 3))", position: 9,
            message: "rcs() stands for a whole term and not inside an expression."),
        WrongFormula(
            formula: "y ~ offset(ns(x, 3))", position: 12,
            message: "An offset is one column of numbers.", hint: "As in offset(log(months))."),
        WrongFormula(
            formula: "y ~ rsc(x, 3)", position: 5, message: "There is no function rsc().",
            hint: "Did you mean \"rcs\"?", code: .unknownFunction),
        WrongFormula(
            formula: "y ~ rcs(k, 3)", position: 9,
            message: "\"k\" has no 3 places for knots: it has 2 different values in the rows used, "
                + "and 75% of them are 0.", hint: "Let it enter as it is, or as C(k).",
            code: .typeMismatch),
        WrongFormula(
            formula: "y ~ rcs(z, 4)", position: 9,
            message: "\"z\" has no 4 places for knots: it has 5 different values in the rows used, "
                + "and 60% of them are 0.",
            hint: "Name them: rcs(z, knots = c(1, 2, 3)).", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ ns(z, 3)", position: 11,
            message: "\"z\" has no 2 places inside its range for knots: it has 5 different values "
                + "in the rows used, and 60% of them are 0.",
            hint: "Name them: ns(z, knots = c(1)).", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ bs(k, 4)", position: 11,
            message:
                "\"k\" has no 1 place inside its range for knots: it has 2 different values in "
                + "the rows used, and 75% of them are 0.",
            hint: "Ask for a df of 3, or name the knots: knots = c(...).", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ rcs(x, c(12, 12.000000000000002, 16))", position: 12,
            message:
                "The knots of rcs(x, c(12, 12.000000000000002, 16)) lie too close together, or "
                + "too far apart, to reckon with: 12, 12.000000000000002, 16.",
            hint: "Leave out knots that all but coincide.", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ bs(h)", position: 5,
            message: "The knots of bs(h) lie too close together, or too far apart, to reckon with: "
                + "-1.7e+308, 1.7e+308.",
            hint: "Leave out knots that all but coincide.", code: .typeMismatch),
    ])
    func errorsSayWhatAndWhere(_ wrong: WrongFormula) throws {
        let lines = (0..<120).map { row -> String in
            let z = row % 5 < 3 ? 0 : 1 + row % 4
            return
                "\(row % 2),\(11 + Double(row * 37 % 120) / 17),w\(row % 3),\(row % 4 == 0 ? 1 : 0),"
                + "\(z),\(row % 2 == 0 ? "-" : "")1.7e308"
        }
        var text = "y,x,w,k,z,h\n" + lines.joined(separator: "\n")
        text = text.replacingOccurrences(of: "18.0,", with: "18,")
        let table = try table(text)
        wrong.expect(
            #expect(throws: FormulaError.self) {
                try ModelFrame(Formula(parsing: wrong.formula), table: table)
            })
    }

    /// Numbers at both ends of what can be held are refused in words.
    @Test func extremesTrapNowhere() throws {
        let ends = [-1.7e308, 1.7e308]
        let samples: [[Double]] = [
            ends + [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], ends + ends + [0, 1, 2, 3],
            (0..<40).map { Double.leastNonzeroMagnitude * Double($0) },
            (0..<40).map { 1.7e308 / Double(1 + $0) },
            (0..<40).map { 1e300 * Double($0 - 20) }, [1, 2], [1, 2, 3], [1, 1, 1, 2, 2, 3, 3, 3],
            (0..<9).map { Double($0) }, (0..<12).map { 1 + 2e-16 * Double($0) },
        ]
        for values in samples {
            let table = try sample(values)
            for call in [
                "rcs(x)", "rcs(x, 3)", "rcs(x, 7)", "ns(x, 2)", "ns(x, 9)", "bs(x, 4)",
                "bs(x, 30, degree = 10)", "rcs(x, c(-1e308, 0, 1e308))", "poly(x, 3)",
                "ns(x, 3, Boundary.knots = c(0, 2))", "bs(x, 4, Boundary.knots = c(1, 3))",
            ] {
                do throws(FormulaError) {
                    let frame = try ModelFrame(Formula(parsing: "y ~ \(call)"), table: table)
                    guard case .dense(let columns) = frame.values[0] else { continue }
                    #expect(columns.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(call)")
                } catch {
                    #expect(error.position != nil && !error.message.contains("nan"), "\(call)")
                }
            }
        }
    }

    /// Rows that are left out have no say in where knots are.
    @Test func knotsComeFromTheRowsInUse() throws {
        let values = (0..<200).map { Double($0 * 71 % 200) }
        var text = "y,x,g\n"
        for row in 0..<200 {
            text += "\(row % 2),\(values[row]),\(row < 50 ? "" : "a\(row % 2)")\n"
        }
        for call in ["rcs(x, 5)", "ns(x, 4)", "bs(x, 6)", "poly(x, 3)"] {
            let some = try ModelFrame(Formula(parsing: "y ~ \(call) + g"), table: table(text))
            let kept = try frame("y ~ \(call)", Array(values.dropFirst(50)))
            #expect(some.rowCount == 150)
            #expect(some.schemas[0] == kept.schemas[0])
            let all = try frame("y ~ \(call)", values)
            #expect(some.schemas[0] != all.schemas[0])
        }
    }

    /// A row of weight w is w rows, for knots, columns and polynomials: to 1e-12.
    @Test func countsAreRepeatedRows() throws {
        var random = SeededGenerator(seed: 41)
        for trial in 0..<100 {
            let count = 30 + trial * 2
            let isWhole = trial % 2 == 0
            let values = (0..<count).map { _ in
                let draw = Double.random(in: 0..<1, using: &random)
                return isWhole ? (draw * draw * 60).rounded() : exp(6 * draw)
            }
            let counts = values.map { _ in Int.random(in: 0...5, using: &random) }
            var weighted = "y,x,n\n"
            var repeated = "y,x\n"
            for row in values.indices {
                weighted += "\(row % 2),\(values[row]),\(counts[row])\n"
                for _ in 0..<counts[row] { repeated += "\(row % 2),\(values[row])\n" }
            }
            let counted = try table(weighted)
            for call in ["rcs(x, 3)", "rcs(x, 5)", "ns(x, 4)", "bs(x, 5)", "poly(x, 3)"] {
                let formula = try Formula(parsing: "y ~ \(call)")
                let one: ModelFrame
                do throws(FormulaError) {
                    one = try ModelFrame(
                        formula, table: counted, weights: "n", weightsAreCounts: true)
                } catch {
                    // What is refused is refused in either form, in the same words.
                    let other = #expect(throws: FormulaError.self) {
                        try ModelFrame(formula, table: table(repeated))
                    }
                    #expect(other == error)
                    continue
                }
                let many = try ModelFrame(formula, table: table(repeated))
                let probes = [-3, 0, 1.5, 20, 59, 500]
                let (a, b) = (
                    one.schemas[0].basisColumns(probes), many.schemas[0].basisColumns(probes)
                )
                let scale = b.joined().reduce(0) { max($0, abs($1)) }
                for (x, y) in zip(a.joined(), b.joined()) { #expect(abs(x - y) <= 1e-12 * scale) }
                if let spline = one.schemas[0].spline { #expect(spline == many.schemas[0].spline) }
                // Without being told that they are counts, weights have no say.
                let plain = try ModelFrame(formula, table: table(weighted), weights: "n")
                #expect(plain.rowCount == one.rowCount)
            }
        }
    }

    /// Order of rows changes no knot, and a shift and a scale of x move the knots along.
    @Test func knotsFollowTheirColumn() throws {
        var random = SeededGenerator(seed: 5)
        let values = (0..<150).map { _ in Double.random(in: -4...9, using: &random) }
        for call in ["rcs(x, 4)", "ns(x, 5)", "bs(x, 6, degree = 2)"] {
            let own = try #require(try frame("y ~ \(call)", values).schemas[0].spline)
            let shuffled = try frame("y ~ \(call)", values.shuffled(using: &random)).schemas[0]
                .spline
            #expect(own == shuffled)
            let moved = try #require(
                try frame("y ~ \(call)", values.map { 1024 + 8 * $0 }).schemas[0].spline)
            for (a, b) in zip(own.knots, moved.knots) { #expect(abs(1024 + 8 * a - b) < 1e-11) }
        }
    }

    /// What is kept in a file gives the same columns, bit for bit, for rows that come later.
    @Test func whatIsKeptPredictsTheSameColumns() throws {
        let formula = "y ~ rcs(x, 4) + ns(x, df = 3) + bs(x, 5) + poly(x, 2)"
        let frame = try frame(formula, ages)
        let kept = try JSONEncoder().encode(frame.schemas)
        let read = try JSONDecoder().decode([VariableSchema].self, from: kept)
        #expect(read == frame.schemas && read.allSatisfy(\.isConsistent))
        let specification = DesignSpecification(model: frame.model, schemas: read)
        let design = try matrix(specification, sample(ages), rows: Array(ages.indices))
        var column = 1
        for values in frame.values {
            guard case .dense(let own) = values else { continue }
            for one in own {
                #expect(one == design[column])
                column += 1
            }
        }
        // One row alone is coded as it was among the others.
        for row in [0, 17, 119] {
            let alone = try matrix(specification, sample([ages[row]]), rows: [0])
            #expect(alone.map { $0[0] } == design.map { $0[row] })
        }
        let data = try NewData(specification, table: sample([10.9, 12, 18.2]))
        #expect(data.beyondRange == ["rcs(x, 4)", nil, "rcs(x, 4)"])
    }

    /// Beyond the boundary `rcs` and `ns` are straight, and `bs` goes on as its last piece.
    @Test func beyondTheBoundary() throws {
        for call in ["rcs(x, 5)", "ns(x, 5)", "ns(x, 4, intercept = TRUE)"] {
            let basis = try #require(try frame("y ~ \(call)", ages).schemas[0].spline)
            for column in basis.columns([3, 5, 7, 9, 20, 22, 24, 26]) {
                for side in [column[0...3], column[4...7]] {
                    let steps = zip(side, side.dropFirst()).map { $1 - $0 }
                    for step in steps { #expect(abs(step - steps[0]) < 1e-12 * max(1, abs(step))) }
                }
            }
        }
        let cubic = try #require(try frame("y ~ bs(x, 5)", ages).schemas[0].spline)
        for column in cubic.columns([20, 21, 22, 23, 24, 25]) {
            var differences = column
            for _ in 0..<4 {
                differences = zip(differences, differences.dropFirst()).map { $1 - $0 }
            }
            for fourth in differences { #expect(abs(fourth) <= 1e-10 * abs(column[5])) }
        }
    }

    /// A schema as models of before splines hold it.
    @Test func olderFilesAreStillRead() throws {
        let older = """
            [{"name":"age","kind":"numeric","levels":[],"reference":0,"range":[11,18]},
             {"name":"sex","kind":"factor","levels":["f","m"],"reference":1},
             {"name":"poly(age, 2)","kind":"polynomial","levels":[],"reference":0,"range":[11,18],
              "polynomial":{"degree":2,"centres":[14,14],"squaredNorms":[9,60,316]}}]
            """
        let schemas = try JSONDecoder().decode([VariableSchema].self, from: Data(older.utf8))
        #expect(schemas.map(\.isConsistent) == [true, true, true])
        #expect(schemas.map(\.width) == [1, 1, 2])
        #expect(schemas[0].range == 11...18 && !schemas[0].takesMissing)
    }

    @Test(arguments: [
        #"{"name":"x","kind":"spline","levels":[],"reference":0}"#,
        #"""
        {"name":"x","kind":"spline","levels":[],"reference":0,
         "spline":{"form":"rcs","knots":[1,2],"boundary":[],"degree":3,"includesIntercept":false}}
        """#,
        #"""
        {"name":"x","kind":"spline","levels":[],"reference":0,
         "spline":{"form":"ns","knots":[2,1],"boundary":[0,3],"degree":3,"includesIntercept":false}}
        """#,
        #"""
        {"name":"x","kind":"spline","levels":[],"reference":0,
         "spline":{"form":"bs","knots":[],"boundary":[0],"degree":3,"includesIntercept":false}}
        """#,
        #"""
        {"name":"x","kind":"spline","levels":[],"reference":0,
         "spline":{"form":"bs","knots":[],"boundary":[0,1],"degree":400,"includesIntercept":false}}
        """#,
        #"""
        {"name":"x","kind":"numeric","levels":[],"reference":0,
         "spline":{"form":"rcs","knots":[1,2,3],"boundary":[],"degree":3,"includesIntercept":false}}
        """#,
        #"{"name":"x","kind":"factor","levels":["a"],"reference":0,"missing_level":3}"#,
        #"{"name":"x","kind":"factor","levels":["a"],"reference":0,"missing_number":3}"#,
        #"{"name":"x","kind":"numeric","levels":[],"reference":0,"missing_level":0}"#,
    ])
    func whatCannotBeIsToldFromAFile(_ text: String) throws {
        let schema = try JSONDecoder().decode(VariableSchema.self, from: Data(text.utf8))
        #expect(!schema.isConsistent)
    }
}
