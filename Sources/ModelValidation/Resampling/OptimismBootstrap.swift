import GeneralizedLinearModels
import Tables

/// How much better a model looks on the cases that it was made of than it would on others like them.
///
/// The whole making of the model - its fit, with columns and knots as they are - is repeated on samples
/// drawn with replacement from the same cases, families whole. What a sample's model does on its own sample, less what it
/// does on all cases, is its optimism; the mean over the samples is taken off the apparent figure. The interval is that
/// of the samples' own apparent figures, moved by the same amount (location-shifted).
///
/// Sources: Harrell, Lee and Mark (1996), Statistics in Medicine 15, 361-387; Noma, Shinozaki, Iba, Teramukai and
/// Furukawa (2021), Statistics in Medicine 40, 5691-5701 (the interval).
public struct OptimismBootstrap: Sendable {
    /// One figure, before and after.
    public struct Corrected: Sendable, Equatable {
        /// Of the model on the cases that it was fitted to; nil where these have none.
        public let apparent: Double?
        /// The mean over the samples of their own figure less that on all cases; nil without samples.
        public let optimism: Double?
        /// apparent - optimism.
        public let estimate: Double?
        /// The location-shifted interval; nil where too few samples reach its quantiles, or where every
        /// model has the same figure on its own cases, as a calibration slope of 1.
        public let interval: (low: Double, high: Double)?
        /// Samples that had the figure both on themselves and on all cases.
        public let samples: Int

        /// Whether two are the same, number for number.
        public static func == (a: Corrected, b: Corrected) -> Bool {
            a.apparent == b.apparent && a.optimism == b.optimism && a.estimate == b.estimate
                && a.interval?.low == b.interval?.low && a.interval?.high == b.interval?.high
                && a.samples == b.samples
        }
    }

    /// The figures in the order in which they were asked for.
    public let figures: [Corrected]
    /// The samples drawn.
    public let replicates: Int
    /// Samples whose model could be fitted.
    public let fitted: Int
    /// Samples in which rows could be separated, so that a coefficient was infinite.
    public let separated: Int
    /// Samples whose fit did not settle.
    public let failed: Int
    /// Fitted samples without a row of some level, whose model says nothing of the rows with it.
    public let withoutLevel: Int

    /// More than one sample in so many should have a model.
    public static let leastFitted = 0.95

    /// - Parameters:
    ///   - refits: the model on samples of its cases.
    ///   - cases: what the model says of all its cases, and their outcomes.
    ///   - figures: the figures of some cases, nil for each that they do not have; called from several threads.
    ///   - threads: they change no bit.
    ///   - progress: called after each sample with how many are done, from the calling thread.
    public init(
        _ refits: ModelRefits, cases: ScoredCases, replicates: Int, confidence: Double,
        threads: Int, figures: @escaping @Sendable (ScoredCases) -> [Double?],
        progress: ((Int) -> Void)? = nil
    ) {
        self.init(
            refits, cases: cases, replicates: replicates, confidence: confidence,
            threads: threads, weights: { refits.caseWeights(ofSample: $0) }, figures: figures,
            progress: progress)
    }

    /// - Parameter weights: how often each row is in a sample.
    init(
        _ refits: ModelRefits, cases: ScoredCases, replicates: Int, confidence: Double,
        threads: Int, weights: @escaping @Sendable (Int) -> [Double],
        figures: @escaping @Sendable (ScoredCases) -> [Double?],
        progress: ((Int) -> Void)? = nil
    ) {
        precondition(replicates > 0, "a bootstrap draws samples")
        precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
        let apparent = figures(cases)
        var tally = Tally(figureCount: apparent.count)
        RowChunks(rowCount: replicates, length: 1).sum(
            threads: threads, makePartial: { Sample.failed },
            accumulate: { replicate, sample in
                sample = Self.sample(weights(replicate.lowerBound), refits, cases, figures)
            },
            combine: { sample in
                tally.add(sample)
                progress?(tally.count)
            })
        self.replicates = replicates
        fitted = tally.fitted
        separated = tally.separated
        failed = tally.failed
        withoutLevel = tally.withoutLevel
        self.figures = apparent.indices.map {
            Self.corrected(apparent[$0], tally.own[$0], tally.optimism[$0], confidence)
        }
    }

    private enum Sample: Sendable {
        case fitted(own: [Double?], all: [Double?], isPartial: Bool)
        case separated
        case failed
    }

    private struct Tally {
        var own: [[Double]]
        var optimism: [[Double]]
        var (fitted, separated, failed, withoutLevel) = (0, 0, 0, 0)
        var count: Int { fitted + separated + failed }

        init(figureCount: Int) {
            own = [[Double]](repeating: [], count: figureCount)
            optimism = own
        }

        mutating func add(_ sample: Sample) {
            switch sample {
            case .fitted(let own, let all, let isPartial):
                fitted += 1
                if isPartial { withoutLevel += 1 }
                for (k, (mine, theirs)) in zip(own, all).enumerated() {
                    guard let mine, let theirs, mine.isFinite, theirs.isFinite else { continue }
                    self.own[k].append(mine)
                    optimism[k].append(mine - theirs)
                }
            case .separated: separated += 1
            case .failed: failed += 1
            }
        }
    }

    private static func sample(
        _ weights: [Double], _ refits: ModelRefits, _ cases: ScoredCases,
        _ figures: (ScoredCases) -> [Double?]
    ) -> Sample {
        switch refits.linearPredictors(caseWeights: weights) {
        case .fitted(let predictors):
            let scored = cases.scored(by: predictors)
            return .fitted(
                own: figures(scored.cases.counted(scored.select(weights))),
                all: figures(scored.cases), isPartial: scored.isPartial)
        case .separated: return .separated
        case .failed: return .failed
        }
    }

    private static func corrected(
        _ apparent: Double?, _ own: [Double], _ optimism: [Double], _ confidence: Double
    ) -> Corrected {
        guard let apparent, !own.isEmpty else {
            return Corrected(
                apparent: apparent, optimism: nil, estimate: nil, interval: nil, samples: 0)
        }
        let mean = optimism.reduce(0, +) / Double(optimism.count)
        let sorted = own.sorted()
        let tail = (1 - confidence) / 2
        // What does not differ tells nothing of how far a figure may lie from its own.
        let isConstant = sorted[sorted.count - 1] - sorted[0] <= 1e-6
        let interval: (Double, Double)? =
            Double(sorted.count + 1) * tail >= 1 && !isConstant
            ? (
                SampleQuantile.of(sorted, tail) - mean, SampleQuantile.of(sorted, 1 - tail) - mean
            ) : nil
        return Corrected(
            apparent: apparent, optimism: mean, estimate: apparent - mean, interval: interval,
            samples: own.count)
    }
}

/// The quantile p of n sorted numbers: at (n + 1) p, between its neighbours in proportion.
enum SampleQuantile {
    static func of(_ sorted: [Double], _ p: Double) -> Double {
        let place = Double(sorted.count + 1) * p - 1
        let lower = min(max(Int(place.rounded(.down)), 0), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + min(max(place - Double(lower), 0), 1)
            * (sorted[upper] - sorted[lower])
    }
}
