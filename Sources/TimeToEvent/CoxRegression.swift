import Distributions
import LinearAlgebra

/// A Cox regression as it is asked for: the hazard of a row with columns x is h₀(t) exp(x'β), with a
/// baseline h₀ of its own in each stratum.
///
/// Events of every cause count. Newton's method on columns that are centred and scaled stops at a
/// decrement of 1e-12 and scores of 1e-10 on the scale of their information, and takes one step
/// more. Sources: Cox (1972); Therneau and Grambsch, "Modeling Survival Data", 3.
public struct CoxRegression: Sendable {
    /// How tied events are weighed.
    public var ties: TieMethod
    /// How many chunks of rows are worked on at once; it changes no bit.
    public var threads: Int

    /// A regression with Efron's method unless told otherwise.
    public init(ties: TieMethod = .efron, threads: Int = 1) {
        self.ties = ties
        self.threads = threads
    }

    /// Fits coefficients to columns, one row for each row of the data.
    ///
    /// A column that earlier ones make up is aliased; a coefficient along which the likelihood rises
    /// for ever is infinite, and the others are those of the limit.
    public func fit(_ order: SurvivalOrder, columns: Matrix) throws(CoxError) -> CoxFit {
        let data = order.data
        guard columns.rows == data.rowCount else {
            throw .unequalLengths(rows: columns.rows, expected: data.rowCount)
        }
        for j in 0..<columns.columns {
            for i in 0..<columns.rows where !columns[i, j].isFinite {
                throw .notFinite(column: j, row: i)
            }
        }
        if let weight = data.weight,
            let row = weight.firstIndex(where: { $0 != $0.rounded(.down) })
        {
            throw .fractionalFrequency(row: row)
        }
        guard order.byExit.contains(where: { data.event[Int($0)] != 0 }) else { throw .noEvents }
        return try CoxFitting(order: order, columns: columns, ties: ties, threads: threads).run()
    }
}

/// One fit under way.
private struct CoxFitting {
    let order: SurvivalOrder
    let columns: Matrix
    let ties: TieMethod
    let threads: Int

    func run() throws(CoxError) -> CoxFit {
        let all = Array(0..<columns.columns)
        var basis = CoxBasis(order, columns, candidates: all, ties: ties, threads: threads)
        let atZero = basis.pass.evaluate(.init(repeating: 0, count: basis.active.count))
        let null = atZero.logLikelihood
        let score =
            Cholesky(atZero.information).map { factor in
                zip(atZero.score, factor.solve(atZero.score)).reduce(0) { $0 + $1.0 * $1.1 }
            } ?? 0
        let rank = basis.active.count
        var status = [CoxFit.Status](repeating: .aliased, count: columns.columns)
        for j in basis.active { status[j] = .estimated }
        var infinite: [Int] = []
        var iterations = 0
        while true {
            var newton = CoxNewton(basis)
            let ending = try newton.run()
            iterations += newton.iterations
            switch ending {
            case .converged:
                return CoxFit(
                    order: order, basis: basis, newton: newton, status: status,
                    nullLogLikelihood: null, scoreStatistic: score, rank: rank,
                    iterations: iterations, columnCount: columns.columns)
            case .separated(let direction):
                for (j, share) in zip(basis.active, direction.weights) where share != 0 {
                    status[j] = share > 0 ? .infinitelyHigh : .infinitelyLow
                    infinite.append(j)
                }
                // In the limit rows compete only with rows that the direction moves alike.
                let candidates =
                    basis.active.filter { !infinite.contains($0) }
                    + basis.active.filter { infinite.contains($0) }
                let next = CoxBasis(
                    basis.order.split(by: direction.classes), columns, candidates: candidates,
                    ties: ties, threads: threads)
                guard next.active.count < basis.active.count else { throw .notConverged }
                basis = next
            }
        }
    }
}

extension SurvivalOrder {
    /// The same rows with each stratum parted by classes, which lie in order of exit.
    func split(by classes: [Int32]) -> SurvivalOrder {
        var codes = [Int32](repeating: 0, count: data.rowCount)
        let perStratum = Int(classes.max() ?? 0) + 1
        var wide = [Int](repeating: 0, count: byExit.count)
        for (s, stratum) in strata.enumerated() {
            for k in stratum.exits { wide[k] = s * perStratum + Int(classes[k]) }
        }
        // Codes that are used, made dense.
        let used = Set(wide).sorted()
        var dense: [Int: Int32] = [:]
        for (index, code) in used.enumerated() { dense[code] = Int32(index) }
        for (k, row) in byExit.enumerated() { codes[Int(row)] = dense[wide[k]] ?? 0 }
        guard let grouping = try? Grouping(codes: codes, levelCount: used.count) else {
            return self
        }
        return SurvivalOrder(data.with(stratum: grouping))
    }
}
