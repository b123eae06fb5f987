import GeneralizedLinearModels
import Tables

/// What a model says of cases that it was not fitted to: each fold by a fit to the others, over again with
/// other folds.
///
/// Families are kept whole, and folds have nearly as many events as each other (`CrossValidationFolds`).
/// Figures are those of all cases of a repeat together, as they are of any cases with predictions, and
/// then averaged over repeats; how far repeats differ tells of the split alone and is no interval.
/// Source: Steyerberg (2019), Clinical Prediction Models, 17.
public struct RepeatedCrossValidation: Sendable {
    /// One repeat.
    public struct Repeat: Sendable {
        /// The log-odds of each row from the fit without its fold; nil where that fit failed, could be separated,
        /// or had no row of its level.
        public let logOdds: [Double?]
        /// The fold of each row, from 0.
        public let fold: [Int]
        /// Folds whose fit failed or could be separated.
        public let foldsWithoutFit: Int

        /// The rows that have a prediction.
        public var rows: [Int] { logOdds.indices.filter { logOdds[$0] != nil } }
    }

    /// The repeats.
    public let repeats: [Repeat]
    /// The folds of each.
    public let folds: Int

    /// - Parameters:
    ///   - outcome: of each row, 1 for an event.
    ///   - families: the family of each row; nil where each is by itself.
    ///   - seed: of the folds; repeat r has seed + r.
    ///   - progress: called after each fit with how many are done, from the calling thread.
    /// - Throws: `FitError` for fewer than three folds, or fewer families than folds.
    public init(
        _ refits: ModelRefits, outcome: [Double], weights: [Double]?, families: [Int]?,
        folds: Int, repeats: Int, seed: UInt64, threads: Int, progress: ((Int) -> Void)? = nil
    ) throws(FitError) {
        precondition(repeats > 0, "there is a repeat")
        var splits: [CrossValidationFolds] = []
        for turn in 0..<repeats {
            splits.append(
                try CrossValidationFolds(
                    outcome: outcome, weights: weights, families: families, count: folds,
                    seed: seed &+ UInt64(turn)))
        }
        self.init(refits, splits: splits, threads: threads, progress: progress)
    }

    /// - Parameter splits: the folds of each repeat, as many in one as in another.
    init(
        _ refits: ModelRefits, splits: [CrossValidationFolds], threads: Int,
        progress: ((Int) -> Void)? = nil
    ) {
        let folds = splits.first?.count ?? 0
        var answers: [[Double]?] = []
        RowChunks(rowCount: splits.count * folds, length: 1).sum(
            threads: threads, makePartial: { [Double]?.none },
            accumulate: { one, answer in
                let (turn, fold) = one.lowerBound.quotientAndRemainder(dividingBy: folds)
                let split = splits[turn]
                answer =
                    if case .fitted(let predictors) = refits.linearPredictors(holdingOut: {
                        split.fold[$0] == fold
                    }) { predictors } else { nil }
            },
            combine: { answer in
                answers.append(answer)
                progress?(answers.count)
            })
        self.folds = folds
        self.repeats = splits.indices.map { turn in
            let fold = splits[turn].fold
            return Repeat(
                logOdds: fold.indices.map { row in
                    answers[turn * folds + fold[row]].flatMap { $0[row].isNaN ? nil : $0[row] }
                }, fold: fold,
                foldsWithoutFit: (0..<folds).count { answers[turn * folds + $0] == nil })
        }
    }

    /// The cases of a repeat that have a prediction from a fit without their fold.
    public func cases(ofRepeat turn: Int, _ all: ScoredCases) -> ScoredCases {
        all.scored(by: repeats[turn].logOdds.map { $0 ?? .nan }).cases
    }

    /// The mean of each figure over the repeats that have it, and how far they reach.
    public func figures(
        _ all: ScoredCases, _ figures: (ScoredCases) -> [Double?]
    ) -> [(mean: Double, low: Double, high: Double)?] {
        let found = repeats.indices.map { figures(cases(ofRepeat: $0, all)) }
        guard let first = found.first else { return [] }
        return first.indices.map { k in
            let known = found.compactMap { $0[k] }.filter(\.isFinite)
            guard let low = known.min(), let high = known.max() else { return nil }
            return (known.reduce(0, +) / Double(known.count), low, high)
        }
    }
}
