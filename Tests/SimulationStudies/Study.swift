import Dispatch
import Distributions

/// A promise of one method, tried on many drawn data sets of known truth.
public struct Study: Sendable {
    /// What is promised of the share of data sets that are a hit.
    public enum Promise: Sendable, Hashable {
        /// An interval that covers the truth in about its level of data sets: 94% to 96% for 95%.
        case coverage
        /// An interval that covers the truth in at least its level of data sets.
        case coverageAtLeast
        /// A test at .05 that rejects a true null about that often: 4% to 6%.
        case size
        /// A test at .05 that rejects a true null at most that often.
        case sizeAtMost
        /// An interval that is known to cover less than it says here, shown beside one that keeps
        /// its level.
        case shortfall
        /// A test at .05 that is known to reject a true null more often here, shown beside one that
        /// keeps its level.
        case excess
        /// Nothing: it is shown beside others.
        case shown

        /// The shares that keep the promise.
        public var range: ClosedRange<Double> {
            switch self {
            case .coverage: 0.94...0.96
            case .coverageAtLeast: 0.95...1
            case .size: 0.04...0.06
            case .sizeAtMost: 0...0.05
            case .shortfall: 0...0.94
            case .excess: 0.06...1
            case .shown: 0...1
            }
        }

        /// The promise in words.
        public var words: String {
            switch self {
            case .coverage: "covers 94% to 96%"
            case .coverageAtLeast: "covers 95% or more"
            case .size: "rejects 4% to 6%"
            case .sizeAtMost: "rejects 5% or fewer"
            case .shortfall: "none: covers less than 94% here"
            case .excess: "none: rejects more than 6% here"
            case .shown: "none: shown beside others"
            }
        }
    }

    /// What came of one data set.
    public enum Outcome: Sendable {
        /// An interval, without bound where an end is infinite, and what it should cover.
        case limits(ClosedRange<Double>, truth: Double)
        /// The test rejects, or what was tried holds.
        case hit
        /// It does not.
        case miss
        /// The data set gives no answer.
        case none
    }

    /// The method.
    public let method: String
    /// What the data sets are.
    public let scenario: String
    /// What the method promises.
    public let promise: Promise
    /// The data sets that are worth their time at the most: fewer for methods that draw by themselves.
    public let most: Int
    /// The data sets of a short slice.
    public let slice: Int
    /// Draws one data set and asks the method.
    let replicate: @Sendable (inout RandomStream) -> Outcome

    /// A study of a promise.
    public init(
        _ method: String, _ scenario: String, _ promise: Promise, most: Int = .max,
        slice: Int = 400,
        replicate: @escaping @Sendable (inout RandomStream) -> Outcome
    ) {
        self.method = method
        self.scenario = scenario
        self.promise = promise
        self.most = most
        self.slice = slice
        self.replicate = replicate
    }

    /// Draws data sets, each from a stream of its own, so that threads change nothing.
    public func run(replicates: Int, seed: UInt64 = 1) -> Tally {
        let chunk = 64
        let chunks = (replicates + chunk - 1) / chunk
        let slots = Slots(count: chunks)
        DispatchQueue.concurrentPerform(iterations: chunks) { index in
            var tally = Tally()
            for number in (index * chunk)..<min(replicates, (index + 1) * chunk) {
                var stream = RandomStream(seed: seed, number: UInt64(number))
                tally.add(replicate(&stream))
            }
            slots.set(index, tally)
        }
        return slots.sum
    }

    /// Whether a tally is compatible with the promise, give or take `errors` standard errors of
    /// simulation.
    public func isKept(by tally: Tally, errors: Double) -> Bool {
        guard tally.answers > 0 else { return false }
        let (low, high) = (promise.range.lowerBound, promise.range.upperBound)
        let atEdge = { (edge: Double) in
            (edge * (1 - edge) / Double(tally.answers)).squareRoot() * errors
        }
        return tally.share >= low - atEdge(low) && tally.share <= high + atEdge(high)
    }
}

/// A place for each chunk's tally, written once by whoever has the chunk.
private final class Slots: @unchecked Sendable {
    private let base: UnsafeMutablePointer<Study.Tally>
    private let count: Int

    init(count: Int) {
        self.count = count
        base = .allocate(capacity: max(count, 1))
        base.initialize(repeating: Study.Tally(), count: max(count, 1))
    }

    deinit { base.deallocate() }

    func set(_ index: Int, _ tally: Study.Tally) { base[index] = tally }

    var sum: Study.Tally {
        (0..<count).reduce(into: Study.Tally()) { $0.add(base[$1]) }
    }
}
