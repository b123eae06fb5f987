/// The weighted means of the active columns in each level's rows, those that are 0 left out.
struct SparseMeans: Sendable {
    private let solution: LargeFactorSums
    private let columnOfPlace: [Int]

    private struct LargeFactorSums: Sendable {
        let meetings: LevelMeetings
        let levels: LevelSums?
    }

    init(_ solution: LargeFactorSolution) {
        self.solution = LargeFactorSums(
            meetings: solution.pass.meetings, levels: solution.sums?.levels)
        var columnOfPlace = [Int](repeating: -1, count: solution.design.columnCount)
        for (k, column) in solution.active.enumerated() {
            columnOfPlace[solution.pass.meetings.placeOfCoefficient[column]] = k
        }
        self.columnOfPlace = columnOfPlace
    }

    /// The columns, as places among the active ones, and the means of a level.
    subscript(_ level: Int) -> (columns: [Int], means: [Double]) {
        var (columns, means): ([Int], [Double]) = ([], [])
        fill(&columns, &means, level)
        return (columns, means)
    }

    /// Puts them into arrays that are used again.
    func fill(_ columns: inout [Int], _ means: inout [Double], _ level: Int) {
        columns.removeAll(keepingCapacity: true)
        means.removeAll(keepingCapacity: true)
        guard let levels = solution.levels, levels.information[level] > 0 else { return }
        let meetings = solution.meetings
        let d = levels.information[level]
        for j in 0..<meetings.denseCount where columnOfPlace[j] >= 0 {
            columns.append(columnOfPlace[j])
            means.append(levels.dense[level * meetings.denseCount + j] / d)
        }
        for slot in meetings.starts[level]..<meetings.starts[level + 1] {
            let column = columnOfPlace[Int(meetings.places[slot])]
            guard column >= 0 else { continue }
            columns.append(column)
            means.append(levels.cells[slot] / d)
        }
    }
}
