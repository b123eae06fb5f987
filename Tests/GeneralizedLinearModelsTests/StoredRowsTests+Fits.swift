import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// The same rows fitted in memory and from a scratch file.
extension StoredRowsTests {
    /// A file of factors, numbers, outcomes and weights, with missing cells.
    static func file(_ seed: UInt64, rows: Int) -> String {
        var random = SeededGenerator(seed: seed)
        var text = "y,n,count,cost,ward,sex,x,z,w,flag\n"
        for _ in 0..<rows {
            func cell(_ value: String) -> String {
                Double.random(in: 0..<1, using: &random) < 0.02 ? "" : value
            }
            let x = Double.random(in: -2...2, using: &random)
            let isEvent = Double.random(in: -3...3, using: &random) < 0.8 * x
            let ward = ["Byker", "\"Ouse, burn\"", "Walker", "Heaton"].randomElement(using: &random)
            let trials = Int.random(in: 1..<5, using: &random)
            text +=
                [
                    cell(isEvent ? "yes" : "no"), "\(trials)",
                    "\(Int.random(in: 0...trials, using: &random))",
                    "\(Double.random(in: 0.5...9, using: &random))", cell(ward ?? ""),
                    cell(Bool.random(using: &random) ? "f" : "m"), cell("\(x)"),
                    cell("\(Int.random(in: 0..<40, using: &random))"),
                    "\(Int.random(in: 0..<4, using: &random))",
                    Bool.random(using: &random) ? "true" : "false",
                ].joined(separator: ",") + "\n"
        }
        return text
    }

    /// A question, and the figures that it has.
    struct Question {
        var formula: String
        var family = Family.binomial
        var trials: String?
        var weights: String?
        var kind = GLM.WeightKind.frequency
        var missing = MissingRule.complete
        var dispersion = GLM.Dispersion.family
        var cluster: String?
        var groups: String?
        var keepsColumns = false
    }

    static let questions = [
        Question(formula: "y ~ x + ward + sex"),
        Question(formula: "y ~ x * sex + C(z > 20) + C(ward, ref = \"Walker\")", weights: "w"),
        Question(formula: "y ~ rcs(x, 4) + ward + sex", missing: .level),
        Question(formula: "y ~ poly(z, 2) + x:z + ward", weights: "w", kind: .precision),
        Question(formula: "count ~ x + sex + offset(log(n))", family: .poisson),
        Question(formula: "count ~ x + ward", trials: "n"),
        Question(formula: "cbind(count, z) ~ x + sex", dispersion: .estimated),
        Question(formula: "cost ~ ns(z, df = 3) + sex", family: .gaussian, weights: "w"),
        Question(formula: "cost ~ log(z + 1) + ward - 1", family: .gamma),
        Question(formula: "y == \"yes\" ~ flag + ifelse(x > 0, \"up\", \"down\") + I(x^2)"),
    ]

    /// How a question is fitted, and what its family asks of the outcome.
    static func settings(_ question: Question, threads: Int) -> (GLM, Response.Request) {
        let settings = GLM(
            family: question.family, dispersion: question.dispersion, weightKind: question.kind,
            threads: threads)
        switch question.family {
        case .binomial: return (settings, .binary)
        case .poisson, .negativeBinomial: return (settings, .counts)
        case .gaussian: return (settings, .numbers)
        case .gamma: return (settings, .positiveNumbers)
        }
    }

    /// Both fits of a question; nil where neither can be had, for the same reason.
    static func fits(
        _ question: Question, _ text: String, threads: Int = 2, memory: Int = 1 << 30
    ) throws -> (memory: GLMFit, scratch: GLMFit)? {
        let bytes = Array(text.utf8)
        let formula = try Formula(parsing: question.formula)
        let (settings, response) = settings(question, threads: threads)
        let table = try CSVReader.read(bytes)
        let whole = Result {
            try settings.fit(
                try ModelFrame(
                    formula, table: table, weights: question.weights,
                    weightsAreCounts: question.kind == .frequency, missing: question.missing,
                    response: response, trials: question.trials, cluster: question.cluster))
        }
        let pieces = Result {
            try scratchFit(question, text, threads: threads, memory: memory)
        }
        switch (whole, pieces) {
        case (.success(let a), .success(let b)): return (a, b)
        case (.failure(let a), .failure(let b)):
            #expect("\(a)" == "\(b)")
            return nil
        case (.success(let a), .failure(let b)):
            // What is infinite is told of, and not followed.
            #expect(!a.directions.isEmpty, "\(b)")
            return nil
        case (.failure(let a), .success):
            Issue.record("in memory: \(a)")
            return nil
        }
    }

    /// The fit in pieces.
    static func scratchFit(
        _ question: Question, _ text: String, threads: Int = 2, memory: Int = 1 << 30
    ) throws -> GLMFit {
        let bytes = Array(text.utf8)
        let formula = try Formula(parsing: question.formula)
        let (settings, response) = settings(question, threads: threads)
        var options = StoredFrameOptions()
        options.weights = question.weights
        options.weightsAreCounts = question.kind == .frequency
        options.missing = question.missing
        options.response = response
        options.trials = question.trials
        options.cluster = question.cluster
        options.groups = question.groups
        options.keepsColumns = question.keepsColumns
        options.memory = memory
        let file = try FileBytes(bytes)
        let columns = try ModelFrame.columns(
            formula, among: try CSVReader.columnNames(of: file, dialect: CSVDialect()), options)
        let spilled = try CSVReader.spill(
            file, dialect: CSVDialect(), keeping: columns, to: try ScratchFile(in: "/tmp"),
            memory: 1 << 26, threads: threads, chunkLength: 3000, runLength: 100)
        return try settings.fit(
            try ModelFrame(
                formula, spilled: spilled, to: try ScratchFile(in: "/tmp"), options))
    }

    static func requireSame(_ a: GLMFit, _ b: GLMFit, _ comment: Comment) {
        #expect(a.coefficients == b.coefficients, comment)
        #expect(a.status == b.status, comment)
        #expect(a.frame.rowCount == b.frame.rowCount, comment)
        #expect(a.frame.exclusions == b.frame.exclusions, comment)
        #expect(a.frame.missing == b.frame.missing, comment)
        #expect(a.frame.notices == b.frame.notices, comment)
        #expect(a.frame.missingStates == b.frame.missingStates, comment)
        #expect(a.frame.schemas == b.frame.schemas, comment)
        #expect(a.frame.response.kind == b.frame.response.kind, comment)
        #expect(a.caseCount == b.caseCount && a.eventCount == b.eventCount, comment)
        #expect(a.trialCount == b.trialCount, comment)
        for (k, error) in a.standardErrors.enumerated() {
            guard let error, let other = b.standardErrors[k] else {
                #expect(a.standardErrors[k] == b.standardErrors[k], comment)
                continue
            }
            let name = a.coefficients[k].name
            for fit in [a, b] where fit.lackOfSpread == nil {
                let double = fit.contrast([(name, 2)])?.standardError ?? .nan
                #expect(relativeError(double, 2 * error) <= 1e-7, comment)
            }
            #expect(abs(a.estimates[k] - b.estimates[k]) <= 1e-10 * error, comment)
            #expect(abs(error - other) <= 1e-10 * error, comment)
        }
        for (x, y) in [
            (a.deviance, b.deviance), (a.nullDeviance, b.nullDeviance),
            (a.logLikelihood, b.logLikelihood), (a.pearson ?? 0, b.pearson ?? 0),
            (a.dispersion ?? 0, b.dispersion ?? 0),
        ] { #expect(abs(x - y) <= 1e-12 * max(abs(x), 1), comment) }
    }
}
