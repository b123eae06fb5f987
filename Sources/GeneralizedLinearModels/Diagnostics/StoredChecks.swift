import Distributions
import LinearAlgebra
import ModelFormula
import Tables

/// The checks of a fit to rows in a scratch file: one pass for the information, one for what each row
/// says, and as many for clusters as their rows take of a quarter of the memory.
struct StoredChecks {
    private let fit: GLMFit
    private let stored: StoredRows
    private let source: StoredSource
    private let pass: RowPass
    private let information: Matrix
    private var inverse: Matrix?
    /// What sampling weights are measured in.
    private let size: Double

    init(_ fit: GLMFit, _ stored: StoredRows) {
        self.fit = fit
        self.stored = stored
        let threads = fit.settings.threads
        source = StoredSource(stored, fit.specification, threads: threads)
        let model = RowModel(
            fit.settings.family, fit.settings.link, alpha: fit.overdispersion ?? 0)
        pass = RowPass(source, model: model, threads: threads)
        let beta = OriginalScale(source.design).scaled(fit.limitSolution)
        information = pass.sums(at: beta).information.principalSubmatrix(fit.active)
        if fit.settings.weightKind == .sampling {
            let sums = fit.frame.outcomeSums(threads: threads)
            size = sums.total / Double(max(1, stored.rowCount))
        } else {
            size = 1
        }
        inverse = FittedRows.inverse(of: information) { triangle() }
    }

    /// R of √W X.
    private func triangle() -> Matrix {
        var qr = FittedRows.emptyTriangle(fit)
        stored.beginPass()
        for run in runs.all { rows(run).append(to: &qr) }
        return qr.triangle.principalSubmatrix(Array(0..<fit.active.count))
    }

    private var runs: RowChunks {
        RowChunks(rowCount: stored.rowCount, length: RowPass.runLength)
    }

    private func rows(_ run: Range<Int>) -> FittedRows {
        let frame = fit.frame.run(run)
        return FittedRows(
            fit, frame, source.run(run, of: pass),
            prior: frame.prior ?? [Double](repeating: 1, count: run.count),
            information: (information, inverse))
    }

    /// What a run of rows says.
    private struct Part: Sendable {
        var residuals = RunningMoments()
        var beyond3 = 0
        var leverage = CheckSummary.Rows()
        var cook = CheckSummary.Rows()

        mutating func add(_ other: Part) {
            residuals.add(other.residuals)
            beyond3 += other.beyond3
            leverage.add(other.leverage)
            cook.add(other.cook)
        }
    }

    func summary(seed: UInt64, inflation: [VarianceInflation], linkTest: LinkTest)
        -> CheckSummary
    {
        var total = Part()
        stored.beginPass()
        runs.sum(
            threads: fit.settings.threads, makePartial: { Part() },
            accumulate: { run, part in
                let rows = self.rows(run)
                let checks = RowChecks(rows, size: size)
                part.leverage = CheckSummary.Rows(checks.leverage, bound: FitChecks.highLeverage)
                part.cook = CheckSummary.Rows(checks.cook, bound: FitChecks.highDistance)
                let drawn = residuals(rows, run, seed)
                part.residuals = RunningMoments(drawn)
                part.beyond3 = drawn.count { abs($0) > 3 }
            },
            combine: { part in
                total.add(part)
                part = Part()
            })
        return CheckSummary(
            residuals: CheckSummary.Residuals(total.residuals, beyond3: total.beyond3),
            seed: seed, leverage: total.leverage, cook: total.cook, inflation: inflation,
            linkTest: linkTest, clusters: influence())
    }

    /// The quantile residuals of a run, with the draws that its rows have among all rows'.
    private func residuals(_ rows: FittedRows, _ run: Range<Int>, _ seed: UInt64) -> [Double] {
        let whole = RandomStream.wordsAtOnce
        var words = [UInt32](repeating: 0, count: (run.count + whole - 1) / whole * whole)
        words.withUnsafeMutableBufferPointer {
            RandomStream.writeWords(
                seed: seed, number: 0, purpose: GLMFit.quantilePurpose, from: run.lowerBound, to: $0
            )
        }
        return words.withUnsafeBufferPointer { words in
            guard let base = words.baseAddress else { return [] }
            var reader = WordReader(base)
            return (0..<run.count).compactMap { row in
                let place = reader.uniform()
                return rows.prior[row] > 0 ? rows.quantileResidual(row, at: place) : nil
            }
        }
    }

    // MARK: Clusters

    /// What leaving a cluster out changes; nil without clusters.
    private func influence() -> ClusterInfluence? {
        guard let count = stored.clusterCount else { return nil }
        // Clusters in the order of their first rows, as of rows in memory.
        var sizes = [Int](repeating: 0, count: count)
        var order: [Int] = []
        stored.beginPass()
        for run in runs.all {
            for code in stored.clusters(run) {
                if sizes[Int(code)] == 0 { order.append(Int(code)) }
                sizes[Int(code)] += 1
            }
        }
        var tally = InfluenceTally(fit)
        let whole = WithoutCluster(information, inverse)
        let elements = source.design.dense.count + source.design.coded.count
        var left = order[...]
        while !left.isEmpty {
            var (bytes, end) = (0, left.startIndex)
            while end < left.endIndex, end == left.startIndex || bytes <= stored.memory / 4 {
                bytes += whole.bytes(rows: sizes[left[end]], elements: elements)
                end += 1
            }
            add(left[..<end], sizes, whole, to: &tally)
            left = left[end...]
        }
        return tally.influence
    }

    /// Adds some clusters, whose rows a pass gathers.
    private func add(
        _ clusters: ArraySlice<Int>, _ sizes: [Int], _ whole: WithoutCluster,
        to tally: inout InfluenceTally
    ) {
        var gathered: [Int: WithoutCluster.Cluster] = [:]
        for cluster in clusters { gathered[cluster] = whole.start(rows: sizes[cluster]) }
        var change: (([Double]) -> [Double])?
        stored.beginPass()
        for run in runs.all {
            let codes = stored.clusters(run)
            guard codes.contains(where: { gathered[Int($0)] != nil }) else { continue }
            let rows = self.rows(run)
            change = change ?? { rows.change(ofStep: $0) }
            for (row, code) in codes.enumerated() where rows.prior[row] > 0 {
                guard var own = gathered.removeValue(forKey: Int(code)) else { continue }
                whole.add(row, of: rows, to: &own)
                gathered[Int(code)] = own
            }
        }
        guard let change else { return }
        for cluster in clusters {
            let step = inverse == nil ? nil : gathered[cluster].flatMap(whole.step)
            tally.add(cluster, rows: sizes[cluster], change: step.map(change))
        }
    }
}
