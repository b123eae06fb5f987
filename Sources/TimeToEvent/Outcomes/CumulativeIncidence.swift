import Distributions
import HypothesisTests

/// The share of a group with an event of one cause by each time, where other causes can come first:
/// Aalen and Johansen's F_c(t) = Σ_{tᵢ <= t} S(tᵢ-) d_cᵢ/yᵢ, S the product-limit curve of all causes.
///
/// 1 - Kaplan-Meier of one cause, others censored, is larger: it speaks of a world without the other
/// causes. The variance is that of Greenwood's kind (Andersen et al., IV.4.1),
/// Σ_{tᵢ <= t} yᵢ Var(S(tᵢ-) dN_c/yᵢ - (F_c(t) - F_c(tᵢ)) dN./(yᵢ - dᵢ)), also under delayed entry; with clusters the
/// infinitesimal jackknife over them. Limits are on the scale ln(-ln(1 - F)), so that with one cause
/// they are those of Kaplan-Meier.
public struct CumulativeIncidence: Sendable, Hashable {
    /// The group's code.
    public let group: Int
    /// The group's name.
    public let level: String
    /// The cause.
    public let cause: UInt8
    /// Times with an event of any cause, ascending.
    public let times: [Double]
    /// F at each time.
    public let estimates: [OutcomeEstimate]
    /// The last time at which somebody was followed.
    public let knownUntil: Double
    /// Whether all have had an event by then.
    private let isComplete: Bool
    /// The time from which nothing is known although others enter later; nil without one.
    private let emptiedAt: Double?
    /// How much one row moves F at each time; nil without clusters.
    private let influence: IncidenceInfluence?

    /// Estimates every cause in every group that holds a case; strata are put together.
    ///
    /// - Throws: `SurvivalDataError` only if the data were made past their checks.
    public static func all(_ data: SurvivalData, confidence: Double = 0.95)
        throws(SurvivalDataError) -> [CumulativeIncidence]
    {
        let data = try data.withoutStrata()
        let tables = SurvivalOrder(data).riskTables()
        let z = twoSidedQuantile(confidence)
        return tables.flatMap { table in
            let curve = ProductLimit(table)
            let rows = data.cluster == nil ? [] : data.rows(of: table.group)
            return (1...data.causeCount).map { cause in
                CumulativeIncidence(data, table, curve, rows, UInt8(cause), z)
            }
        }
    }

    private init(
        _ data: SurvivalData, _ table: RiskTable, _ curve: ProductLimit, _ rows: [Int],
        _ cause: UInt8, _ z: Double?
    ) {
        group = table.group
        level = data.groupName(table.group)
        self.cause = cause
        times = curve.times
        knownUntil = table.times.last ?? 0
        isComplete = curve.survival.last == 0
        emptiedAt = table.emptiedAt
        let counts = table.eventsByCause[Int(cause) - 1]
        let path = IncidencePath(table, curve, counts)
        influence = data.cluster == nil ? nil : IncidenceInfluence(path, cause)
        let isOfFew =
            data.cluster.map { cluster in
                Set(rows.map { cluster.codes[$0] }).count < SurvivalData.fewestClusters
            } ?? false
        let errors =
            data.cluster.map { path.clustered(data, $0, rows, cause) }
            ?? path.variances.map { $0.squareRoot() }
        estimates = path.values.indices.map { index in
            var estimate = OutcomeEstimate(
                path.values[index], standardError: isOfFew ? nil : errors[index])
            if isOfFew { estimate.note = SurvivalData.fewClustersNote }
            estimate.setShareLimits(z)
            return estimate
        }
    }

    /// F at a time; not estimable beyond the last time at which somebody was followed, unless all
    /// have had an event by then.
    public func share(by time: Double) -> OutcomeEstimate {
        if let emptiedAt, time >= emptiedAt {
            return OutcomeEstimate(notEstimable: RiskTable.emptiedNote(emptiedAt))
        }
        if time > knownUntil, !isComplete {
            return OutcomeEstimate(notEstimable: "nobody was followed as long")
        }
        guard let last = times.lastIndex(notAbove: time) else {
            var none = OutcomeEstimate(0, standardError: 0)
            none.setShareLimits(1)
            return none
        }
        return estimates[last]
    }
}

extension CumulativeIncidence {
    /// Each group against the first at a time: `risk_difference` and `risk_ratio` of one cause.
    ///
    /// - Parameter data: the rows that the curves are of; clusters that reach over two groups count in both.
    public static func effects(
        _ curves: [CumulativeIncidence], of data: SurvivalData? = nil, by time: Double,
        confidence: Double
    ) -> [Effect] {
        guard let reference = curves.first else { return [] }
        let sums = data.flatMap { data in data.cluster.map { (data, $0) } }.map { data, cluster in
            var places = [Int](repeating: -1, count: data.groupCount)
            for (index, curve) in curves.enumerated() { places[curve.group] = index }
            return data.influences(cluster, places, count: curves.count) { place, row in
                curves[place].influence?.influence(
                    by: time, entry: data.entry?[row] ?? -.infinity, exit: data.exit[row],
                    event: data.event[row]) ?? 0
            }
        }
        return curves.indices.dropFirst().flatMap { index in
            GroupContrast(
                curves[index].share(by: time), reference.share(by: time), confidence,
                covariance: sums.map { $0[index].covariance(with: $0[0]) } ?? 0
            ).effects(
                difference: "risk_difference", ratio: "risk_ratio", level: curves[index].level,
                reference: reference.level,
                method: "Aalen-Johansen by \(RestrictedMeanTimes.text(time))"
                    + (sums == nil ? "" : ", standard errors by cluster"), within: -1...1)
        }
    }
}

/// F of one cause at the times of a curve, and the variance at each.
struct IncidencePath {
    private let curve: ProductLimit
    private let counts: [Double]
    private let atRisk: [Double]
    /// The times.
    var times: [Double] { curve.times }
    /// F at each time.
    let values: [Double]
    /// Var F at each time.
    let variances: [Double]

    /// - Parameter counts: events of the cause, at the places of the risk table.
    init(_ table: RiskTable, _ curve: ProductLimit, _ counts: [Double]) {
        self.curve = curve
        self.counts = curve.places.map { counts[$0] }
        atRisk = curve.places.map { table.atRisk[$0] }
        let events = curve.places.map { table.events[$0] }
        var isAlone = true
        var f = 0.0
        var values: [Double] = []
        var variances: [Double] = []
        // B = Σ a² y p(1 - p), P = Σ a p, R = Σ a p (F - Fᵢ), H = Σ h, L = Σ h (F - Fᵢ),
        // Q = Σ h (F - Fᵢ)², with a = S(t-)/y and p = d_c/y: Var F = B - 2R + Q.
        var (b, p, r, h, l, q) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for index in curve.times.indices {
            let (y, d) = (atRisk[index], self.counts[index])
            let step = curve.before[index] * (d / y)
            q += step * (2 * l + step * h)
            l += step * h
            r += step * p
            f += step
            let a = curve.before[index] / y
            b += a * a * d * ((y - d) / y)
            p += a * d / y
            h += curve.greenwood[index]
            // While no other cause has come, F is 1 - S to the last digit.
            isAlone = isAlone && d == events[index]
            let s = curve.survival[index]
            values.append(isAlone ? 1 - s : f)
            variances.append(isAlone ? s * s * h : max(b - 2 * r + q, 0))
        }
        self.values = values
        self.variances = variances
    }

    /// The standard error at each time from the influence of each cluster.
    ///
    /// Case i moves F(t) by Σ_{v <= t} S(v-) dMᵢ_c/y - (F(t) - F(v)) dMᵢ./(y - d), dMᵢ = dNᵢ - Yᵢ d/y. As a polynomial
    /// of F(t) that is A(t) - F(t) B(t), so that a cluster's sums are carried from time to time.
    func clustered(
        _ data: SurvivalData, _ cluster: Grouping, _ rows: [Int], _ cause: UInt8
    ) -> [Double] {
        let (driftA, driftB) = drifts
        var places: [Int32: Int] = [:]
        for row in rows where places[cluster.codes[row]] == nil {
            places[cluster.codes[row]] = places.count
        }
        return influences(data, cluster, rows, cause, places, driftA, driftB)
    }

    /// Sums over times of what one case at risk without event adds to A and B.
    var drifts: (a: [Double], b: [Double]) {
        var (sumA, sumB) = (0.0, 0.0)
        var (driftA, driftB): ([Double], [Double]) = ([], [])
        for index in curve.times.indices {
            let y = atRisk[index]
            let g = curve.greenwood[index]
            sumA -= curve.before[index] / y * counts[index] / y + values[index] * g
            sumB -= g
            driftA.append(sumA)
            driftB.append(sumB)
        }
        return (driftA, driftB)
    }

    /// What an event at a time adds to A and B.
    func jump(at index: Int, isCause: Bool) -> (a: Double, b: Double) {
        var (a, b) = (0.0, 0.0)
        let left = curve.remaining[index]
        if isCause { a += curve.before[index] / atRisk[index] }
        if left > 0 {
            a += values[index] / left
            b += 1 / left
        }
        return (a, b)
    }

    private func influences(
        _ data: SurvivalData, _ cluster: Grouping, _ rows: [Int], _ cause: UInt8,
        _ places: [Int32: Int], _ driftA: [Double], _ driftB: [Double]
    ) -> [Double] {
        let times = curve.times
        // What each cluster's fixed parts are, and how many of it are at risk.
        var fixedA = [Double](repeating: 0, count: places.count)
        var fixedB = fixedA
        var present = fixedA
        struct Move { var place: Int; var a: Double; var b: Double; var present: Double }
        var moves = [[Move]](repeating: [], count: times.count + 1)
        for row in rows {
            guard let place = places[cluster.codes[row]] else { continue }
            let weight = data.weight(of: row)
            let first = (data.entry?[row]).flatMap { times.lastIndex(notAbove: $0) }
            guard let last = times.lastIndex(notAbove: data.exit[row]) else { continue }
            let enter = first.map { $0 + 1 } ?? 0
            guard enter <= last else { continue }
            let (startA, startB) = first.map { (driftA[$0], driftB[$0]) } ?? (0, 0)
            moves[enter].append(
                Move(place: place, a: -weight * startA, b: -weight * startB, present: weight))
            var (a, b) = (0.0, 0.0)
            if data.event[row] > 0, times[last] == data.exit[row] {
                (a, b) = jump(at: last, isCause: data.event[row] == cause)
            }
            // An event counts at its own time, and from the next one on the case is not at risk.
            if a != 0 || b != 0 {
                moves[last].append(Move(place: place, a: weight * a, b: weight * b, present: 0))
            }
            moves[last + 1].append(
                Move(
                    place: place, a: weight * driftA[last], b: weight * driftB[last],
                    present: -weight))
        }
        return times.indices.map { index in
            for move in moves[index] {
                fixedA[move.place] += move.a
                fixedB[move.place] += move.b
                present[move.place] += move.present
            }
            var total = CompensatedSum()
            for place in present.indices {
                let a = fixedA[place] + present[place] * driftA[index]
                let b = fixedB[place] + present[place] * driftB[index]
                let influence = a - values[index] * b
                total.add(influence * influence)
            }
            return total.value.squareRoot()
        }
    }
}

extension SurvivalData {
    /// The rows of a group that stand for a case.
    func rows(of code: Int) -> [Int] {
        exit.indices.filter { row in
            weight(of: row) > 0 && (group.map { Int($0.codes[row]) } ?? 0) == code
        }
    }
}
