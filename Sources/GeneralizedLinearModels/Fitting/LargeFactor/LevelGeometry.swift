import ModelFormula

/// What the variance of a prediction takes from each level: φ/d, and the weighted means x̄ of the columns
/// in its rows, so that Var η = φ/d + (x - x̄)'V(x - x̄) with V the covariance of the other coefficients.
///
/// Columns and means are on the columns' own scales; means of 0 are left out.
public struct LevelGeometry: Codable, Sendable, Equatable {
    /// φ/d of each level; 0 where it has none.
    public let variances: [Double]
    /// Where each level's means begin, and at the end where the last one's end.
    public let starts: [Int]
    /// The coefficient that each mean is of.
    public let columns: [Int]
    /// The means.
    public let means: [Double]

    /// The sums that it is made of.
    struct Source: Sendable {
        let scales: [Double]
        let centres: [Double]
        let meetings: LevelMeetings
        let levels: LevelSums?
        let dispersion: Double
        let status: [GLMFit.Status]

        init(_ solution: LargeFactorSolution, dispersion: Double?, _ status: [GLMFit.Status]) {
            (scales, centres) = (solution.design.scales, solution.design.centres)
            meetings = solution.pass.meetings
            levels = solution.sums?.levels
            self.dispersion = dispersion ?? 0
            self.status = status
        }
    }

    init(_ source: Source) {
        let (scales, centres) = (source.scales, source.centres)
        let (meetings, status) = (source.meetings, source.status)
        let coefficients = meetings.coefficientAtPlace
        var variances: [Double] = []
        var starts = [0]
        var columns: [Int] = []
        var means: [Double] = []
        for level in status.indices {
            defer { starts.append(columns.count) }
            guard status[level] == .estimated, let levels = source.levels,
                levels.information[level] > 0
            else {
                variances.append(0)
                continue
            }
            let d = levels.information[level]
            variances.append(source.dispersion / d)
            func add(_ place: Int, _ sum: Double) {
                let column = coefficients[place]
                guard column > 0 else { return }
                let mean = centres[column] + scales[column] * (sum / d)
                if mean != 0 {
                    columns.append(column)
                    means.append(mean)
                }
            }
            for j in 0..<meetings.denseCount {
                add(j, levels.dense[level * meetings.denseCount + j])
            }
            for slot in meetings.starts[level]..<meetings.starts[level + 1] {
                add(Int(meetings.places[slot]), levels.cells[slot])
            }
        }
        self.variances = variances
        self.starts = starts
        self.columns = columns
        self.means = means
    }

    /// The means of a level.
    func means(of level: Int) -> [(column: Int, value: Double)] {
        (starts[level]..<starts[level + 1]).map { (columns[$0], means[$0]) }
    }

    /// Whether the parts fit so many levels and coefficients.
    func isConsistent(levels: Int, coefficients: Int) -> Bool {
        variances.count == levels && starts.count == levels + 1 && starts.first == 0
            && starts.last == columns.count && columns.count == means.count
            && zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
            && columns.allSatisfy { (1..<max(1, coefficients)).contains($0) }
            && variances.allSatisfy { $0 >= 0 }
    }
}
