import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A fit to rows in a scratch file is the fit to the same rows in memory.
@Suite struct StoredRowsTests {
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

    private static func requireSame(_ a: GLMFit, _ b: GLMFit, _ comment: Comment) {
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
            #expect(abs(a.estimates[k] - b.estimates[k]) <= 1e-10 * error, comment)
            #expect(abs(error - other) <= 1e-10 * error, comment)
        }
        for (x, y) in [
            (a.deviance, b.deviance), (a.nullDeviance, b.nullDeviance),
            (a.logLikelihood, b.logLikelihood), (a.pearson ?? 0, b.pearson ?? 0),
            (a.dispersion ?? 0, b.dispersion ?? 0),
        ] { #expect(abs(x - y) <= 1e-12 * max(abs(x), 1), comment) }
    }

    @Test("Hundreds of fits: families, weights, splines, offsets, missing values, trials")
    func sameAsInMemory() throws {
        var compared = 0
        for seed in UInt64(0)..<20 {
            let text = Self.file(seed, rows: 150 + Int(seed) * 17)
            for question in Self.questions {
                guard let (a, b) = try Self.fits(question, text) else { continue }
                Self.requireSame(a, b, "seed \(seed): \(question.formula)")
                compared += 1
            }
        }
        #expect(compared >= 190)
    }

    private static func requireSame(
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

    @Test("More rows than a block holds: the same bits, and on any number of threads")
    func severalBlocks() throws {
        let text = Self.file(99, rows: 40_000)
        let question = Question(formula: "y ~ x + z + ward + sex + x:sex")
        let one = try #require(try Self.fits(question, text, threads: 1))
        let two = try #require(try Self.fits(question, text, threads: 2))
        Self.requireSame(one.memory, one.scratch, "one thread")
        #expect(one.memory.estimates == one.scratch.estimates)
        #expect(one.memory.covariance.elements == one.scratch.covariance.elements)
        #expect(one.scratch.estimates == two.scratch.estimates)
        #expect(one.scratch.covariance.elements == two.scratch.covariance.elements)
        #expect(one.memory.deviance == one.scratch.deviance)
        let tests = zip(
            one.memory.likelihoodRatioTests(), one.scratch.likelihoodRatioTests())
        for (a, b) in tests { #expect(a.statistic == b.statistic && a.term == b.term) }
    }

    @Test("A sample of the rows that memory has no room for changes no figure")
    func withoutSample() throws {
        let text = Self.file(7, rows: 120_000)
        let question = Question(formula: "y ~ x + z + ward")
        let some = try #require(try Self.fits(question, text, memory: 1 << 18))
        Self.requireSame(some.memory, some.scratch, "without a sample")
        let all = try #require(try Self.fits(question, text))
        Self.requireSame(all.memory, all.scratch, "with one")
    }

    @Test("What never varies, and columns that others make up, are told of in the same words")
    func constantsAndAliases() throws {
        var text = "y,a,b,c,one\n"
        for row in 0..<200 {
            text += "\(row * row % 7 < 3 ? 1 : 0),\(row % 5),\(2 * (row % 5)),\(row % 3),4\n"
        }
        for formula in ["y ~ a + b + C(c)", "y ~ a + one", "y ~ a + C(one) + c"] {
            let (a, b) = try #require(try Self.fits(Question(formula: formula), text))
            Self.requireSame(a, b, "\(formula)")
        }
    }

    @Test("Data that cannot be fitted are refused with the words that they have in memory")
    func refusals() throws {
        let cases = [
            ("y,x\n1,1\n2,1\n3,0\n", "y ~ x"), ("y,x\n1,\n0,\n", "y ~ x"),
            ("y,x\n1,1\n1,2\n1,3\n", "y ~ x"), ("y,x\n0,1\n1,2\n", "y ~ z"),
            ("y,x\n0,a\n1,b\n0,a\n1,b\n", "y ~ C(x, ref = \"c\")"),
            ("y,x\n0,1\n1,2\n1,1\n0,2\n", "y ~ rcs(x, 4)"),
        ]
        for (text, formula) in cases {
            #expect(try Self.fits(Question(formula: formula), text) == nil)
        }
    }

    @Test("Infinite estimates are an error that names a term")
    func separation() throws {
        var text = "y,x,g\n"
        for row in 0..<300 {
            text += "\(row % 2 == 0 || row % 3 == 0 ? 1 : 0),\(row % 7),\(row % 3)\n"
        }
        let question = Question(formula: "y ~ x + C(g)")
        #expect(try Self.fits(question, text) == nil)
        #expect {
            try Self.scratchFit(question, text)
        } throws: {
            let error = $0 as? FitError
            return error?.code == .notInPieces
                && error?.message.hasPrefix(
                    "Some estimates are infinite ((Intercept), C(g)[1], C(g)[2]): ") == true
        }
    }

    @Test("Estimates are infinite in pieces exactly where they are in memory")
    func separationIsProved() throws {
        var (infinite, finite) = (0, 0)
        for seed in UInt64(0)..<150 {
            var random = SeededGenerator(seed: seed)
            var text = "y,x,g,h\n"
            for _ in 0..<(25 + seed % 40) {
                let x = Double.random(in: -2...2, using: &random)
                let g = Int.random(in: 0..<5, using: &random)
                let isEvent = Double.random(in: -3...3, using: &random) < 2 * x + Double(g) - 2
                text += "\(isEvent ? 1 : 0),\(x),\(g),\(Int.random(in: 0..<3, using: &random))\n"
            }
            let question = Question(formula: "y ~ x + C(g) + C(h)")
            // A case of one outcome alone is refused in both; `fits` holds the two against each other.
            if let (whole, _) = try Self.fits(question, text) {
                finite += 1
                #expect(whole.directions.isEmpty, "seed \(seed)")
            } else {
                infinite += 1
            }
        }
        #expect(infinite > 20 && finite > 20)
    }
}
