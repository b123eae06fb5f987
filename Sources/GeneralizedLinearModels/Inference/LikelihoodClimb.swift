import LinearAlgebra

/// The maximum of a likelihood over some of its coefficients, or with a combination of them held.
struct LikelihoodClimb {
    let likelihood: any ClimbedLikelihood
    /// The places within `likelihood.active` of the coefficients that move; nil for all.
    var free: [Int]?
    /// a with a'b held at what it is at the start, over the active coefficients; nil for none.
    var held: [Double]?
    /// Steps stop where they promise to raise the likelihood by no more than half of this.
    var tolerance = 1e-24

    struct Summit {
        var point: LikelihoodPoint
        /// The derivative of the maximum by a'b, where that is held.
        var multiplier: Double
        var iterations: Int
        var isConverged: Bool
    }

    /// Climbs from a point by Newton steps, halved until the likelihood rises, to where rounding stops
    /// them; nil where a step cannot be solved for.
    func summit(from start: LikelihoodPoint) -> Summit? {
        var point = start
        var best = Double.infinity
        var stagnant = 0
        for iteration in 0..<1000 {
            guard let (step, decrement, multiplier) = step(at: point) else { return nil }
            func result(_ isConverged: Bool) -> Summit {
                Summit(
                    point: point, multiplier: multiplier, iterations: iteration,
                    isConverged: isConverged)
            }
            if decrement <= tolerance { return result(true) }
            let isClose = decrement <= 1e-12
            // Where rounding is all that is left of a step, further ones are no shorter.
            stagnant = decrement >= 0.5 * best ? stagnant + 1 : 0
            best = min(best, decrement)
            if isClose, stagnant >= 4 { return result(true) }
            guard let next = advance(point, step, decrement) else { return result(isClose) }
            point = next
        }
        return nil
    }

    private func step(at point: LikelihoodPoint)
        -> (step: [Double], decrement: Double, multiplier: Double)?
    {
        let places = free ?? Array(point.score.indices)
        let score = places.map { point.score[$0] }
        guard !places.isEmpty else { return ([], 0, 0) }
        guard
            let solver = StepSolver(
                free == nil ? point.curvature : point.curvature.principalSubmatrix(places)),
            var step = solver.solve(score)
        else { return nil }
        var multiplier = 0.0
        if let held {
            let a = places.map { held[$0] }
            guard let turned = solver.solve(a) else { return nil }
            let length = dot(a, turned)
            guard length > 0 else { return nil }
            multiplier = dot(a, step) / length
            for k in step.indices { step[k] -= multiplier * turned[k] }
        }
        let decrement = zip(places, step).reduce(0) { sum, part in
            sum + part.1 * (point.score[part.0] - multiplier * (held?[part.0] ?? 0))
        }
        return (step, decrement, multiplier)
    }

    private func advance(_ point: LikelihoodPoint, _ step: [Double], _ decrement: Double)
        -> LikelihoodPoint?
    {
        let places = free ?? Array(point.score.indices)
        // The likelihood is a sum of rounded terms: below its own noise no fall can be told.
        let slack = 1e-13 * abs(point.value)
        var share = 1.0
        for _ in 0..<40 {
            var beta = point.beta
            for (k, place) in places.enumerated() {
                beta[likelihood.active[place]] += share * step[k]
            }
            if let next = likelihood.point(at: beta),
                next.value >= point.value + 0.01 * share * decrement - slack
            {
                return next
            }
            share /= 2
        }
        return nil
    }
}
