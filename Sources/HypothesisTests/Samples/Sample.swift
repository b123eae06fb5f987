import Distributions

/// The numbers of one group of cases: each distinct value in increasing order, with how many cases
/// have it.
///
/// Made of values and whole weights, so that the order of the cases changes no bit of any answer
/// and a weight is the same as repeating the case.
public struct Sample: Sendable, Hashable {
    /// The group's name.
    public let label: String
    /// The distinct values, ascending.
    public let values: [Double]
    /// How many cases have each; all above 0.
    public let counts: [Int]
    /// How many cases there are in all.
    public let count: Int

    /// The cases of a group.
    ///
    /// - Parameters:
    ///   - values: the numbers, in any order.
    ///   - weights: how many cases each stands for; one each if nil. Those of weight 0 are left out.
    /// - Throws: for a value that is not finite, a negative weight, as many weights as there are not
    ///   values, or a sum of weights above 2⁵³.
    public init(label: String = "", values: [Double], weights: [Int]? = nil) throws(SampleError) {
        if let weights {
            guard weights.count == values.count else {
                throw .shape(values: values.count, weights: weights.count)
            }
            guard let wrong = weights.first(where: { $0 < 0 }) else {
                try self.init(label, try Self.runs(values, weights))
                return
            }
            throw .negativeWeight(wrong)
        }
        try self.init(label, try Self.runs(values))
    }

    private init(_ label: String, _ runs: (values: [Double], counts: [Int])) throws(SampleError) {
        var total = 0
        for count in runs.counts {
            let (sum, overflow) = total.addingReportingOverflow(count)
            guard !overflow, sum <= Self.mostCases else { throw .tooManyCases }
            total = sum
        }
        self.label = label
        values = runs.values
        counts = runs.counts
        count = total
    }

    /// 2⁵³: up to there every number of cases is a double, and every product of two fits 128 bits.
    static let mostCases = 1 << 53

    /// Distinct values in order with their counts, of which no sum is beyond a sample's.
    init(sorted runs: [(value: Double, count: Int)]) {
        label = ""
        values = runs.map(\.value)
        counts = runs.map(\.count)
        count = runs.reduce(0) { $0 + $1.count }
    }

    /// The same cases with every value times 2^-`exponent`, which keeps their digits.
    func scaledDown(by exponent: Int) -> Sample {
        exponent == 0 ? self : Sample(label, scaling(values, down: exponent), counts, count)
    }

    private init(_ label: String, _ values: [Double], _ counts: [Int], _ count: Int) {
        self.label = label
        self.values = values
        self.counts = counts
        self.count = count
    }

    private static func runs(
        _ values: [Double]
    ) throws(SampleError) -> (values: [Double], counts: [Int]) {
        try requireFinite(values)
        var sorted = values
        sorted.sort()
        var (distinct, counts): ([Double], [Int]) = ([], [])
        for value in sorted {
            if distinct.last == value {
                counts[counts.count - 1] += 1
            } else {
                // Minus zero is zero.
                distinct.append(value + 0)
                counts.append(1)
            }
        }
        return (distinct, counts)
    }

    private static func runs(
        _ values: [Double], _ weights: [Int]
    ) throws(SampleError) -> (values: [Double], counts: [Int]) {
        try requireFinite(values)
        let order = values.indices.filter { weights[$0] > 0 }.sorted { values[$0] < values[$1] }
        var (distinct, counts): ([Double], [Int]) = ([], [])
        for index in order {
            if distinct.last == values[index] {
                let (sum, overflow) =
                    counts[counts.count - 1].addingReportingOverflow(weights[index])
                guard !overflow else { throw .tooManyCases }
                counts[counts.count - 1] = sum
            } else {
                distinct.append(values[index] + 0)
                counts.append(weights[index])
            }
        }
        return (distinct, counts)
    }

    private static func requireFinite(_ values: [Double]) throws(SampleError) {
        if let wrong = values.first(where: { !$0.isFinite }) {
            throw .notFinite(wrong.isNaN ? "not a number" : "infinite")
        }
    }
}

/// What a sample, or a set of counts with exposures, cannot be made from.
public enum SampleError: Error, Sendable, Hashable {
    /// A value is infinite or not a number.
    case notFinite(String)
    /// There are not as many of one thing as of the other.
    case shape(values: Int, weights: Int)
    /// A weight is below 0.
    case negativeWeight(Int)
    /// The number of cases, or the sum of counts, is above 2⁵³.
    case tooManyCases
    /// A count of events is below 0 or no whole number.
    case notACount(Double)
    /// An exposure is below 0.
    case negativeExposure(Double)
}
