import LinearAlgebra

/// The minimum of a quadratic with a penalty:
///
///     -r'(θ - θ₀) + ½ (θ - θ₀)' A (θ - θ₀) + Σ_g [ λ₁ ω_g ‖θ_g‖ + λ₂/2 ‖θ_g‖² ].
///
/// Block coordinate descent finds out which groups are 0; Newton's method on the others, for which
/// the penalty is smooth, then gives them to the last digit, a step ending where a group of one
/// column meets 0 and leaves. Both only go down, and groups that the conditions of the minimum want
/// in come back by a sweep.
struct QuadraticSubproblem {
    let quadratic: Matrix
    let groups: [PenalizedColumns.Group]
    /// λα and λ(1 - α).
    let absolute: Double
    let squared: Double
    /// What the conditions of the minimum may be off by.
    let tolerance: Double
    /// An upper bound of the largest eigenvalue of each group's block of A.
    private let bounds: [Double]
    private(set) var theta: [Double]
    /// r - A (θ - θ₀).
    private var gradient: [Double]

    static let mostRounds = 100
    private static let mostSweeps = 10
    private static let mostSteps = 50

    init(
        quadratic: Matrix, linear: [Double], start: [Double], groups: [PenalizedColumns.Group],
        absolute: Double, squared: Double, tolerance: Double
    ) {
        self.quadratic = quadratic
        self.groups = groups
        self.absolute = absolute
        self.squared = squared
        self.tolerance = tolerance
        theta = start
        gradient = linear
        bounds = groups.map { group in
            group.range.map { i in
                group.range.reduce(0) { $0 + abs(quadratic[i, $1]) }
            }.max() ?? 0
        }
    }

    /// Goes to the minimum, or as near as rounding lets it.
    mutating func solve() {
        var best = Double.infinity
        var stagnant = 0
        for _ in 0..<Self.mostRounds {
            sweep(groups.indices.map(\.self))
            var active = activeGroups
            for _ in 0..<Self.mostSweeps where sweep(active) > tolerance {
                active = active.filter { isActive($0) }
            }
            polish()
            let violation = self.violation
            if violation <= tolerance { return }
            stagnant = violation > 0.5 * best ? stagnant + 1 : 0
            best = min(best, violation)
            if stagnant >= 10 { return }
        }
    }

    /// By how much the conditions of the minimum are missed.
    var violation: Double {
        Self.violation(
            gradient: gradient, theta: theta, groups: groups, absolute: absolute, squared: squared)
    }

    /// The largest violation of the conditions that make θ the minimum of a smooth function with
    /// the negative gradient given, plus the penalty: ‖g‖ ≤ λ₁ω where θ_g = 0, and elsewhere
    /// g = λ₁ω θ_g/‖θ_g‖ + λ₂ θ_g, element by element.
    static func violation(
        gradient: [Double], theta: [Double], groups: [PenalizedColumns.Group], absolute: Double,
        squared: Double
    ) -> Double {
        var worst = 0.0
        for group in groups {
            let norm = length(theta, group.range)
            if norm == 0 {
                worst = max(worst, length(gradient, group.range) - absolute * group.weight)
                continue
            }
            for i in group.range {
                let pull = absolute * group.weight * (theta[i] / norm) + squared * theta[i]
                worst = max(worst, abs(gradient[i] - pull))
            }
        }
        return worst
    }

    static func length(_ vector: [Double], _ range: Range<Int>) -> Double {
        if range.count == 1 { return abs(vector[range.lowerBound]) }
        var sum = 0.0
        for i in range { sum += vector[i] * vector[i] }
        return sum.squareRoot()
    }

    /// λ₁ ω ‖θ‖ + λ₂/2 ‖θ‖², summed over the groups.
    static func penalty(
        _ theta: [Double], groups: [PenalizedColumns.Group], absolute: Double, squared: Double
    ) -> Double {
        var sum = 0.0
        for group in groups {
            let norm = length(theta, group.range)
            sum += absolute * group.weight * norm + squared / 2 * norm * norm
        }
        return sum
    }

    private func isActive(_ group: Int) -> Bool {
        groups[group].range.contains { theta[$0] != 0 }
    }

    private var activeGroups: [Int] { groups.indices.filter { isActive($0) } }

    // MARK: Coordinate descent

    /// One minimisation over each of the groups named; the largest change of a condition.
    @discardableResult
    private mutating func sweep(_ chosen: [Int]) -> Double {
        var largest = 0.0
        for g in chosen {
            let range = groups[g].range
            let threshold = absolute * groups[g].weight
            let curvature = bounds[g]
            guard curvature + squared > 0 else { continue }
            // Exact for one column; for more, the quadratic is bounded by one with all curvatures
            // alike, whose minimum goes down as well (Yang and Zou 2015).
            var pull = range.map { curvature * theta[$0] + gradient[$0] }
            var norm = 0.0
            for value in pull { norm += value * value }
            norm = norm.squareRoot()
            let share = norm > threshold ? (1 - threshold / norm) / (curvature + squared) : 0
            for k in pull.indices { pull[k] *= share }
            for (k, i) in range.enumerated() {
                let change = pull[k] - theta[i]
                guard change != 0, change.isFinite else { continue }
                theta[i] = pull[k]
                moveGradient(i, change)
                largest = max(largest, abs(change) * curvature)
            }
        }
        return largest
    }

    private mutating func moveGradient(_ i: Int, _ change: Double) {
        for k in gradient.indices { gradient[k] -= quadratic[k, i] * change }
    }

    // MARK: Newton's method on what is not 0

    private mutating func polish() {
        for _ in 0..<Self.mostSteps {
            let active = activeGroups
            let places = active.flatMap { groups[$0].range }
            guard !places.isEmpty else { return }
            var slope = places.map { gradient[$0] - squared * theta[$0] }
            var hessian = quadratic.principalSubmatrix(places)
            var start = 0
            for g in active {
                let range = groups[g].range
                let norm = Self.length(theta, range)
                let pull = absolute * groups[g].weight / norm
                for (j, place) in range.enumerated() {
                    let unit = theta[place] / norm
                    slope[start + j] -= pull * theta[place]
                    hessian[start + j, start + j] += squared
                    guard range.count > 1 else { continue }
                    hessian[start + j, start + j] += pull
                    for (i, other) in range.enumerated() {
                        hessian[start + i, start + j] -= pull * unit * (theta[other] / norm)
                    }
                }
                start += range.count
            }
            let size = slope.reduce(0) { max($0, abs($1)) }
            guard size > tolerance / 10, let factor = Cholesky(hessian),
                factor.smallestPivot > 1e-14
            else { return }
            let step = factor.solve(slope)
            guard step.allSatisfy(\.isFinite), move(places, step, active) else { return }
        }
    }

    /// Takes a step as far as it goes down; false where it goes nowhere.
    private mutating func move(_ places: [Int], _ step: [Double], _ active: [Int]) -> Bool {
        var share = 1.0
        var leaving: Int?
        for g in active where groups[g].range.count == 1 {
            let place = groups[g].range.lowerBound
            guard let k = places.firstIndex(of: place) else { continue }
            let next = theta[place] + step[k]
            if next * theta[place] <= 0, step[k] != 0 {
                let meets = -theta[place] / step[k]
                if meets < share || leaving == nil {
                    share = min(share, meets)
                    leaving = place
                }
            }
        }
        var product = [Double](repeating: 0, count: quadratic.rows)
        for (k, place) in places.enumerated() where step[k] != 0 {
            for i in product.indices { product[i] += quadratic[i, place] * step[k] }
        }
        var slope = 0.0
        var curvature = 0.0
        for (k, place) in places.enumerated() {
            slope += gradient[place] * step[k]
            curvature += step[k] * product[place]
        }
        func penalty(_ theta: [Double]) -> Double {
            Self.penalty(theta, groups: groups, absolute: absolute, squared: squared)
        }
        let before = penalty(theta)
        for _ in 0..<30 {
            var next = theta
            for (k, place) in places.enumerated() { next[place] += share * step[k] }
            if let leaving { next[leaving] = 0 }
            let change =
                penalty(next) - before - share * slope + share * share / 2 * curvature
            let noise = 1e-15 * (before + abs(slope) + curvature)
            let vanishes = active.contains { g in
                groups[g].range.count > 1 && Self.length(next, groups[g].range) == 0
            }
            if change <= noise, !vanishes {
                for i in gradient.indices { gradient[i] -= share * product[i] }
                theta = next
                return true
            }
            share /= 2
            leaving = nil
        }
        return false
    }
}
