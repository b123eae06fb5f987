import LinearAlgebra
import ModelFormula
import Tables

/// One pass over the rows of a design beside a large factor, whose levels' block of X'WX is diagonal.
///
/// With D = Σw of each level, B = Σwx of each level and column and A = Σwxx', the other columns see
/// S = A - B'D⁻¹B. A level adds to B'D⁻¹B only where its rows have cells, so that it costs the square of
/// the columns that it touches. Sums are over runs of whole levels, added in their order: the number of
/// threads changes no bit.
struct LargeFactorPass: Sendable {
    /// The other columns in the order of `runs`.
    let pass: RowPass
    let runs: LevelRuns
    let meetings: LevelMeetings
    /// Scratch that passes over the same rows use one after the other.
    let scratch = SharePool()
    /// Levels that are summed together: where each share begins, and where the last ends.
    let cuts: [Int]

    /// What a pass finds, places in the order of `LevelMeetings`.
    struct Sums {
        let logLikelihood: Double
        /// The score of the other columns by place.
        let score: [Double]
        /// Σwx² of each place.
        let diagonal: [Double]
        /// A over all places.
        let information: Matrix
        /// S over all places.
        let schur: Matrix
        /// B'D⁻¹ times the levels' scores.
        let shift: [Double]
        let levels: LevelSums
    }

    init(_ design: Design, _ runs: LevelRuns, _ frame: ModelFrame, _ settings: GLM, alpha: Double) {
        self.init(
            design, runs, outcome: frame.outcome, prior: frame.prior, offset: frame.offset,
            model: RowModel(settings.family, settings.link, alpha: alpha),
            threads: settings.threads)
    }

    /// - Parameters:
    ///   - outcome: by row as the design has them.
    ///   - prior: likewise.
    ///   - offset: likewise.
    init(
        _ design: Design, _ runs: LevelRuns, outcome: [Double], prior: [Double]?,
        offset: [Double]?, model: RowModel, threads: Int
    ) {
        let rows = runs.rows
        let sorted = design.selecting(rows, standardising: true, threads: threads)
        func selected(_ numbers: [Double]) -> [Double] {
            RowChunks(rowCount: rows.count).filled(threads: threads, Double.self) { range, out in
                for k in range { out[k - range.lowerBound] = numbers[rows[k]] }
            }
        }
        pass = RowPass(
            design: sorted, outcome: selected(outcome), prior: prior.map(selected),
            offset: offset.map(selected), model: model, threads: threads,
            shortcuts: RowPass.Shortcuts(collapsesFrom: nil))
        self.runs = runs
        meetings = LevelMeetings(sorted, runs)
        cuts = Self.cuts(runs, columns: sorted.columnCount)
    }

    private init(_ pass: RowPass, like other: LargeFactorPass) {
        self.pass = pass
        runs = other.runs
        meetings = other.meetings
        cuts = other.cuts
    }

    /// The same rows with other prior weights.
    func weighted(_ prior: [Double]?) -> LargeFactorPass {
        LargeFactorPass(pass.weighted(prior), like: self)
    }

    /// The same rows under another model.
    func modelled(as model: RowModel) -> LargeFactorPass {
        LargeFactorPass(pass.modelled(as: model), like: self)
    }

    /// Shares of whole levels with so many rows that adding their sums up costs little beside them, and
    /// so few that their tables fit in memory. They depend on the design alone.
    private static func cuts(_ runs: LevelRuns, columns: Int) -> [Int] {
        let most = columns > 3000 ? 2 : columns > 500 ? 8 : 32
        let rows = runs.rows.count
        let length = max(RowChunks.standardLength / 2, (rows + most - 1) / most)
        var cuts = [0]
        for level in 0..<runs.levelCount
        where runs.starts[level + 1] - runs.starts[cuts[cuts.count - 1]] >= length {
            cuts.append(level + 1)
        }
        if cuts[cuts.count - 1] < runs.levelCount { cuts.append(runs.levelCount) }
        return cuts
    }

    /// Log-likelihood (as far as the coefficients move it), scores and information.
    func sums(at beta: [Double], _ effects: [Double]) -> Sums {
        let coefficients = SplitCoefficients(beta, pass.design, pass.packed)
        return sum { rows, work in
            linearPredictor(rows, coefficients, effects, work)
            return pass.weigh(rows, work)
        }
    }

    /// The sums of 1 for each row with a positive prior weight.
    func crossProduct() -> Sums {
        sum { rows, work in
            for (k, row) in rows.enumerated() {
                work.weight[k] = (pass.prior?[row] ?? 1) > 0 ? 1 : 0
                work.residual[k] = 0
            }
            return 0
        }
    }

    /// Xβ, the offset and the level's effect of a block whose columns are placed.
    func linearPredictor(
        _ rows: Range<Int>, _ beta: SplitCoefficients, _ effects: [Double], _ work: RowWorkspace
    ) {
        pass.linearPredictor(rows, beta, work)
        let first = rows.lowerBound
        runs.levelOfRow.withUnsafeBufferPointer { levels in
            effects.withUnsafeBufferPointer { effects in
                for k in 0..<rows.count { work.eta[k] += effects[Int(levels[first + k])] }
            }
        }
    }

    /// X b + the level's effect, by row; without the offset.
    func product(_ beta: [Double], _ effects: [Double]) -> [Double] {
        var moves = pass.product(beta)
        for row in moves.indices { moves[row] += effects[Int(runs.levelOfRow[row])] }
        return moves
    }

    /// The linear predictor of each row.
    func linearPredictors(_ beta: [Double], _ effects: [Double]) -> [Double] {
        let product = product(beta, effects)
        guard let offset = pass.offset else { return product }
        return zip(product, offset).map { $0 + $1 }
    }
}
