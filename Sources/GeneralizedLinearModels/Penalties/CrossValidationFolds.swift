import Distributions

/// Which rows are held out together when a model is judged on cases that it was not fitted to.
public struct CrossValidationFolds: Sendable, Equatable {
    /// The fold of each row, from 0.
    public let fold: [Int]
    /// The number of folds.
    public let count: Int
    /// The number of families dealt; of rows, where each is by itself.
    public let familyCount: Int

    /// The fewest folds of which a standard error is made.
    public static let fewest = 3
    /// The purpose of the stream that deals families.
    static let purpose: UInt32 = 0x666f_6c64

    /// Deals rows to folds, the rows of a family to the same one.
    ///
    /// Families are shuffled; those with an event go first, each to the fold with the fewest events
    /// so far, then the others, each to the fold with the fewest cases. So folds have nearly as many
    /// events as each other, which matters where events are few. The same seed gives the same
    /// folds on any machine; another order of the rows gives others.
    ///
    /// - Parameters:
    ///   - outcome: the outcome of each row; above 0 is an event.
    ///   - weights: how many cases each row stands for; nil for one.
    ///   - families: a code for each row, the same in a family; nil where each is by itself.
    ///   - count: the number of folds.
    /// - Throws: `FitError` for fewer than three folds, or fewer families than folds.
    public init(
        outcome: [Double], weights: [Double]? = nil, families: [Int]? = nil, count: Int,
        seed: UInt64
    ) throws(FitError) {
        precondition(families == nil || families?.count == outcome.count, "a code for each row")
        precondition(weights == nil || weights?.count == outcome.count, "a weight for each row")
        var members: [[Int]] = []
        if let families {
            var placeOfFamily: [Int: Int] = [:]
            for (row, family) in families.enumerated() {
                if let place = placeOfFamily[family] {
                    members[place].append(row)
                } else {
                    placeOfFamily[family] = members.count
                    members.append([row])
                }
            }
        } else {
            members = outcome.indices.map { [$0] }
        }
        try Self.require(count, families: members.count, areGiven: families != nil)
        var stream = RandomStream(seed: seed, purpose: Self.purpose)
        for place in members.indices.dropFirst().reversed() {
            members.swapAt(place, stream.index(below: place + 1))
        }
        var events = [Double](repeating: 0, count: count)
        var cases = [Double](repeating: 0, count: count)
        var fold = [Int](repeating: 0, count: outcome.count)
        func deal(_ family: [Int], to chosen: Int) {
            for row in family {
                fold[row] = chosen
                cases[chosen] += weights?[row] ?? 1
                if outcome[row] > 0 { events[chosen] += weights?[row] ?? 1 }
            }
        }
        let folds = 0..<count
        for family in members where family.contains(where: { outcome[$0] > 0 }) {
            deal(family, to: folds.min { (events[$0], cases[$0]) < (events[$1], cases[$1]) } ?? 0)
        }
        for family in members where !family.contains(where: { outcome[$0] > 0 }) {
            deal(family, to: folds.min { cases[$0] < cases[$1] } ?? 0)
        }
        self.fold = fold
        self.count = count
        familyCount = members.count
    }

    /// Folds that are given: one for each row, from 0 to below `count`; nil where one of them has no
    /// row or is not among them.
    public init?(fold: [Int], count: Int) {
        guard count >= Self.fewest, count <= fold.count, Set(fold) == Set(0..<count) else {
            return nil
        }
        self.fold = fold
        self.count = count
        familyCount = fold.count
    }

    private static func require(_ count: Int, families: Int, areGiven: Bool) throws(FitError) {
        guard count >= fewest else {
            throw FitError(
                code: .folds,
                message: "Cross-validation takes \(fewest) folds or more, not \(count).",
                hint: "10 are usual.")
        }
        guard count <= families else {
            throw FitError(
                code: .folds,
                message: "There are \(families) \(areGiven ? "clusters" : "rows") to deal to "
                    + "\(count) folds.",
                hint: "Ask for fewer folds; \(fewest) are the fewest.")
        }
    }
}
