import LinearAlgebra

/// Newton's method for the log partial likelihood, which is concave.
struct CoxNewton {
    static let decrementTolerance = 1e-12
    static let scoreTolerance = 1e-10
    static let mostIterations = 100

    enum Ending {
        case converged
        /// The likelihood rises for ever in a direction.
        case separated(CoxDirection)
    }

    let basis: CoxBasis
    /// Coefficients in the basis.
    private(set) var beta: [Double]
    private(set) var sums: CoxPass.Sums
    private(set) var iterations = 0

    init(_ basis: CoxBasis) {
        self.basis = basis
        beta = .init(repeating: 0, count: basis.active.count)
        sums = basis.pass.evaluate(beta)
    }

    mutating func run() throws(CoxError) -> Ending {
        guard !beta.isEmpty else { return .converged }
        var best = Double.infinity
        var stagnant = 0
        while iterations < Self.mostIterations {
            guard let factor = Cholesky(sums.information) else {
                if let direction = lastDirection() { return .separated(direction) }
                throw .notConverged
            }
            let step = factor.solve(sums.score)
            guard step.allSatisfy(\.isFinite) else { throw .notConverged }
            let decrement = zip(sums.score, step).reduce(0) { $0 + $1.0 * $1.1 }
            let isSmall =
                decrement <= Self.decrementTolerance
                && sums.score.indices.allSatisfy {
                    abs(sums.score[$0])
                        <= Self.scoreTolerance * sums.information[$0, $0].squareRoot()
                }
            if iterations >= 6 || isSmall,
                let direction = CoxDirection(candidate: step, basis: basis)
            {
                return .separated(direction)
            }
            iterations += 1
            last = step
            let reached = advance(by: step)
            if isSmall { return .converged }
            // When five steps near the maximum gain nothing there is nothing more to gain.
            let isClose = decrement <= 1e-8
            stagnant = isClose && decrement >= 0.5 * best ? stagnant + 1 : 0
            best = min(best, decrement)
            if !reached || stagnant >= 5 {
                if isClose { return .converged }
                if let direction = lastDirection() { return .separated(direction) }
                throw .notConverged
            }
        }
        throw .notConverged
    }

    private var last: [Double] = []

    private func lastDirection() -> CoxDirection? {
        last.isEmpty ? nil : CoxDirection(candidate: last, basis: basis)
    }

    /// Takes a step, halved until the likelihood does not fall; false if none of 40 halves does.
    private mutating func advance(by step: [Double]) -> Bool {
        let slack = 1e-12 * max(1, abs(sums.logLikelihood))
        var share = 1.0
        for _ in 0..<40 {
            let candidate = zip(beta, step).map { $0 + share * $1 }
            let next = basis.pass.evaluate(candidate)
            if next.logLikelihood >= sums.logLikelihood - slack {
                beta = candidate
                sums = next
                return true
            }
            share /= 2
        }
        sums = basis.pass.evaluate(beta)
        return false
    }
}
