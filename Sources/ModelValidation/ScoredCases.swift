import Glibc

/// Cases whose outcome is known, beside the risk that a model gave them before it was.
public struct ScoredCases: Sendable {
    /// Whether each case had the event.
    public let hasEvent: [Bool]
    /// The risk of the event that each was given, from 0 to 1.
    public let risk: [Double]
    /// log(risk / (1 - risk)), infinite at 0 and 1.
    public let logOdds: [Double]
    /// How many cases each row stands for; nil for one each.
    public let count: [Double]?
    /// The cluster (family, school) of each, from 0; nil where cases are strangers.
    public let cluster: [Int32]?

    /// Cases by their risks.
    ///
    /// - Parameters:
    ///   - hasEvent: whether each had the event.
    ///   - risk: from 0 to 1, none of them NaN.
    ///   - count: finite and not negative.
    ///   - cluster: from 0.
    public init(
        hasEvent: [Bool], risk: [Double], count: [Double]? = nil, cluster: [Int32]? = nil
    ) {
        precondition(risk.allSatisfy { $0 >= 0 && $0 <= 1 }, "a risk lies from 0 to 1")
        self.init(
            hasEvent: hasEvent, risk: risk, logOdds: risk.map { log($0) - log1p(-$0) },
            count: count, cluster: cluster)
    }

    /// Cases by what a logistic model's linear predictor is for them, which keeps the digits of risks near 1.
    public init(
        hasEvent: [Bool], logOdds: [Double], count: [Double]? = nil, cluster: [Int32]? = nil
    ) {
        precondition(logOdds.allSatisfy { !$0.isNaN }, "log-odds are numbers")
        self.init(
            hasEvent: hasEvent, risk: logOdds.map { 1 / (1 + exp(-$0)) }, logOdds: logOdds,
            count: count, cluster: cluster)
    }

    private init(
        hasEvent: [Bool], risk: [Double], logOdds: [Double], count: [Double]?, cluster: [Int32]?
    ) {
        precondition(
            hasEvent.count == risk.count && (count?.count ?? risk.count) == risk.count
                && (cluster?.count ?? risk.count) == risk.count, "one value for each row")
        precondition(count?.allSatisfy { $0 >= 0 && $0.isFinite } ?? true, "counts are finite")
        self.hasEvent = hasEvent
        self.risk = risk
        self.logOdds = logOdds
        self.count = count
        self.cluster = cluster
    }

    /// The cases of some rows, in the order given.
    ///
    /// - Parameter rows: indices of rows.
    public func selecting(_ rows: [Int]) -> ScoredCases {
        ScoredCases(
            hasEvent: rows.map { hasEvent[$0] }, risk: rows.map { risk[$0] },
            logOdds: rows.map { logOdds[$0] }, count: count.map { all in rows.map { all[$0] } },
            cluster: cluster.map { all in rows.map { all[$0] } })
    }

    /// The number of rows.
    public var rowCount: Int { risk.count }
    /// How many cases the rows stand for.
    public var caseCount: Double { count?.reduce(0, +) ?? Double(rowCount) }
    /// How many of the cases had the event.
    public var eventCount: Double {
        var sum = 0.0
        for row in hasEvent.indices where hasEvent[row] { sum += count?[row] ?? 1 }
        return sum
    }
    /// Whether there are cases with and cases without the event.
    public var hasBothOutcomes: Bool { eventCount > 0 && eventCount < caseCount }
}
