import Glibc
import LinearAlgebra

/// Where the profile of a likelihood, its maximum with x = a'b held, falls to a target.
///
/// The end is a solution of l(b) = target with all scores but that along a at 0. Newton's method on
/// these equations takes b to b + H⁻¹(U - λa) with
/// λ = ∓√(2 (l - target + ½ U'H⁻¹U) / a'H⁻¹a), which from the maximum is Wald's end first.
/// Source: Venzon and Moolgavkar (1988), Applied Statistics 37, 87-94. Where its steps do not shrink the
/// profile is walked along, bracketed, and cut by Newton's method on √(2 (peak - l)).
struct ProfileSearch {
    let likelihood: any ClimbedLikelihood
    /// a, over the active coefficients.
    let held: [Double]
    /// The likelihood at its maximum, or its limit.
    let peak: Double
    /// What it is at the end of the interval.
    let target: Double

    struct End {
        let x: Double
        let point: LikelihoodPoint
    }

    private func x(_ point: LikelihoodPoint) -> Double {
        dot(held, likelihood.active.map { point.beta[$0] })
    }

    /// The end on a side of the maximum: 1 above, -1 below.
    func end(side: Double, maximum: LikelihoodPoint) -> End? {
        guard peak > target else { return nil }
        if let end = direct(side: side, from: maximum), (end.x - x(maximum)) * side > 0 {
            return end
        }
        guard let solver = StepSolver(maximum.curvature), let turned = solver.solve(held)
        else { return nil }
        let width = (2 * (peak - target) * dot(held, turned)).squareRoot()
        let start = Place(
            x: x(maximum), point: maximum, multiplier: 0)
        return walk(from: start, direction: side, width: 0.25 * width)
    }

    /// Newton's method on the equations of the end; nil where its steps do not shrink.
    func direct(side: Double, from start: LikelihoodPoint) -> End? {
        var point = start
        var last = Double.infinity
        var stagnant = 0
        for _ in 0..<60 {
            guard let solver = StepSolver(point.curvature), let turned = solver.solve(held),
                let newton = solver.solve(point.score)
            else { return nil }
            let length = dot(held, turned)
            let rise = dot(point.score, newton)
            let room = point.value - target + 0.5 * rise
            guard room > 0, length > 0 else { return nil }
            let lambda = -side * (2 * room / length).squareRoot()
            let size = rise - 2 * lambda * dot(held, newton) + lambda * lambda * length
            let isClose = size <= 1e-12
            stagnant = size >= 0.25 * last ? stagnant + 1 : 0
            if !size.isFinite || !isClose && stagnant > 2 { return nil }
            if size > 4 * last && !isClose { return nil }
            last = min(last, size)
            var beta = point.beta
            for (k, column) in likelihood.active.enumerated() {
                beta[column] += newton[k] - lambda * turned[k]
            }
            if size <= 1e-22 || isClose && stagnant >= 3 {
                let x = dot(held, likelihood.active.map { beta[$0] })
                return x.isFinite ? End(x: x, point: point) : nil
            }
            guard let next = likelihood.point(at: beta) else { return nil }
            point = next
        }
        return nil
    }

    /// A point of the profile, with the profile's slope.
    struct Place {
        let x: Double
        let point: LikelihoodPoint
        let multiplier: Double
    }

    /// The maximum with x held at where a point has it.
    func place(from point: LikelihoodPoint) -> Place? {
        let climb = LikelihoodClimb(likelihood: likelihood, held: held, tolerance: 1e-18)
        guard let summit = climb.summit(from: point), summit.isConverged else { return nil }
        return Place(x: x(summit.point), point: summit.point, multiplier: summit.multiplier)
    }

    /// Walks along the profile in a direction until the target is crossed, and finds where.
    func walk(from start: Place, direction: Double, width: Double) -> End? {
        var here = start
        var width = width
        let isInside = start.point.value > target
        for _ in 0..<300 {
            guard width > 0, width.isFinite, here.x + direction * width != here.x else {
                return nil
            }
            guard let next = move(here, by: direction * width) else {
                width /= 4
                continue
            }
            if (next.point.value > target) != isInside {
                return isInside
                    ? cut(inside: here, outside: next) : cut(inside: next, outside: here)
            }
            here = next
            width *= 2
        }
        return nil
    }

    /// The maximum with x held at a value, walked to from a point.
    func maximum(at goal: Double, from start: LikelihoodPoint) -> LikelihoodPoint? {
        var here = Place(x: x(start), point: start, multiplier: 0)
        var change = goal - here.x
        for _ in 0..<300 {
            let rest = goal - here.x
            if rest == 0 || abs(rest) <= 1e-15 * abs(x(start)) { return here.point }
            if abs(change) > abs(rest) || change * rest < 0 { change = rest }
            guard let next = move(here, by: change) else {
                change /= 4
                continue
            }
            here = next
            change *= 2
        }
        return nil
    }

    /// The place of the profile at another x, from one nearby along the profile's tangent.
    private func move(_ place: Place, by change: Double) -> Place? {
        guard let solver = StepSolver(place.point.curvature), let turned = solver.solve(held)
        else { return nil }
        let length = dot(held, turned)
        guard length > 0 else { return nil }
        var beta = place.point.beta
        for (k, column) in likelihood.active.enumerated() {
            beta[column] += change / length * turned[k]
        }
        return likelihood.point(at: beta).flatMap { self.place(from: $0) }
    }

    /// Narrows a bracket to the end.
    private func cut(inside: Place, outside: Place) -> End? {
        var (inside, outside) = (inside, outside)
        var latest = inside
        let goal = (2 * (peak - target)).squareRoot()
        let side = outside.x > inside.x ? 1.0 : -1.0
        for _ in 0..<200 {
            if let end = direct(side: side, from: latest.point),
                (end.x - inside.x) * side >= 0, (outside.x - end.x) * side >= 0
            {
                return end
            }
            let gap = outside.x - inside.x
            if abs(gap) <= 1e-14 * max(abs(inside.x), abs(outside.x)) {
                return End(x: inside.x, point: inside.point)
            }
            // √(2 (peak - l)) is near to a line where the likelihood is near to a parabola.
            let z = (2 * max(0, peak - latest.point.value)).squareRoot()
            let slope = z > 0 ? -latest.multiplier / z : 0
            var x = slope == 0 ? .nan : latest.x + (goal - z) / slope
            let margin = 1e-3 * abs(gap)
            if !(min(inside.x, outside.x) + margin < x && x < max(inside.x, outside.x) - margin) {
                x = inside.x + 0.5 * gap
            }
            let nearest = abs(x - inside.x) < abs(x - outside.x) ? inside : outside
            guard
                let next = move(nearest, by: x - nearest.x) ?? move(inside, by: x - inside.x)
            else { return nil }
            if next.point.value > target { inside = next } else { outside = next }
            latest = next
        }
        return nil
    }
}
