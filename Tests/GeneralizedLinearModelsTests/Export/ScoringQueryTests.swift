import Foundation
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels
@testable import ModelFormula

/// A model in SQL, run in an engine, says what `Predictor` says: to 1e-12, row for row, with the same status.
///
/// An engine that is not on the machine is passed over; SQLite comes with python3.
@Suite(.serialized) struct ScoringQueryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var formula: String
        var derive: [String] = []
        var family = Family.binomial
        var link = Link.logit
        var missing = MissingRule.complete
        var eliminates: Int?
        var testDescription: String { "\(formula) \(family) \(link)" }
    }

    static let cases = [
        Case(formula: "y ~ ward + age + absence"),
        Case(formula: "y ~ C(ward, ref = \"select\") * sex + sen:age"),
        Case(formula: "y ~ rcs(absence, 4) + ns(age, df = 3):sex"),
        Case(formula: "y ~ bs(age, df = 6) + bs(score, knots = c(-2, 1), degree = 2)"),
        Case(formula: "y ~ poly(age, 3) + poly(score, 2, raw = TRUE) * sex"),
        Case(
            formula:
                "y ~ log(absence) + sqrt(abs(score)) + I(age^2 / 10 - exp(score / 5)) + log1p(cost)"
        ),
        Case(
            formula:
                "y ~ (age >= 14 & absence > 20) + (ward %in% c(\"Byker\", \"back\\\\slash\")) + log2(months) + log10(cost)"
        ),
        Case(formula: "y ~ is_missing(absence) + sex"),
        Case(formula: "y ~ absence + ward * sex + rcs(absence, 3)", missing: .level),
        Case(formula: "y ~ C(`need \"x\"] y`) + offset(log(months)) + ifelse(sen, age, score)"),
        Case(
            formula: "y ~ days + sex + older + C(yr)",
            derive: [
                "days = opened - dob",
                "older = ifelse(age_at(opened, dob) >= 14, \"old\", \"young\")",
                "yr = year(opened)",
            ]),
        Case(formula: "y ~ age_at(opened, dob) + month(opened) + (opened >= \"2020-06-01\")"),
        Case(formula: "y ~ count_equal(c(sex, ward), \"male\") + age"),
        Case(formula: "y ~ C(code) + age"),
        Case(formula: "y ~ C(code) * sex + age"),
        Case(formula: "y ~ C(code) + age + sex", eliminates: 20),
        Case(formula: "y ~ sex:ward + 0"),
        Case(formula: "y ~ 1"),
        Case(formula: "y ~ ward * rcs(age, 4)", link: .probit),
        Case(formula: "y ~ ward + poly(age, 2)", link: .cloglog),
        Case(
            formula: "visits ~ ward + absence + offset(log(months))", family: .poisson, link: .log),
        Case(formula: "visits ~ sex * absence", family: .negativeBinomial, link: .log),
        Case(formula: "cost ~ ward + absence", family: .gamma, link: .log),
        Case(formula: "cost ~ ward + absence", family: .gamma, link: .inverse),
        Case(formula: "cost ~ ns(absence, 3) * sex", family: .gaussian, link: .identity),
    ]

    static func model(_ asked: Case, _ cohort: ExportCohort) throws -> FittedModel {
        let derivations = try asked.derive.map { try Derivation(parsing: $0) }
        let table = try cohort.table(derivations)
        let frame = try ModelFrame(
            Formula(parsing: asked.formula), table: table, missing: asked.missing,
            response: request(of: asked.family))
        var settings = GLM(family: asked.family, link: asked.link)
        if let from = asked.eliminates { settings.eliminatesFrom = from }
        let fit = try settings.fit(frame)
        let origins = try Derivation.origins(
            of: frame.predictorColumns.map(\.name), among: derivations, in: table)
        let model = try FittedModel(
            fit,
            FittedModel.Origins(
                engineVersion: "test", table: table, columns: origins.columns,
                derivations: origins.derivations))
        return try JSONDecoder().decode(FittedModel.self, from: JSONEncoder().encode(model))
    }

    /// Runs a model's query over a cohort and compares it with the predictor, row for row.
    func agree(_ model: FittedModel, _ cohort: ExportCohort, _ engine: SQLEngine) throws {
        let query = try ScoringQuery(
            model, .init(dialect: engine.dialect, table: "new cases"))
        let outcome = try engine.run(
            query.text, table: "new cases", columns: model.columns.map { ($0.name, $0.kind) },
            rows: cohort.cells(model))
        guard case .answers(let answers, _) = outcome else { return }
        let expected = try cohort.predictions(model)
        try #require(answers.count == expected.count)
        for (row, (answer, wanted)) in zip(answers, expected).enumerated() {
            // PostgreSQL takes no text for a number: the cell was left empty.
            if engine == .postgresql, wanted.status == .invalidInput { continue }
            #expect(
                answer.status == wanted.status.rawValue,
                "\(engine) row \(row) \(cohort.rows[row]) \(wanted.obstacle ?? "")")
            #expect((answer.figure == nil) == (wanted.mean == nil), "\(engine) row \(row)")
            if let a = answer.figure, let b = wanted.mean {
                #expect(
                    relativeError(a, b) < 1e-12,
                    "\(engine) row \(row) \(a) \(b) \(cohort.rows[row])")
            }
        }
    }

    @Test(arguments: cases, SQLEngine.allCases)
    func aQuerySaysWhatThePredictorSays(_ asked: Case, _ engine: SQLEngine) throws {
        let model = try Self.model(asked, ExportCohort(500, seed: 11))
        try agree(model, ExportCohort(60, seed: 12, extra: true), engine)
    }

    // MARK: Limits

    private func separated(_ formula: String, _ header: [String], _ rows: [[String]]) throws
        -> FittedModel
    {
        let cohort = ExportCohort(header: header, rows: rows)
        let table = try cohort.table()
        let frame = try ModelFrame(Formula(parsing: formula), table: table)
        return try FittedModel(
            GLM().fit(frame), .init(engineVersion: "test", table: table))
    }

    /// Levels of one outcome, two that disagree, a gap between numbers, and columns that make each other up.
    @Test(arguments: SQLEngine.allCases)
    func limitsAreThoseOfThePredictor(_ engine: SQLEngine) throws {
        let two = (0..<40).map { i -> [String] in
            i < 10
                ? ["1", "yes", "no"] : i < 20 ? ["0", "no", "yes"] : ["\(i % 2)", "no", "no"]
        }
        try agree(
            separated("y ~ p + q", ["y", "p", "q"], two),
            ExportCohort(
                header: ["p", "q"],
                rows: [
                    ["yes", "no"], ["no", "yes"], ["yes", "yes"], ["no", "no"], ["maybe", "no"],
                ]),
            engine)
        let gap = [["0", "1"], ["0", "2"], ["0", "3"], ["1", "5"], ["1", "6"], ["1", "9"]]
        try agree(
            separated("y ~ x", ["y", "x"], gap),
            ExportCohort(header: ["x"], rows: [["0"], ["2.5"], ["4"], ["5.5"], ["20"], [""]]),
            engine)
        let three = (0..<60).map { i -> [String] in
            let ward = i % 5
            let y = ward == 0 ? 1 : ward == 1 ? 0 : ward == 2 ? 1 : (i * 7 / 5) % 2
            return ["\(y)", "w\(ward)", "\((i * 13) % 11)"]
        }
        try agree(
            separated("y ~ ward + x", ["y", "ward", "x"], three),
            ExportCohort(
                header: ["ward", "x"], rows: (0..<6).map { ["w\($0)", "\($0 * 2)"] }), engine)
        let alias = (0..<40).map { i in
            ["\((i * i) % 7 > 3 ? 1 : 0)", "\(2005 + i % 6)", "\(2024 - 2005 - i % 6)"]
        }
        try agree(
            separated("y ~ born + age", ["y", "born", "age"], alias),
            ExportCohort(header: ["born", "age"], rows: [["2006", "18"], ["2006", "17"]]), engine)
    }

    @Test(arguments: SQLEngine.allCases)
    func levelsOfOneOutcomeAmongVeryManyAreLimits(_ engine: SQLEngine) throws {
        var random = Seeded(5)
        let rows = (0..<900).map { i -> [String] in
            let school = i % 90
            let x = (random.next() * 100).rounded() / 10
            let y = school < 2 ? 1 : school < 4 ? 0 : random.next() < 0.3 + 0.03 * x ? 1 : 0
            return ["\(y)", "s\(school)", "\(x)"]
        }
        let cohort = ExportCohort(header: ["y", "school", "x"], rows: rows)
        let table = try cohort.table()
        var settings = GLM()
        settings.eliminatesFrom = 20
        let fit = try settings.fit(ModelFrame(Formula(parsing: "y ~ school + x"), table: table))
        #expect(fit.largeFactor != nil)
        let model = try FittedModel(fit, .init(engineVersion: "test", table: table))
        try agree(
            model,
            ExportCohort(
                header: ["school", "x"],
                rows: (0..<92).map { ["s\($0)", "\($0 % 10)"] }), engine)
    }

    // MARK: Texts

    static let kept = Case(
        formula: "y ~ C(ward, ref = \"select\") + rcs(absence, 3) + sen:age + is_missing(score)")

    /// A model of every kind of column as each dialect has it, word for word. `CASEWISE_KEEP=1` writes anew.
    @Test(arguments: SQLDialect.allCases)
    func theTextOfEachDialectIsWhatItWas(_ dialect: SQLDialect) throws {
        let isKept = ProcessInfo.processInfo.environment["CASEWISE_KEEP"] != nil
        let kept = referenceURL("export_model.json", file: Self.beside)
        if isKept, !FileManager.default.fileExists(atPath: kept.path) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            let model = try Self.model(Self.kept, ExportCohort(300, seed: 7))
            try encoder.encode(model).write(to: kept)
        }
        let model: FittedModel = try reference("export_model.json", file: Self.beside)
        let text = try ScoringQuery(
            model, .init(dialect: dialect, table: "dbo.cases", id: "id")
        ).text
        let url = referenceURL("export_\(dialect.rawValue).sql", file: Self.beside)
        if isKept { try Data(text.utf8).write(to: url) }
        #expect(try text == String(contentsOf: url, encoding: .utf8))
    }

    private static let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path

    @Test func quotesHoldWhateverIsInThem() throws {
        #expect(try SQLDialect.ansi.identifier("a\"b") == "\"a\"\"b\"")
        #expect(try SQLDialect.tsql.identifier("a]b[") == "[a]]b[]")
        // A quote with a combining mark is one character to Swift and a quote to an engine.
        #expect(
            try SQLDialect.sqlite.text("x'\u{301}; DROP").unicodeScalars.filter { $0 == "'" }.count
                == 4)
        #expect(try SQLDialect.postgresql.text("a\\'b") == "E'a\\\\''b'")
        #expect(
            try SQLDialect.tsql.text("a\r\nGO\n$(x)")
                == "(N'a' + NCHAR(13) + NCHAR(10) + N'GO' + NCHAR(10) + N'$' + N'(x)')")
        #expect(try SQLDialect.duckdb.table("a.\"b.c\"") == "\"a\".\"b.c\"")
        #expect(throws: SQLRefusal.self) { try SQLDialect.ansi.identifier("a\nb") }
        #expect(throws: SQLRefusal.self) { try SQLDialect.ansi.table("a..b") }
        #expect(throws: SQLRefusal.self) { try SQLDialect.ansi.text("a\0b") }
        #expect(SQLDialect.comment("a\nb\u{2028}c") == "a b c")
    }

    @Test func numbersReadBackAndAreNeverDecimals() throws {
        #expect(SQLDialect.tsql.number(1) == "1.0E0")
        #expect(SQLDialect.tsql.number(-0.1) == "(-0.1E0)")
        #expect(SQLDialect.postgresql.number(1e-300) == "1E-300::float8")
        var random = Seeded(3)
        for _ in 0..<500 {
            let value = (random.next() - 0.5) * pow(10, random.next() * 40 - 20)
            let text = SQLDialect.duckdb.number(value).filter { $0 != "(" && $0 != ")" }
            #expect(Double(text) == value && text.contains("E"))
        }
    }

    @Test func whatCannotBeSaidIsRefusedInWords() throws {
        let cohort = ExportCohort(300, seed: 4)
        for (formula, words) in [
            ("y ~ is_missing(log(absence))", "is_missing() of a quotient"),
            ("y ~ poly(score, 9)", "degree above 8"),
        ] {
            let model = try Self.model(Case(formula: formula), cohort)
            let refusal = #expect(throws: SQLRefusal.self) {
                try ScoringQuery(model, .init(dialect: .ansi))
            }
            #expect(refusal?.message.contains(words) == true, "\(refusal?.message ?? "")")
        }
        let model = try Self.model(Case(formula: "y ~ age"), cohort)
        #expect(throws: SQLRefusal.self) {
            try ScoringQuery(model, .init(dialect: .ansi, table: "CW_input"))
        }
    }

    // MARK: Coefficients

    /// The rows of a sheet score as the predictor does, where their columns are numbers and levels.
    @Test func aSheetScoresByHand() throws {
        let cohort = ExportCohort(300, seed: 9)
        let model = try Self.model(
            Case(formula: "y ~ ward + age + sex:score + offset(log(months))"), cohort)
        let rows = CoefficientSheet(model).rows
        #expect(rows.map(\.kind).suffix(2) == ["offset", "link"])
        let expected = try cohort.predictions(model)
        for (index, cells) in cohort.rows.enumerated() {
            guard let mean = expected[index].mean else { continue }
            func number(_ name: String) throws -> Double {
                let place = try #require(ExportCohort.names.firstIndex(of: name))
                return try #require(Double(cells[place]))
            }
            var sum = log(try number("months"))
            for row in rows where row.kind == "coefficient" {
                let used = try #require(row.used)
                switch row.variable {
                case nil: sum += used
                case "ward"?: sum += cells[6] == row.level ? used : 0
                case "age"?: sum += used * (try number("age"))
                default: sum += cells[7] == row.level ? used * (try number("score")) : 0
                }
            }
            #expect(relativeError(1 / (1 + exp(-sum)), mean) < 1e-12)
        }
        #expect(rows.first { $0.term == "age" }?.standardError != nil)
        #expect(
            rows.first { $0.level == "back\\slash" }?.column
                == "1 where ward is \"back\\slash\", else 0")
    }

    @Test func piecesOfCurvesAreTheirColumns() throws {
        let spline = SplineBasis(.restricted, knots: [1, 2.5, 4, 9])
        let others: [VariableSchema] = [
            VariableSchema(name: "x", kind: .spline, spline: spline),
            VariableSchema(
                name: "x", kind: .spline,
                spline: SplineBasis(.natural, knots: [2, 3.5, 7], boundary: [0.5, 11])),
            VariableSchema(
                name: "x", kind: .spline,
                spline: SplineBasis(
                    .bSpline, knots: [2, 3.5, 7], boundary: [0.5, 11], degree: 5,
                    includesIntercept: true)),
        ]
        let values = (-40...160).map { Double($0) / 10 }
        for schema in others {
            let pieces = try #require(try schema.curvePieces())
            let columns = schema.basisColumns(values)
            for (row, x) in values.enumerated() {
                let piece = try #require(pieces.first { $0.end.map { x <= $0 } ?? true })
                let t = (x - piece.centre) / piece.unit
                for (column, coefficients) in piece.coefficients.enumerated() {
                    let value = coefficients.reversed().reduce(0) { $0 * t + $1 }
                    let wanted = columns[column][row]
                    #expect(abs(value - wanted) <= 1e-12 * max(1, abs(wanted)))
                }
            }
        }
    }
}
