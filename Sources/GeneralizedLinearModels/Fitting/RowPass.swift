import LinearAlgebra
import ModelFormula
import Tables

/// One pass over the rows of a design, in chunks: X b, X'r and X'WX on columns as they are.
struct RowPass: Sendable {
    let design: Design
    let outcome: [Double]
    /// Prior weights; a weight of 0 takes a row out. Nil for 1.
    let prior: [Double]?
    let offset: [Double]?
    /// How outcomes lie around the linear predictor.
    let model: RowModel
    let threads: Int
    /// Whether a logistic regression has outcomes of 0 and 1 alone.
    let isBinary: Bool
    let packed: PackedCodes
    let layout: InformationLayout
    /// The rows put together where they are alike; passes that sum over rows go over these.
    private let patterns: Patterns?
    /// How many rows with a positive weight each row stands for; nil for rows as they came.
    private let multiplicity: [Double]?
    /// Where the rows come from, run after run, when they lie in a scratch file: then `design` and
    /// `packed` know the columns and hold no value, and outcome, weights and offset are empty.
    let source: StoredSource?

    /// Scratch that passes over the same rows, whatever their weights, use one after the other.
    let scratch: WorkspacePool

    /// A pass by reference, as it is of the kind that holds it.
    private final class Patterns: Sendable {
        let pass: RowPass
        init(_ pass: RowPass) { self.pass = pass }
    }

    /// Rows whose work stays in a core's cache.
    static let blockLength = 1024
    /// Numbers from one column of a block to the next: columns a power of two apart would fall upon the
    /// same lines of a cache.
    static let blockStride = blockLength + 24
    /// More dense columns than this meet each other in tiles of four by four.
    static let fewColumns = 12
    /// More dense columns than this meet each other by dsyrk, which is made for many.
    static let tiledColumns = 64
    /// Residuals are divided by the roots of weights no smaller than this.
    static let leastDivisor = 1e-200

    /// How the sums of a pass are come by; whichever way, they are the same but for rounding.
    struct Shortcuts: Sendable {
        /// Small factors are summed as joint factors.
        var packsFactors = true
        /// Rows that are alike are summed as one, from so many rows on; nil for never.
        var collapsesFrom: Int? = RowPatterns.fewestRows

        static let none = Shortcuts(packsFactors: false, collapsesFrom: nil)
    }

    init(
        design: Design, outcome: [Double], prior: [Double]?, offset: [Double]?,
        model: RowModel = .logistic, threads: Int, shortcuts: Shortcuts = Shortcuts()
    ) {
        let factors = shortcuts.packsFactors ? JointFactors(design) : JointFactors(alone: design)
        let rows = RowPass(
            design: design, packed: PackedCodes(design, factors, threads: threads),
            outcome: outcome, prior: prior, offset: offset, model: model, threads: threads,
            isBinary: model == .logistic && Self.isBinary(outcome))
        let patterns = shortcuts.collapsesFrom.flatMap { RowPatterns(rows, fewestRows: $0) }
        self.init(rows, patterns: patterns)
    }

    /// Rows that stand for several: their weights, and how many of theirs are positive.
    init(
        patterns: Design, outcome: [Double], prior: [Double], multiplicity: [Double],
        offset: [Double]?, like pass: RowPass
    ) {
        self.init(
            design: patterns,
            packed: PackedCodes(patterns, JointFactors(patterns), threads: pass.threads),
            outcome: outcome, prior: prior, offset: offset, model: pass.model,
            threads: pass.threads, isBinary: pass.isBinary, multiplicity: multiplicity)
    }

    /// Rows in a scratch file.
    init(_ source: StoredSource, model: RowModel, threads: Int) {
        let design = source.design
        self.init(
            design: design, packed: PackedCodes(shapeOf: design, JointFactors(design)), outcome: [],
            prior: nil, offset: nil, model: model, threads: threads,
            isBinary: model == .logistic && source.stored.outcomeIsZeroOne, source: source)
    }

    /// Some of the rows of a pass over a scratch file, in memory.
    init(_ slice: StoredRows.Slice, _ design: Design, of pass: RowPass) {
        self.init(
            design: design, packed: PackedCodes(design, like: pass.packed),
            outcome: slice.outcome, prior: slice.prior, offset: slice.offset, model: pass.model,
            threads: 1, isBinary: pass.isBinary, layout: pass.layout)
    }

    private init(
        design: Design, packed: PackedCodes, outcome: [Double], prior: [Double]?,
        offset: [Double]?, model: RowModel, threads: Int, isBinary: Bool,
        multiplicity: [Double]? = nil, layout: InformationLayout? = nil,
        source: StoredSource? = nil, scratch: WorkspacePool = WorkspacePool()
    ) {
        self.source = source
        self.scratch = scratch
        self.design = design
        self.packed = packed
        self.outcome = outcome
        self.prior = prior
        self.offset = offset
        self.model = model
        self.threads = threads
        self.isBinary = isBinary
        self.multiplicity = multiplicity
        self.layout = layout ?? InformationLayout(design, packed)
        patterns = nil
    }

    private init(_ rows: RowPass, patterns: RowPatterns?) {
        design = rows.design
        source = rows.source
        scratch = rows.scratch
        packed = rows.packed
        outcome = rows.outcome
        prior = rows.prior
        offset = rows.offset
        model = rows.model
        threads = rows.threads
        isBinary = rows.isBinary
        layout = rows.layout
        multiplicity = rows.multiplicity
        self.patterns = patterns.map { Patterns($0.pass) }
    }

    /// The same rows with other prior weights or another model.
    private func changed(prior: [Double]?, model: RowModel, patterns: RowPatterns?) -> RowPass {
        RowPass(
            RowPass(
                design: design, packed: packed, outcome: outcome, prior: prior, offset: offset,
                model: model, threads: threads, isBinary: isBinary && model == .logistic,
                multiplicity: multiplicity, layout: layout, source: source, scratch: scratch),
            patterns: patterns)
    }

    /// The same rows with other prior weights.
    func weighted(_ prior: [Double]?) -> RowPass {
        changed(prior: prior, model: model, patterns: nil)
    }

    /// The same rows under another model.
    func modelled(as model: RowModel) -> RowPass {
        changed(
            prior: prior, model: model,
            patterns: patterns.map { RowPatterns(pass: $0.pass.modelled(as: model)) })
    }

    /// How many rows a pass goes over: fewer than the design's where they were put together.
    var summedRowCount: Int { patterns?.pass.design.rowCount ?? design.rowCount }

    /// What a pass at some coefficients finds.
    struct Sums {
        let logLikelihood: Double
        /// The derivative of the log-likelihood, X'(y - mu) for a canonical link, by coefficient.
        let score: [Double]
        /// X'WX, by coefficient.
        let information: Matrix
    }

    /// Log-likelihood (as far as `beta` moves it), score and expected information at `beta`, for a
    /// dispersion of 1.
    func sums(at beta: [Double]) -> Sums {
        if let patterns { return patterns.pass.sums(at: beta) }
        let coefficients = SplitCoefficients(beta, design, packed)
        let total = sum { pass, rows, work in
            pass.linearPredictor(rows, coefficients, work)
            work.sums[layout.logLikelihood] += pass.weigh(rows, work)
            pass.addInformation(rows, work)
        }
        return Sums(
            logLikelihood: total[layout.logLikelihood], score: layout.score(total, design, packed),
            information: layout.information(total, design, packed))
    }

    /// Log-likelihood and score alone, for a third of what the information costs.
    func slope(at beta: [Double]) -> Slope {
        if let patterns { return patterns.pass.slope(at: beta) }
        return ownSlope(at: beta)
    }

    /// X'W (z - offset) and X'WX with W and z = g(mu) at means that the outcomes themselves suggest:
    /// the normal equations whose solution is a start near the maximum.
    func startingSums() -> Sums {
        if let patterns { return patterns.pass.startingSums() }
        let total = sum { pass, rows, work in
            for (k, row) in rows.enumerated() {
                work.eta[k] = model.linearPredictor(model.startingMean(pass.outcome[row]))
            }
            _ = pass.weigh(rows, work)
            for (k, row) in rows.enumerated() {
                work.residual[k] = work.weight[k] * (work.eta[k] - (pass.offset?[row] ?? 0))
            }
            pass.addInformation(rows, work)
        }
        return Sums(
            logLikelihood: 0, score: layout.score(total, design, packed),
            information: layout.information(total, design, packed))
    }

    /// X'X over the rows with a positive prior weight.
    func crossProduct() -> Matrix {
        if let patterns { return patterns.pass.crossProduct() }
        let total = sum { pass, rows, work in
            for (k, row) in rows.enumerated() {
                work.weight[k] = pass.multiplicity?[row] ?? ((pass.prior?[row] ?? 1) > 0 ? 1 : 0)
                work.residual[k] = 0
            }
            pass.addInformation(rows, work)
        }
        return layout.information(total, design, packed)
    }

    /// Σw, Σwx and Σwxx' with the prior weights w.
    struct Moments {
        let total: Double
        let sums: [Double]
        let products: Matrix
    }

    /// The moments of the columns over the cases.
    func moments() -> Moments {
        if let patterns { return patterns.pass.moments() }
        let total = sum { pass, rows, work in
            for (k, row) in rows.enumerated() {
                let weight = pass.prior?[row] ?? 1
                work.weight[k] = weight
                work.residual[k] = weight
                work.sums[layout.logLikelihood] += weight
            }
            pass.addInformation(rows, work)
        }
        return Moments(
            total: total[layout.logLikelihood], sums: layout.score(total, design, packed),
            products: layout.information(total, design, packed))
    }

    /// The log-likelihood alone at `beta`.
    func logLikelihood(_ beta: [Double]) -> Double {
        if let patterns { return patterns.pass.logLikelihood(beta) }
        let coefficients = SplitCoefficients(beta, design, packed)
        let total = sum { pass, rows, work in
            pass.linearPredictor(rows, coefficients, work)
            work.sums[layout.logLikelihood] += pass.weigh(rows, work)
        }
        return total[layout.logLikelihood]
    }
}
