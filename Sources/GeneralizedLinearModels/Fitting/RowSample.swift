import LinearAlgebra
import ModelFormula

/// Some of the rows of a fit, which say cheaply where its maximum will lie.
///
/// From their maximum Newton's method needs two or three steps over all rows instead of five or
/// six; where it ends does not depend on where it starts, since the likelihood is concave in the linear
/// predictor. Gaussian outcomes have no sample: under the identity one step from anywhere is all, and
/// under a log there may be several maxima. Nor have gamma outcomes: what they themselves suggest is a start
/// as near, and a trial of 10⁶ rows from a sample took no less. The rows are one of each run of equal
/// length, at a place in it that a fixed sequence decides, so that no order of the rows and no period in
/// it makes them odd.
struct RowSample {
    /// The rows of the sample.
    let pass: RowPass
    /// One row of so many.
    private let share: Int
    /// Whether the rows alone show that no column of the design is made up of others.
    ///
    /// What is left of a column beside others is no less over all rows than over some. A squared
    /// pivot of 1e-6 of a column whose square over the sample is at least 1e-6 of its rows leaves,
    /// for a column of unit mean square over all rows, more than 1e-6 · √(sample / rows) of its
    /// length: far from the 1e-11 at which a column counts as made up of others.
    let provesIndependence: Bool

    /// Fewer rows than this are all used from the start.
    static let fewestRows = 100_000
    /// One row of so many, where that is enough for their information to be near that of all rows.
    static let share = 20
    /// One row of so many, at least.
    private static let leastShare = 6
    /// Rows of the sample for each coefficient.
    private static let fewestRowsAColumn = 20
    /// Σw of its rows for each coefficient, where w is at most 1/4 under a logit.
    private static let leastWeightAColumn = 4.0
    /// Σw for each coefficient from which the sample's information is near that of all rows.
    private static let leastInformativeWeight = 8.0
    /// Rows of the sample for each coefficient from which its information is near that of all rows.
    private static let fewestInformativeRows = 100

    /// - Parameter fewestRows: of fewer rows than this no sample is taken.
    init?(_ pass: RowPass, fewestRows: Int = Self.fewestRows) {
        let design = pass.design
        // Of rows in a scratch file no more than memory holds.
        let most = pass.source?.mostSampledRows ?? .max
        let wanted = max(
            design.rowCount / Self.share, Self.fewestInformativeRows * design.columnCount)
        let share = max(
            Self.leastShare, design.rowCount / max(1, wanted), (design.rowCount - 1) / most + 1)
        let count = design.rowCount / share
        guard pass.model.family.hasUnitDispersion, design.rowCount >= fewestRows,
            pass.summedRowCount == design.rowCount,
            count >= Self.fewestRowsAColumn * design.columnCount
        else { return nil }
        self.share = share
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        let rows = (0..<count).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return index * share + Int(state >> 33) % share
        }
        let sample = pass.source.map { pass.gathering(rows, from: $0) }
        self.pass =
            sample
            ?? RowPass(
                design: design.selecting(rows, threads: pass.threads),
                outcome: rows.map { pass.outcome[$0] },
                prior: pass.prior.map { prior in rows.map { prior[$0] } },
                offset: pass.offset.map { offset in rows.map { offset[$0] } }, model: pass.model,
                threads: pass.threads, shortcuts: RowPass.Shortcuts(collapsesFrom: nil))
        let squares = self.pass.crossProduct()
        let isLong = (0..<squares.rows).allSatisfy { squares[$0, $0] >= 1e-6 * Double(count) }
        provesIndependence = isLong && (Cholesky(squares)?.smallestPivot ?? 0) > 1e-6
    }

    private init(_ other: RowSample, _ model: RowModel) {
        pass = other.pass.modelled(as: model)
        share = other.share
        provesIndependence = other.provesIndependence
    }

    /// The same rows under another model.
    func modelled(as model: RowModel) -> RowSample { RowSample(self, model) }

    /// Coefficients near the maximum over all rows; nil where the sample does not settle.
    ///
    /// Half a unit of precision on the scaled columns keeps coefficients finite of which the sample
    /// says little. The steps end where the rest is small beside what sampling leaves open.
    func start(from cold: [Double], active: [Int]) -> Newton.Start? {
        let precision = 0.5
        let open = 0.1 * Double(active.count)
        var beta = cold
        var sums = pass.sums(at: beta)
        // Where events are rare many rows say little.
        let weight = active.reduce(0) { max($0, sums.information[$1, $1]) }
        guard weight >= Self.leastWeightAColumn * Double(active.count) else { return nil }
        func objective(_ beta: [Double], _ sums: RowPass.Sums) -> Double {
            let squares = active.reduce(0.0) {
                let difference = beta[$1] - cold[$1]
                return $0 + difference * difference
            }
            return sums.logLikelihood - precision / 2 * squares
        }
        for _ in 0..<12 {
            var information = sums.information.principalSubmatrix(active)
            for k in active.indices { information[k, k] += precision }
            let score = active.map { sums.score[$0] - precision * (beta[$0] - cold[$0]) }
            guard let step = Cholesky(information)?.solve(score) else { return nil }
            let decrement = zip(score, step).reduce(0) { $0 + $1.0 * $1.1 }
            guard decrement.isFinite else { return nil }
            func moved(_ share: Double) -> [Double] {
                var result = beta
                for (k, column) in active.enumerated() { result[column] += share * step[k] }
                return result
            }
            if decrement <= open {
                // Steps with the information of too few rows are too many.
                guard pass.design.rowCount >= Self.fewestInformativeRows * active.count,
                    weight >= Self.leastInformativeWeight * Double(active.count)
                else {
                    return Newton.Start(beta: moved(1), information: nil, isSampled: true)
                }
                var whole = sums.information
                whole.scale(by: Double(share))
                return Newton.Start(beta: moved(1), information: whole)
            }
            // The whole step may end beyond the maximum and lower than it began, or out of the range of
            // means.
            let height = objective(beta, sums)
            var part = 1.0
            var candidate = moved(part)
            var next = pass.sums(at: candidate)
            while !(next.logLikelihood.isFinite && objective(candidate, next) >= height) {
                part /= 2
                guard part >= 1.0 / 64 else { return nil }
                candidate = moved(part)
                next = pass.sums(at: candidate)
            }
            (beta, sums) = (candidate, next)
        }
        return nil
    }
}
