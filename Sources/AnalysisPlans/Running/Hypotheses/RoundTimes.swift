/// A few round times that a person would ask about.
enum RoundTimes {
    /// 0 and up to eight round times, none beyond `end`.
    static func upTo(_ end: Double, days: Bool) -> [Double] {
        guard end > 0, end.isFinite else { return [0] }
        let steps: [Double] =
            days && end >= 20
            ? [7, 14, 30, 91, 182, 365, 730, 1826, 3652]
            : (-12...15).flatMap { power -> [Double] in
                let unit = tenTo(power)
                return [unit, 2 * unit, 5 * unit]
            }
        let step = steps.first { end / $0 <= 6 } ?? end / 6
        let count = Int(min(end / step, 8))
        return (0...count).map { Double($0) * step }
    }

    private static func tenTo(_ power: Int) -> Double {
        var value = 1.0
        for _ in 0..<abs(power) { value *= 10 }
        return power < 0 ? 1 / value : value
    }
}
