/// A line of the table under a survival curve.
public struct RiskTableLine: Sendable, Hashable {
    /// The time.
    public let time: Double
    /// Cases at risk just before the time: entry < time <= exit.
    public let atRisk: Double
    /// Events up to and at the time.
    public let events: Double
    /// Cases censored up to and at the time.
    public let censored: Double
}

extension RiskTable {
    /// Who is still at risk, and what happened so far, at given times.
    public func lines(at times: [Double]) -> [RiskTableLine] {
        times.map { time in
            var (happened, lost) = (0.0, 0.0)
            for (index, exit) in self.times.enumerated() where exit <= time {
                happened += events[index]
                lost += censored[index]
            }
            return RiskTableLine(
                time: time, atRisk: atRisk(at: time), events: happened, censored: lost)
        }
    }
}
