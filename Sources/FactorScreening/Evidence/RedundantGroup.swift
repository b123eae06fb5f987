/// Candidates that go together so closely that they say nearly the same.
public struct RedundantGroup: Sendable, Hashable {
    /// A candidate with its bias-corrected V with the representative.
    public struct Member: Sendable, Hashable {
        /// The candidate.
        public let name: String
        /// Bergsma's bias-corrected Cramér's V of the two, over the rows that have both.
        public let cramersV: Double
    }

    /// The candidate with the most evidence.
    public let representative: String
    /// The others.
    public let members: [Member]

    /// Gathers candidates, the one with the most evidence first.
    ///
    /// Each joins the first representative that it goes together with at `threshold` or more, else
    /// it stands for itself; so each member is that close to its representative, and not merely to
    /// another member. Candidates of the same column are never compared.
    static func find(_ pairs: PairCounts, columns: [String], threshold: Double)
        -> [RedundantGroup]
    {
        var leaders: [(place: Int, members: [Member])] = []
        for place in pairs.factors.indices {
            var isMember = false
            for (index, leader) in leaders.enumerated()
            where columns[leader.place] != columns[place] {
                guard let v = pairs.association(leader.place, place)?.biasCorrectedV, v >= threshold
                else { continue }
                leaders[index].members.append(
                    Member(name: pairs.factors[place].name, cramersV: v))
                isMember = true
                break
            }
            if !isMember { leaders.append((place, [])) }
        }
        return leaders.filter { !$0.members.isEmpty }.map {
            RedundantGroup(
                representative: pairs.factors[$0.place].name, members: $0.members)
        }
    }
}
