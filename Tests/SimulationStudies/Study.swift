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

        /// The shares that keep the promise.
        public var range: ClosedRange<Double> {
            switch self {
            case .coverage: 0.94...0.96
            case .coverageAtLeast: 0.95...1
            case .size: 0.04...0.06
            case .sizeAtMost: 0...0.05
            }
        }

        /// The promise in words.
        public var words: String {
            switch self {
            case .coverage: "covers 94% to 96%"
            case .coverageAtLeast: "covers 95% or more"
            case .size: "rejects 4% to 6%"
            case .sizeAtMost: "rejects 5% or fewer"
            }
        }
    }

    /// What came of one data set.
    public enum Outcome: Sendable {
        /// The interval covers the truth, or the test rejects.
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
    /// Draws one data set and asks the method.
    let replicate: @Sendable (inout RandomStream) -> Outcome

    /// A study of a promise.
    public init(
        _ method: String, _ scenario: String, _ promise: Promise,
        replicate: @escaping @Sendable (inout RandomStream) -> Outcome
    ) {
        self.method = method
        self.scenario = scenario
        self.promise = promise
        self.replicate = replicate
    }

    /// What came of all data sets.
    public struct Tally: Sendable {
        /// Data sets that are a hit.
        public var hits = 0
        /// Data sets that gave an answer.
        public var answers = 0
        /// Data sets that gave none.
        public var silent = 0

        /// The share of hits among answers.
        public var share: Double { Double(hits) / Double(max(answers, 1)) }
        /// The standard error of the share.
        public var standardError: Double {
            (share * (1 - share) / Double(max(answers, 1))).squareRoot()
        }
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
                switch replicate(&stream) {
                case .hit:
                    tally.hits += 1
                    tally.answers += 1
                case .miss: tally.answers += 1
                case .none: tally.silent += 1
                }
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
        (0..<count).reduce(into: Study.Tally()) {
            $0.hits += base[$1].hits
            $0.answers += base[$1].answers
            $0.silent += base[$1].silent
        }
    }
}
