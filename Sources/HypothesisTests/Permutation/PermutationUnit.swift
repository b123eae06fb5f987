import Distributions

/// What is dealt to the groups in one piece: a case, or all cases of a cluster.
struct PermutationUnit: Sendable {
    /// How many cases it holds.
    var size: Double
    /// The sum of their deviations from the mean of all.
    var sum: Double

    /// More are not dealt one by one.
    private static let most = 50_000_000

    /// The units ordered by group, with the number of each group that has any, or why there are
    /// none.
    static func all(
        _ values: [Double], _ groups: [Int], _ groupCount: Int, _ clusters: [Int]?,
        _ weights: [Int]?, mean: Double, cases: Int
    ) -> (units: [PermutationUnit], sizes: [Int], note: String?) {
        var byGroup = [[PermutationUnit]](repeating: [], count: groupCount)
        guard let clusters else {
            guard cases <= most else {
                return ([], [], "more than 50 million cases are not dealt one by one")
            }
            for (index, value) in values.enumerated() {
                let unit = PermutationUnit(size: 1, sum: value - mean)
                for _ in 0..<(weights?[index] ?? 1) { byGroup[groups[index]].append(unit) }
            }
            // In the order of values, so that the order of the cases changes no draw.
            for group in byGroup.indices { byGroup[group].sort { $0.sum < $1.sum } }
            return joined(byGroup)
        }
        var homes: [Int: (group: Int, place: Int)] = [:]
        let order = values.indices.sorted { values[$0] < values[$1] }
        for index in order {
            let weight = Double(weights?[index] ?? 1)
            guard weight > 0 else { continue }
            let (group, sum) = (groups[index], weight * (values[index] - mean))
            if let home = homes[clusters[index]] {
                guard home.group == group else {
                    return ([], [], "clusters have cases in more than one group")
                }
                byGroup[group][home.place].size += weight
                byGroup[group][home.place].sum += sum
            } else {
                homes[clusters[index]] = (group, byGroup[group].count)
                byGroup[group].append(PermutationUnit(size: weight, sum: sum))
            }
        }
        for group in byGroup.indices {
            byGroup[group].sort { ($0.sum, $0.size) < ($1.sum, $1.size) }
        }
        return joined(byGroup)
    }

    private static func joined(
        _ groups: [[PermutationUnit]]
    ) -> (units: [PermutationUnit], sizes: [Int], note: String?) {
        let occupied = groups.filter { !$0.isEmpty }
        return (occupied.flatMap(\.self), occupied.map(\.count), nil)
    }
}
