import CKernels
import LinearAlgebra
import Tables

/// One evaluation of a Cox partial likelihood: its value, score and information.
///
/// With relative hazards r = w exp(x'β), S₀ and S₁ their sums and x-weighted sums over the risk set
/// and Λ the sum of event rates 1/S₀, the score is X'(wδ - rΛ) and the information
/// X'diag(rΛ)X - Σ S₁S₁'/S₀² over event times, each row's Λ taken over the event times that it is at
/// risk at. So a pass is a backward scan over sorted rows for S₀ and S₁, and one more for the rest;
/// chunks of rows are scanned apart and added in order, which makes all bits those of one thread.
final class CoxPass: Sendable {
    struct Sums: Sendable {
        var logLikelihood = 0.0
        var score: [Double]
        var information: Matrix
    }

    let rows: CoxRows
    /// x'β of each row.
    let linearPredictor: NumberStore
    /// r = w exp(x'β) of each row.
    let hazard: NumberStore
    /// Σ 1/den at each event time.
    let rate: NumberStore
    /// Σ f/den at each event time.
    let rateOfTied: NumberStore
    /// Σ 1/den² at each event time.
    let square: NumberStore
    /// Rates summed over the event times of all strata up to, not with, each; one more element.
    let cumulative: NumberStore
    /// Σ x̄/den at each event time, for each column; made with `keepingVectors`.
    let rateMeans: NumberStore
    /// Σ f x̄/den likewise.
    let tiedMeans: NumberStore
    /// The mean of x̄ over the tied, which Schoenfeld residuals count from.
    let means: NumberStore
    let keepsVectors: Bool

    init(_ rows: CoxRows, keepingVectors: Bool = false) {
        self.rows = rows
        keepsVectors = keepingVectors
        let times = rows.times.count
        linearPredictor = NumberStore(count: rows.count)
        hazard = NumberStore(count: rows.count)
        rate = NumberStore(count: times)
        rateOfTied = NumberStore(count: times)
        square = NumberStore(count: times)
        cumulative = NumberStore(count: times + 1)
        let vectors = keepingVectors ? times * rows.width : 0
        rateMeans = NumberStore(count: vectors)
        tiedMeans = NumberStore(count: vectors)
        means = NumberStore(count: vectors)
    }

    /// - Parameters:
    ///   - beta: coefficients of the transformed columns.
    ///   - timeWeights: what each event time counts for in score and information, at least 0.
    func evaluate(_ beta: [Double], timeWeights: [Double]? = nil) -> Sums {
        BLASThreads.useOne()
        var sums = Sums(
            score: .init(repeating: 0, count: rows.width),
            information: Matrix(rows: rows.width, columns: rows.width))
        let heads = relativeHazards(beta)
        scan(carries(heads), &sums, timeWeights)
        accumulateRates()
        addRows(&sums, timeWeights)
        for j in 0..<rows.width {
            for i in 0..<j { sums.information[j, i] = sums.information[i, j] }
        }
        return sums
    }

    /// η and r, and each chunk's sums of r and r x over the rows of its first row's stratum.
    private func relativeHazards(_ beta: [Double]) -> [[Double]] {
        let (rows, count, width) = (rows, rows.count, rows.width)
        let (x, eta, r) = (rows.columns, linearPredictor, hazard)
        var heads: [[Double]] = []
        rows.chunks.sum(threads: rows.threads) {
            [Double](repeating: 0, count: width + 1)
        } accumulate: { range, partial in
            let (start, length) = (range.lowerBound, range.count)
            for k in range { eta[k] = 0 }
            for j in 0..<width {
                cw_add_dense(length, x.numbers + j * count + start, beta[j], eta.numbers + start)
            }
            cw_exponentials(length, eta.numbers + start, r.numbers + start)
            if let weights = rows.weights {
                for k in range { r[k] *= weights[k] }
            }
            let head = rows.chunkPlans[start / rows.chunks.length].headEnd - start
            var sum = 0.0
            for k in start..<(start + head) { sum += r[k] }
            partial[0] = sum
            for j in 0..<width {
                partial[j + 1] = cw_dot(head, r.numbers + start, x.numbers + j * count + start)
            }
        } combine: { partial in
            heads.append(partial)
        }
        return heads
    }

    /// The sums over all rows after each chunk that are of the stratum of its last row, those who
    /// are not yet in taken off.
    private func carries(_ heads: [[Double]]) -> [[Double]] {
        let (count, width) = (rows.count, rows.width)
        var carries = heads.map { _ in [Double](repeating: 0, count: width + 1) }
        guard heads.count > 1 else { return carries }
        for index in (0..<(heads.count - 1)).reversed() where rows.chunkPlans[index].tailGoesOn {
            let next = rows.chunkPlans[index + 1]
            var sum = heads[index + 1]
            if next.headGoesOn {
                for j in 0...width { sum[j] += carries[index + 1][j] }
            }
            for entry in next.headEntries {
                let k = Int(rows.entryRows[entry])
                sum[0] -= hazard[k]
                for j in 0..<width { sum[j + 1] -= hazard[k] * rows.columns[j * count + k] }
            }
            carries[index] = sum
        }
        return carries
    }

    private struct ScanPartial: Sendable {
        var logLikelihood = 0.0
        var products: [Double]
        var risk: [Double]
        var tied: [Double]
    }

    /// Goes backward through each chunk with S₀ and S₁ of the risk set at hand.
    private func scan(_ carries: [[Double]], _ sums: inout Sums, _ timeWeights: [Double]?) {
        let (rows, width) = (rows, rows.width)
        rows.chunks.sum(threads: rows.threads) {
            ScanPartial(
                products: .init(repeating: 0, count: width * width),
                risk: .init(repeating: 0, count: width), tied: .init(repeating: 0, count: width))
        } accumulate: { range, partial in
            partial.logLikelihood = 0
            for j in partial.products.indices { partial.products[j] = 0 }
            let index = range.lowerBound / rows.chunks.length
            self.scan(range, rows.chunkPlans[index], carries[index], &partial, timeWeights)
        } combine: { partial in
            sums.logLikelihood += partial.logLikelihood
            for j in 0..<width {
                for i in 0...j {
                    sums.information[i, j] -= partial.products[i + j * width]
                }
            }
        }
    }

    private func scan(
        _ range: Range<Int>, _ plan: CoxRows.ChunkPlan, _ carry: [Double],
        _ partial: inout ScanPartial, _ timeWeights: [Double]?
    ) {
        let (count, width, x, r) = (rows.count, rows.width, rows.columns.numbers, hazard.numbers)
        partial.risk.withUnsafeMutableBufferPointer { risk in
            partial.tied.withUnsafeMutableBufferPointer { tied in
                partial.products.withUnsafeMutableBufferPointer { products in
                    var total = carry[0]
                    for j in 0..<width { risk[j] = carry[j + 1] }
                    var stratum = -1
                    var entry = plan.tailEntries
                    var k = range.upperBound
                    for m in plan.times.reversed() {
                        let time = rows.times[m]
                        if time.stratum != stratum {
                            stratum = time.stratum
                            let bounds = rows.order.strata[stratum]
                            if bounds.exits.upperBound <= k {
                                // A stratum that ends in this chunk starts from nobody.
                                k = bounds.exits.upperBound
                                entry = bounds.entries.upperBound
                                total = 0
                                for j in 0..<width { risk[j] = 0 }
                            }
                        }
                        while k > time.start {
                            k -= 1
                            let hazard = r[k]
                            total += hazard
                            for j in 0..<width { risk[j] += hazard * x[j * count + k] }
                        }
                        while entry > time.entries {
                            entry -= 1
                            let late = Int(rows.entryRows[entry])
                            let hazard = r[late]
                            total -= hazard
                            for j in 0..<width { risk[j] -= hazard * x[j * count + late] }
                        }
                        partial.logLikelihood += self.add(
                            m, time, total, risk, tied, products, timeWeights?[m] ?? 1)
                    }
                }
            }
        }
    }

    /// Takes in one event time; returns its part of the log-likelihood.
    @inline(__always)
    private func add(
        _ m: Int, _ time: CoxRows.EventTime, _ total: Double,
        _ risk: UnsafeMutableBufferPointer<Double>, _ tied: UnsafeMutableBufferPointer<Double>,
        _ products: UnsafeMutableBufferPointer<Double>, _ timeWeight: Double
    ) -> Double {
        let (count, width, x) = (rows.count, rows.width, rows.columns.numbers)
        var events = 0.0
        var hazardOfTied = 0.0
        let isTied = rows.ties == .efron && time.events > 1
        if isTied {
            for j in 0..<width { tied[j] = 0 }
        }
        for place in time.deaths {
            let k = Int(rows.deaths[place])
            events += (rows.weights?[k] ?? 1) * linearPredictor[k]
            guard isTied else { continue }
            let hazard = hazard[k]
            hazardOfTied += hazard
            for j in 0..<width { tied[j] += hazard * x[j * count + k] }
        }
        let sums =
            isTied
            ? TieSums(efron: total, tied: hazardOfTied, events: time.events)
            : TieSums(breslow: total, events: time.events)
        rate[m] = timeWeight * sums.rate
        rateOfTied[m] = timeWeight * sums.rateOfTied
        square[m] = sums.square
        let (aa, ab, bb) = (
            timeWeight * sums.square, timeWeight * sums.squareMixed,
            timeWeight * sums.squareOfTied
        )
        for j in 0..<width {
            let main = isTied ? aa * risk[j] - ab * tied[j] : aa * risk[j]
            if isTied {
                let other = ab * risk[j] - bb * tied[j]
                for i in 0...j { products[i + j * width] += risk[i] * main - tied[i] * other }
            } else {
                for i in 0...j { products[i + j * width] += risk[i] * main }
            }
        }
        if keepsVectors {
            for j in 0..<width {
                let first = isTied ? tied[j] : 0
                rateMeans[m * width + j] = sums.square * risk[j] - sums.squareMixed * first
                tiedMeans[m * width + j] = sums.squareMixed * risk[j] - sums.squareOfTied * first
                means[m * width + j] =
                    (sums.rate * risk[j] - sums.rateOfTied * first) / time.events
            }
        }
        return events - sums.logarithms
    }

    private func accumulateRates() {
        var sum = 0.0
        for m in rows.times.indices {
            if m == 0 || rows.times[m].stratum != rows.times[m - 1].stratum { sum = 0 }
            cumulative[m] = sum
            sum += rate[m]
        }
        if let last = rows.times.indices.last {
            cumulative[last + 1] = cumulative[last] + rate[last]
        }
    }

    /// Λ over the event times that a row is at risk at, itself as one of the tied.
    func exposure(_ k: Int) -> Double {
        let (first, last) = (Int(rows.firstTime[k]), Int(rows.lastTime[k]))
        guard last > first else { return 0 }
        // The element after a stratum's last belongs to the next one, so the last is added by itself.
        var sum = cumulative[last - 1] - cumulative[first] + rate[last - 1]
        if rows.ownTime[k] >= 0 { sum -= rateOfTied[last - 1] }
        return sum
    }

    private struct RowPartial: Sendable {
        var score: [Double]
        var information: Matrix
        var weighted: [Double]
        var root: [Double]
        var residual: [Double]
    }

    /// Adds X'(wδ - rΛ) and X'diag(rΛ)X.
    private func addRows(_ sums: inout Sums, _ timeWeights: [Double]?) {
        let (rows, count, width) = (rows, rows.count, rows.width)
        let block = 1_024
        rows.chunks.sum(threads: rows.threads) {
            RowPartial(
                score: .init(repeating: 0, count: width),
                information: Matrix(rows: width, columns: width),
                weighted: .init(repeating: 0, count: block * width),
                root: .init(repeating: 0, count: block),
                residual: .init(repeating: 0, count: block))
        } accumulate: { range, partial in
            for j in 0..<width { partial.score[j] = 0 }
            for j in partial.information.elements.indices { partial.information.elements[j] = 0 }
            var start = range.lowerBound
            while start < range.upperBound {
                let length = min(block, range.upperBound - start)
                for i in 0..<length {
                    let k = start + i
                    let mean = self.hazard[k] * self.exposure(k)
                    partial.root[i] = max(0, mean)
                    let own = Int(rows.ownTime[k])
                    let event =
                        own < 0 ? 0 : (rows.weights?[k] ?? 1) * (timeWeights?[own] ?? 1)
                    partial.residual[i] = event - mean
                }
                let x = rows.columns.numbers + start
                for j in 0..<width {
                    partial.score[j] += cw_dot(length, partial.residual, x + j * count)
                }
                partial.weighted.withUnsafeMutableBufferPointer { weighted in
                    guard let base = weighted.baseAddress else { return }
                    for j in 0..<width {
                        cw_scale_by_root(length, partial.root, x + j * count, base + j * block)
                    }
                    partial.information.elements.withUnsafeMutableBufferPointer { target in
                        guard let to = target.baseAddress else { return }
                        addCrossProduct(
                            base, rows: length, columns: width, leadingDimension: block, to: to)
                    }
                }
                start += length
            }
        } combine: { partial in
            for j in 0..<width {
                sums.score[j] += partial.score[j]
                for i in 0...j { sums.information[i, j] += partial.information[i, j] }
            }
        }
    }
}
