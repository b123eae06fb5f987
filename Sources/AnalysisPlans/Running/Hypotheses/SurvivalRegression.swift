import Distributions
import HypothesisTests
import LinearAlgebra
import ModelFormula
import TimeToEvent

extension SurvivalFrame {
    /// Whether the right side is more than the groups of one column: several columns, or a number
    /// with many values.
    var isRegression: Bool {
        hasGroups && (variables.groups.count > 1 || variables.groups.first?.factor == nil)
    }
}

/// A Cox regression of times to an event on the columns of a formula, each beside the others.
struct SurvivalRegression {
    /// Hazard ratios, of each level against its reference and of a unit of each number, and the
    /// concordance.
    private(set) var effects: [Effect] = []
    /// The model as a whole, and whether hazards are proportional.
    private(set) var tests: [TestResult] = []
    private(set) var warnings: [ResultWarning] = []
    /// The test to read.
    private(set) var primary: String?
    /// Why.
    private(set) var reason: String

    /// More numbers than this, rows times columns, are not fitted.
    static let mostNumbers = 400_000_000

    private struct Column {
        let term: String
        let reference: String?
    }

    init(
        _ data: SurvivalData, _ variables: [HypothesisVariable], confidence: Double,
        ties: TieMethod, threads: Int
    ) throws {
        let (columns, matrix) = try Self.columns(variables, rows: data.rowCount)
        let fit: CoxFit
        do {
            fit = try CoxRegression(ties: ties, threads: threads).fit(
                SurvivalOrder(data), columns: matrix)
        } catch {
            reason =
                error == .noEvents
                ? "there is no event among \(NumberText.count(data.rowCount)) rows"
                : "the regression on \(NumberText.counted(columns.count, "column")) has no estimates"
            return
        }
        let robust = data.cluster.flatMap { fit.robustCovariance(cluster: $0, corrected: true) }
        let method =
            "Cox regression, \(ties.possessive) ties"
            + (data.stratum == nil ? "" : ", within strata")
            + (robust == nil ? "" : ", cluster-robust (CR1)")
        reason =
            "it asks whether the \(NumberText.counted(fit.rank, "coefficient")) together say anything "
            + "about the times; each hazard ratio is beside the others"
        let z = Normal.upperQuantile((1 - confidence) / 2)
        let few = Self.tooFew(data, rank: fit.rank, matrix)
        for (index, column) in columns.enumerated() {
            var effect = Self.effect(fit, index, column, robust?.covariance, z, method)
            if few.all != nil || few.columns.contains(index), effect.confLow != nil {
                (effect.confLow, effect.confHigh) = (nil, nil)
                effect.note = few.all ?? "no interval: this column is that of one cluster"
            }
            effects.append(effect)
        }
        addWhole(
            fit, robust, confidence: confidence, z: z,
            few: few.all.map { String($0.dropFirst("no interval: ".count)) }
                ?? (few.columns.isEmpty ? nil : "a column is that of one cluster"))
        addWarnings(fit, columns)
    }

    /// Indicators of all levels but the reference, and numbers as they are.
    private static func columns(_ variables: [HypothesisVariable], rows: Int) throws
        -> ([Column], Matrix)
    {
        var columns: [Column] = []
        for variable in variables {
            switch variable {
            case .sample(let sample): columns.append(Column(term: sample.name, reference: nil))
            case .factor(let factor):
                let reference = factor.levels.isEmpty ? "" : factor.levels[factor.reference]
                for level in factor.levels.indices where level != factor.reference {
                    columns.append(
                        Column(
                            term: "\(factor.plainName)[\(factor.levels[level])]",
                            reference: "\(factor.plainName)[\(reference)]"))
                }
            }
        }
        guard columns.count <= max(1, mostNumbers / max(1, rows)) else {
            throw AnalysisError(
                "formula",
                "\(columns.count) columns of \(rows) rows are too many for a regression.",
                hint: "Put levels into fewer groups first: --derive.", pointer: "/formula")
        }
        var elements = [Double](repeating: 0, count: rows * columns.count)
        var start = 0
        for variable in variables {
            switch variable {
            case .sample(let sample):
                for row in 0..<rows { elements[start + row] = sample.values[row] }
                start += rows
            case .factor(let factor):
                var place = [Int](repeating: -1, count: factor.levels.count)
                var next = start
                for level in factor.levels.indices where level != factor.reference {
                    place[level] = next
                    next += rows
                }
                for row in 0..<rows {
                    let at = place[Int(factor.codes[row])]
                    if at >= 0 { elements[at + row] = 1 }
                }
                start = next
            }
        }
        return (columns, Matrix(rows: rows, columns: columns.count, elements: elements))
    }

    private static func effect(
        _ fit: CoxFit, _ index: Int, _ column: Column, _ robust: Matrix?, _ z: Double,
        _ method: String
    ) -> Effect {
        let said = column.reference == nil ? method + "; of one unit more" : method
        func none(_ status: EstimationStatus, _ note: String) -> Effect {
            Effect(
                name: "hazard_ratio", level: column.term, reference: column.reference,
                method: said, status: status, note: note)
        }
        switch fit.status[index] {
        case .infinitelyHigh:
            return none(.infinite, "infinite: the events come in the order of this column")
        case .infinitelyLow:
            var zero = none(.infinite, "0: the events come in the reverse order of this column")
            zero.estimate = 0
            return zero
        case .aliased: return none(.notEstimable, "made up of the columns before it")
        case .estimated: break
        }
        guard let place = fit.estimated.firstIndex(of: index), let b = fit.coefficients[index]
        else { return none(.notEstimable, "not estimated") }
        let error = (robust ?? fit.covariance)[place, place].squareRoot()
        let (ratio, low, high) = (
            exponential(b), exponential(b - z * error), exponential(b + z * error)
        )
        guard ratio.isFinite, low.isFinite, high.isFinite else {
            return none(.notEstimable, "beyond the range of numbers: take a smaller unit")
        }
        return Effect(
            name: "hazard_ratio", level: column.term, reference: column.reference,
            estimate: ratio, confLow: low, confHigh: high, method: said)
    }

    /// Where clusters are too few for robust variances: of all columns, or of those that differ between one
    /// cluster and all others only.
    private static func tooFew(_ data: SurvivalData, rank: Int, _ matrix: Matrix) -> (
        all: String?, columns: Set<Int>
    ) {
        guard let cluster = data.cluster, let held = data.clustersHeld else { return (nil, []) }
        guard held > rank + 1 else {
            return (
                "no interval: \(held) clusters are too few for "
                    + NumberText.counted(rank, "coefficient"), []
            )
        }
        var alone: Set<Int> = []
        for column in 0..<matrix.columns {
            var clusters: [Double: Set<Int32>] = [:]
            for row in 0..<matrix.rows where data.weight(of: row) > 0 {
                clusters[matrix[row, column], default: []].insert(cluster.codes[row])
                if clusters.count > 2 { break }
            }
            if clusters.count == 2, clusters.values.contains(where: { $0.count < 2 }) {
                alone.insert(column)
            }
        }
        return (nil, alone)
    }

    private mutating func addWhole(
        _ fit: CoxFit, _ robust: CoxFit.RobustCovariance?, confidence: Double, z: Double,
        few: String?
    ) {
        var wald = fit.waldTest(covariance: robust?.covariance)
        if let few {
            wald = TestResult(name: wald.name, method: wald.method, notEstimable: few)
            reason = few
        }
        if robust != nil { wald.method += ", cluster-robust (CR1)" }
        tests =
            robust == nil
            ? [fit.likelihoodRatioTest(), wald, fit.scoreTest()] : [wald]
        primary = tests.first { $0.pValue != nil }?.name
        if var global = fit.proportionalHazards().last {
            if robust != nil { global.method += ", rows taken for independent" }
            tests.append(global)
            if let p = global.pValue, p.value < 0.05 {
                warnings.append(
                    ResultWarning(
                        "non_proportional_hazards",
                        "The hazards are not in proportion over time (\(p.sentence)): a hazard "
                            + "ratio is an average over the time that was seen."))
            }
        }
        if let concordance = fit.concordance(), let estimate = concordance.estimate,
            let error = concordance.standardError
        {
            // The jackknife is over rows, and says nothing of rows that go together.
            let limits =
                robust == nil && few == nil
                ? (max(0, estimate - z * error), min(1, estimate + z * error)) : nil
            effects.append(
                Effect(
                    name: "concordance", estimate: estimate, confLow: limits?.0,
                    confHigh: limits?.1,
                    method: "Harrell's concordance, infinitesimal jackknife",
                    note: limits == nil ? "no interval: it would take rows for independent" : nil))
        }
    }

    private mutating func addWarnings(_ fit: CoxFit, _ columns: [Column]) {
        for (index, column) in columns.enumerated() {
            switch fit.status[index] {
            case .infinitelyHigh, .infinitelyLow:
                warnings.append(
                    ResultWarning(
                        "complete_separation",
                        "The hazard ratio of \(column.term) has no finite value: among "
                            + "\(NumberText.count(fit.events)) events none goes against it. The "
                            + "others are those of the limit.", terms: [column.term]))
            case .aliased:
                warnings.append(
                    ResultWarning(
                        "aliased_term",
                        "\(column.term) is made up of the columns before it, or does not differ "
                            + "among cases followed together, and has none of the "
                            + "\(NumberText.count(fit.rank)) coefficients.", terms: [column.term]))
            case .estimated: break
            }
        }
        if fit.rank > 0, fit.events < 10 * Double(fit.rank) {
            warnings.append(
                ResultWarning(
                    "few_events",
                    "\(NumberText.count(fit.events)) events for "
                        + "\(NumberText.counted(fit.rank, "coefficient")): with fewer than ten for "
                        + "each, estimates and intervals are rough."))
        }
    }
}
