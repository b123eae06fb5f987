import LinearAlgebra
import ModelFormula
import Tables

/// The scores of rows in a scratch file, for covariances that rest on their squares: one pass more over
/// the rows, run after run as `ScoreRows` has them at once.
struct StoredScores {
    private let fit: GLMFit
    private let stored: StoredRows
    private let source: StoredSource
    private let pass: RowPass
    /// S with (X'WX)⁻¹ = S S'.
    private(set) var inverseRoot: Matrix

    /// What is known of the columns.
    var design: Design { source.design }

    init(_ fit: GLMFit, _ stored: StoredRows) {
        self.fit = fit
        self.stored = stored
        source = StoredSource(stored, fit.specification, threads: fit.settings.threads)
        pass = RowPass(source, model: fit.solution.model, threads: fit.settings.threads)
        inverseRoot = fit.solution.inverseRoot
    }

    private var order: Int { fit.solution.active.count }
    private var isWhitened: Bool { fit.smallestPivot < ScoreRows.whitensBelow }
    /// The entries that a row has at most.
    private var mostEntries: Int { design.dense.count + design.coded.count }

    /// Takes the information at the very estimates, as `ScoreRows.renewInverseRoot`.
    mutating func renewInverseRoot() {
        inverseRoot = Newton.inverseRoot(pass, active: fit.solution.active, at: fit.solution.beta)
    }

    private func rows(_ run: Range<Int>) -> ScoreRows {
        let copies =
            fit.settings.weightKind == .frequency ? stored.outcomes(run).weights : nil
        return ScoreRows(source.run(run, of: pass), copies: copies, of: fit, inverseRoot)
    }

    /// What one run comes to.
    private final class Run: @unchecked Sendable {
        let work: ScoreWorkspace
        var directions: [[Double]] = []
        var largestLeverage = 0.0
        var size = ScoreRows.Size()
        var scores: ScoreRows?
        var leverages: [Double] = []
        var clusters: [Int32] = []

        init(_ work: ScoreWorkspace) { self.work = work }
    }

    /// Squares of rows.
    struct Squares {
        let meat: Meat
        /// As `directionsOfOneUnit` finds them.
        let alone: [[Double]]
        let largestLeverage: Double
        let size: ScoreRows.Size
    }

    /// Σ over rows, their residuals adjusted as HC0 to HC3 ask.
    func squares(_ kind: RobustCovariance.Kind) -> Squares {
        let transposed = inverseRoot.transposed
        var total = Matrix(rows: order, columns: order)
        var alone: [[Double]] = []
        var largest = 0.0
        var size = ScoreRows.Size()
        stored.beginPass()
        RowChunks(rowCount: stored.rowCount, length: RowPass.runLength).sum(
            threads: order > 1_000 ? 1 : fit.settings.threads,
            makePartial: {
                Run(ScoreWorkspace(order: order, mostEntries: mostEntries, withSums: true))
            },
            accumulate: { rows, run in
                let scores = self.rows(rows)
                let leverages = scores.leverages()
                run.largestLeverage = leverages.reduce(0) { max($0, $1) }
                run.size = scores.size
                run.directions = scores.directionsOfOneRow(leverages, transposed)
                let residual = scores.residual(kind, leverages)
                for row in residual.indices {
                    scores.addSquare(
                        of: CollectionOfOne(row), residual, isWhitened ? transposed : nil, run.work)
                }
            },
            combine: { run in
                for k in 0..<run.work.sumCount {
                    total.elements[k] += run.work.sums[k]
                    run.work.sums[k] = 0
                }
                alone += run.directions
                largest = max(largest, run.largestLeverage)
                size.add(run.size)
            })
        return Squares(
            meat: Meat(ofSquares: total, isWhitened: isWhitened, inverseRoot),
            alone: alone, largestLeverage: largest, size: size)
    }

    /// The bytes that the scores of so many clusters take, and what is counted beside each.
    func bytes(ofClusters count: Int) -> Int {
        let (bytes, isOver) = count.multipliedReportingOverflow(
            by: 8 * ((isWhitened ? 2 : 1) * order + 2))
        return isOver ? .max : bytes
    }

    /// Squares of clusters.
    struct ClusterSquares {
        let meat: Meat
        let alone: [[Double]]
        /// The rows of each cluster.
        let sizes: [Int]
        let size: ScoreRows.Size
    }

    /// Σ over clusters, and the rows of each.
    func squares(ofClusters count: Int) -> ClusterSquares {
        var size = ScoreRows.Size()
        var scores = Matrix(rows: order, columns: count)
        var shares = [Double](repeating: 0, count: count)
        var sizes = [Int](repeating: 0, count: count)
        stored.beginPass()
        RowChunks(rowCount: stored.rowCount, length: RowPass.runLength).sum(
            threads: fit.settings.threads,
            makePartial: {
                Run(ScoreWorkspace(order: order, mostEntries: mostEntries, withSums: false))
            },
            accumulate: { rows, run in
                let scores = self.rows(rows)
                run.leverages = scores.leverages()
                run.scores = scores
                run.clusters = stored.clusters(rows)
            },
            combine: { run in
                guard let rows = run.scores else { return }
                size.add(rows.size)
                for row in run.clusters.indices {
                    let cluster = Int(run.clusters[row])
                    sizes[cluster] += 1
                    shares[cluster] += run.leverages[row] * (rows.copies?[row] ?? 1)
                    guard rows.residual[row] != 0 else { continue }
                    for k in 0..<rows.rows.read(row, run.work.places, run.work.values) {
                        scores.elements[cluster * order + run.work.places[k]] +=
                            rows.residual[row] * run.work.values[k]
                    }
                }
                run.scores = nil
            })
        if isWhitened { scores = inverseRoot.times(scores, transposed: true) }
        let total = scores.timesOwnTranspose()
        let meat = Meat(ofSquares: total, isWhitened: isWhitened, inverseRoot)
        let candidates = shares.indices.filter { shares[$0] > 1 - 1e-9 }
        return ClusterSquares(
            meat: meat, alone: directions(ofClusters: candidates), sizes: sizes, size: size)
    }

    /// The directions of which one of some clusters decides alone, by another pass over their rows for as
    /// many clusters as a quarter of the memory holds.
    private func directions(ofClusters candidates: [Int]) -> [[Double]] {
        let square = Double(order) * Double(order)
        guard Double(candidates.count) * square * Double(order) < ScoreRows.mostWork else {
            return []
        }
        let transposed = inverseRoot.transposed
        let most = max(1, stored.memory / 4 / max(1, 8 * order * order))
        let work = ScoreWorkspace(order: order, mostEntries: mostEntries, withSums: false)
        var found: [[Double]] = []
        var left = candidates[...]
        while !left.isEmpty {
            var shares: [Int: Matrix] = [:]
            for cluster in left.prefix(most) {
                shares[cluster] = Matrix(rows: order, columns: order)
            }
            stored.beginPass()
            for run in RowChunks(rowCount: stored.rowCount, length: RowPass.runLength).all {
                let codes = stored.clusters(run)
                guard codes.contains(where: { shares[Int($0)] != nil }) else { continue }
                let rows = self.rows(run)
                for (row, code) in codes.enumerated() {
                    guard var share = shares.removeValue(forKey: Int(code)) else { continue }
                    rows.addShare(of: row, transposed, work, to: &share)
                    shares[Int(code)] = share
                }
            }
            for cluster in left.prefix(most) {
                if let share = shares[cluster] { found += ScoreRows.directions(ofShare: share) }
            }
            left = left.dropFirst(most)
        }
        return found
    }
}

extension GLMFit {
    /// A robust covariance of rows in a scratch file, by one pass more over them.
    ///
    /// - Throws: `FitError` as in memory; `notInPieces` for CR2, whose adjustment needs the rows of each
    ///   cluster side by side, `memoryTooSmall` where the clusters' scores take too much.
    func storedCovariance(of kind: RobustCovariance.Kind) throws(FitError) -> RobustCovariance {
        guard let stored = frame.stored else { preconditionFailure("rows are in a scratch file") }
        guard kind != .cr2 else {
            throw FitError(
                code: .notInPieces,
                message: "CR2 adjusts the residuals of each cluster by all of its rows, which lie "
                    + "apart in a scratch file.", hint: "Take CR1, or fit without --memory.")
        }
        var scores = StoredScores(self, stored)
        let clusters = kind.takesClusters ? stored.clusterCount : nil
        precondition(!kind.needsClusters || clusters != nil, "\(kind.rawValue) is of clusters")
        let factor = try self.factor(kind, clusters)
        guard let clusters else {
            var squares = scores.squares(kind)
            if kind == .hc2 || kind == .hc3, squares.largestLeverage > 0.99 {
                scores.renewInverseRoot()
                squares = scores.squares(kind)
            }
            var meat = squares.meat
            meat.scale(by: factor.0)
            return covariance(
                kind, meat, factor, nil, scores.design, scores.inverseRoot, squares.size,
                alone: squares.alone)
        }
        let needed = scores.bytes(ofClusters: clusters)
        guard needed <= stored.memory / 2 else {
            throw FitError(
                code: .memoryTooSmall,
                message: "The scores of \(clusters) clusters take \(MemorySize.text(needed)), more "
                    + "than half of what --memory leaves them.",
                hint: "Allow more with --memory, or name larger clusters.")
        }
        let squares = scores.squares(ofClusters: clusters)
        var meat = squares.meat
        meat.scale(by: factor.0)
        return covariance(
            kind, meat, factor, squares.sizes, scores.design, scores.inverseRoot, squares.size,
            alone: squares.alone)
    }
}
