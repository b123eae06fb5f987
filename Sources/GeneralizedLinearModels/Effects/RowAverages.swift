import Distributions
import ModelFormula

/// A mean over rows with its derivatives by the coefficients.
struct RowAverage {
    let value: Double
    let gradient: [Double]
}

/// Why a mean over rows cannot be had.
struct OpenAverage: Error {
    let note: String
}

/// Means over the rows of a fit, of all and of each group, with analytic derivatives:
/// m = Σ w μ(η) / Σ w, ∂m/∂β = Σ w μ'(η) z / Σ w, and for the derivative of rows by a number
/// a = Σ w μ'(η) s / Σ w with s = z'β, ∂a/∂β = Σ w (μ''(η) s z + μ'(η) z') / Σ w.
struct RowAverages {
    typealias Answer = Result<RowAverage, OpenAverage>

    let fit: GLMFit
    let model: RowModel
    let weights: [Double]
    let groups: [Int32]?
    let groupCount: Int

    /// - Parameters:
    ///   - weights: of the rows; nil for 1.
    ///   - groups: the group of each row, -1 for none; nil without.
    init(_ fit: GLMFit, weights: [Double]?, rowCount: Int, groups: [Int32]?, groupCount: Int) {
        self.fit = fit
        model = RowModel(
            fit.settings.family, fit.settings.link, alpha: fit.overdispersion ?? 0)
        self.weights = weights ?? [Double](repeating: 1, count: rowCount)
        self.groups = groups
        self.groupCount = groupCount
    }

    /// The sums of the mean outcome.
    func sums(ofMeans rows: DesignRows) -> AverageSums {
        let eta = rows.linearPredictors(fit.limitSolution)
        let mu = model.means(eta)
        let open = openRows(rows, eta: eta)
        var slopes = eta
        for row in eta.indices { slopes[row] = weights[row] * model.slopes(eta[row]).first }
        let weighted = mu.indices.map { weights[$0] * mu[$0] }
        return sums(weighted, open) { groups, count in
            rows.sums(slopes, groups: groups, groupCount: count)
        }
    }

    /// The sums of dμ/dx.
    ///
    /// - Parameters:
    ///   - rows: the rows as observed.
    ///   - moved: their derivatives by x.
    func sums(ofSlopes rows: DesignRows, moved: DesignRows) -> AverageSums {
        let eta = rows.linearPredictors(fit.limitSolution)
        let speed = moved.linearPredictors(fit.limitSolution)
        let open = openRows(rows, eta: eta, moved: moved)
        var (first, second) = (eta, eta)
        for row in eta.indices {
            let slopes = model.slopes(eta[row])
            first[row] = weights[row] * slopes.first
            second[row] = weights[row] * slopes.second * speed[row]
        }
        let weighted = eta.indices.map { first[$0] * speed[$0] }
        return sums(weighted, open) { groups, count in
            let own = rows.sums(second, groups: groups, groupCount: count)
            let other = moved.sums(first, groups: groups, groupCount: count)
            return zip(own, other).map { zip($0, $1).map { $0 + $1 } }
        }
    }

    /// The weight of some rows, over all rows, then over each group.
    func weight(of isMarked: [Bool]) -> [Double] {
        var sums = [Double](repeating: 0, count: groupCount + 1)
        for row in weights.indices where weights[row] > 0 && isMarked[row] {
            sums[0] += weights[row]
            if let group = groups.map({ Int($0[row]) }), group >= 0 {
                sums[group + 1] += weights[row]
            }
        }
        return sums
    }

    private func sums(
        _ weighted: [Double], _ open: [String?],
        _ gradients: (_ groups: [Int32]?, _ count: Int) -> [[Double]]
    ) -> AverageSums {
        var parts = self.parts(weighted, open, nil, 1, gradients(nil, 1))
        if let groups {
            parts += self.parts(
                weighted, open, groups, groupCount, gradients(groups, groupCount))
        }
        return AverageSums(parts: parts)
    }

    private func parts(
        _ weighted: [Double], _ open: [String?], _ groups: [Int32]?, _ count: Int,
        _ gradients: [[Double]]
    ) -> [AverageSums.Part] {
        var parts = gradients.map { AverageSums.Part(gradient: $0) }
        for row in weighted.indices where weights[row] > 0 {
            let group = groups.map { Int($0[row]) } ?? 0
            guard group >= 0 else { continue }
            parts[group].total.add(weights[row])
            parts[group].sum.add(weighted[row])
            if !open.isEmpty, let reason = open[row] {
                if parts[group].reason == nil { parts[group].reason = reason }
                if parts[group].reason == reason { parts[group].openCount += 1 }
            }
        }
        return parts
    }

    /// Why a row has no finite mean of its own, one a row; empty where all have.
    private func openRows(_ rows: DesignRows, eta: [Double], moved: DesignRows? = nil) -> [String?]
    {
        var open: [String?] = []
        func mark(_ row: Int, _ reason: String) {
            if open.isEmpty { open = [String?](repeating: nil, count: rows.rowCount) }
            open[row] = open[row] ?? reason
        }
        if model.link == .inverse {
            for row in eta.indices where eta[row] <= 0 {
                mark(row, "The inverse link gives no mean here")
            }
        }
        let limits = fit.limits
        if limits.aliasVectors.isEmpty && limits.nullVectors.isEmpty { return open }
        let aliased = fit.coefficients.indices.filter { fit.status[$0] == .aliased }
        for row in 0..<rows.rowCount where weights[row] > 0 {
            switch limits.verdict(rows.elements(of: row)) {
            case .undecided: break
            case .certain: mark(row, "Separation puts the mean of some rows at its limit")
            case .open(let alias?):
                mark(
                    row,
                    "\"\(fit.coefficients[aliased[alias]].name)\" is made up of other columns, "
                        + "and this would set them apart")
            case .open: mark(row, "Separation leaves the mean of some rows open")
            }
            guard let moved, let alias = limits.brokenAlias(moved.elements(of: row)) else {
                continue
            }
            mark(
                row,
                "\"\(fit.coefficients[aliased[alias]].name)\" is made up of other columns, and "
                    + "this would set them apart")
        }
        return open
    }
}

extension LimitGeometry {
    /// The first alias that a move of a row's columns, on their own scales, would break.
    func brokenAlias(_ move: [(column: Int, value: Double)]) -> Int? {
        aliasVectors.indices.first { index in
            var (sum, size) = (0.0, 0.0)
            for (column, value) in move {
                let term = value / scales[column] * aliasVectors[index][column]
                sum += term
                size += abs(term)
            }
            return abs(sum) > 1e-8 * size
        }
    }
}
