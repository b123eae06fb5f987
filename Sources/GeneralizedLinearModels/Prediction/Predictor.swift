import Distributions
import Glibc
import ModelFormula
import Tables

/// What a model says of one row.
public struct Prediction: Sendable, Equatable {
    /// Whether a mean could be given, and if not, why.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// A mean with its interval.
        case predicted
        /// A column that the model reads is empty.
        case missingInput = "missing_input"
        /// A cell's text is no value of the column's kind.
        case invalidInput = "invalid_input"
        /// A factor has a level that the model has not learned.
        case unknownLevel = "unknown_level"
        /// An expression such as log(0) is no number, or the mean is larger, or nearer to 0, than any
        /// number that can be held.
        case notFinite = "not_finite"
        /// The rows that were separated agree on this one: the model's limit is 0 or 1, without an
        /// interval.
        case infinite
        /// The row departs from an identity that held among the columns when the model was fitted,
        /// or lies where separation leaves every answer open.
        case notEstimable = "not_estimable"
    }

    /// The mean of the outcome at the row, g⁻¹(η): of two levels the probability of the event.
    public let mean: Double?
    /// The interval for it: the ends of η ± z √(x'Vx), as means, of which an upper one may be infinite;
    /// nil where columns are so nearly dependent that the terms of x'Vx leave none of their digits, and
    /// for a model under a penalty that draws coefficients to 0.
    public let interval: (low: Double, high: Double)?
    /// Whether there is one.
    public let status: Status
    /// The column, variable or term that keeps the row from having one.
    public let obstacle: String?
    /// A variable whose value lies beyond all that the model was learned from.
    public let beyondRange: String?
    /// Whether there would be a mean if a number could be so large, or so near to 0.
    public var overflows: Bool { status == .notFinite && isOfMean }
    private let isOfMean: Bool

    /// A mean that may be beyond all numbers.
    ///
    /// - Parameter canBeZero: whether a mean of 0 is one; under other links what is 0 was too small.
    init(
        mean: Double, interval: (low: Double, high: Double)?, beyondRange: String?, canBeZero: Bool
    ) {
        guard mean.isFinite, mean != 0 || canBeZero else {
            self.init(
                .notFinite, obstacle: beyondRange, beyondRange: beyondRange, isOfMean: true)
            return
        }
        let ends = interval.flatMap { $0.low.isNaN || $0.high.isNaN ? nil : $0 }
        self.init(.predicted, mean: mean, interval: ends, beyondRange: beyondRange)
    }

    init(
        _ status: Status, mean: Double? = nil, interval: (Double, Double)? = nil,
        obstacle: String? = nil, beyondRange: String? = nil, isOfMean: Bool = false
    ) {
        self.isOfMean = isOfMean
        self.beyondRange = beyondRange
        self.obstacle = obstacle
        self.status = status
        self.mean = mean
        self.interval = interval
    }

    /// Whether two predictions are the same number for number.
    public static func == (a: Prediction, b: Prediction) -> Bool {
        a.status == b.status && a.mean == b.mean
            && a.interval?.low == b.interval?.low && a.interval?.high == b.interval?.high
    }
}

/// Predicts rows with a fitted model.
public struct Predictor: Sendable {
    private let model: FittedModel
    private let specification: DesignSpecification
    private let placeOfColumn: [Int]
    private let aliasedTerms: [String]
    private let quantile: Double
    private let rows: RowModel
    private let levels: LevelRows?

    /// A predictor with intervals of the given coverage.
    public init(_ model: FittedModel, confidence: Double) {
        precondition(model.isConsistent, "the model's parts do not fit together")
        precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
        self.model = model
        specification = model.specification
        levels = model.largeFactor.flatMap { [specification] in LevelRows($0, specification) }
        var places = [Int](repeating: -1, count: model.solution.count)
        for (place, column) in model.active.enumerated() { places[column] = place }
        placeOfColumn = places
        aliasedTerms = model.coefficients.filter { $0.status == .aliased }.map(\.term)
        let tail = (1 - confidence) / 2
        quantile =
            model.intervalDegreesOfFreedom.map {
                StudentT(degreesOfFreedom: $0).upperQuantile(tail)
            } ?? Normal.upperQuantile(tail)
        let family = model.family ?? .binomial
        rows = RowModel(family, model.link ?? family.links[0])
    }

    /// A prediction for each row of a chunk, in order.
    ///
    /// - Throws: `FormulaError` where the chunk's columns are not those of the model.
    public func predict(_ chunk: TableChunk) throws(FormulaError) -> [Prediction] {
        let data = try NewData(specification, table: chunk.table)
        var elements: [(column: Int, value: Double)] = []
        let inputs = Set(model.columns.map(\.name))
        return (0..<chunk.table.rowCount).map { row in
            if let (gap, column) = data.gaps[row] {
                if chunk.unreadable[column]?.contains(row) == true {
                    return Prediction(.invalidInput, obstacle: column)
                }
                // A derived column is missing where one that it rests on cannot be read.
                let source = inputs.contains(column) ? nil : unreadable(row, chunk)
                return Prediction(
                    source == nil ? status(gap) : .invalidInput, obstacle: source ?? column)
            }
            // is_missing() and the like have a value of their own where a cell cannot be read.
            if let source = unreadable(row, chunk) {
                return Prediction(.invalidInput, obstacle: source)
            }
            data.designRow(row, into: &elements)
            return predict(
                elements, offset: data.offsets[row], beyondRange: data.beyondRange[row])
        }
    }

    /// The first column of the model whose cell cannot be read.
    private func unreadable(_ row: Int, _ chunk: TableChunk) -> String? {
        guard !chunk.unreadable.isEmpty else { return nil }
        return model.columns.first { chunk.unreadable[$0.name]?.contains(row) == true }?.name
    }

    private func status(_ gap: NewData.Gap) -> Prediction.Status {
        switch gap {
        case .missingInput: .missingInput
        case .unknownLevel: .unknownLevel
        case .notFinite: .notFinite
        }
    }

    private func predict(
        _ elements: [(column: Int, value: Double)], offset: Double, beyondRange: String?
    ) -> Prediction {
        var row = elements
        var level: Int?
        if let levels {
            let (others, own) = levels.split(elements)
            (row, level) = (others, own)
            if let limit = levels.limit(of: own) {
                return Prediction(.infinite, mean: limit, beyondRange: beyondRange)
            }
            guard levels.effect(of: own) != nil else {
                return Prediction(.notEstimable, beyondRange: beyondRange)
            }
        }
        if let levels, let level {
            let deviations = levels.deviation(row, level).row
            if let alias = model.limits.brokenAlias(deviations, row) {
                return Prediction(.notEstimable, obstacle: aliasedTerms[alias])
            }
        }
        let verdict = levels == nil ? model.limits.verdict(row) : LimitGeometry.Verdict.undecided
        switch verdict {
        case .undecided: break
        case .certain(let probability):
            // Of counts only a mean of 0 is a limit.
            guard rows.family == .binomial || probability == 0 else {
                return Prediction(.notEstimable, beyondRange: beyondRange)
            }
            return Prediction(.infinite, mean: probability, beyondRange: beyondRange)
        case .open(let alias):
            return Prediction(.notEstimable, obstacle: alias.map { aliasedTerms[$0] })
        }
        var eta = offset
        for (column, value) in row { eta += model.solution[column] * value }
        guard model.hasIntervals else {
            // The inverse link has no mean beyond 0.
            guard rows.link != .inverse || eta > 0 else {
                return Prediction(.notEstimable, beyondRange: beyondRange)
            }
            return Prediction(
                mean: rows.means([eta])[0], interval: nil, beyondRange: beyondRange,
                canBeZero: rows.link == .identity)
        }
        var (variance, size) = (0.0, 0.0)
        if let level, let levels {
            eta += levels.effect(of: level) ?? 0
            // What is learned of the level and of the slopes meet at the level's means.
            (variance, row) = levels.deviation(row, level)
            size = variance
        }
        for (column, value) in row where placeOfColumn[column] >= 0 {
            let i = placeOfColumn[column]
            for (other, otherValue) in row where placeOfColumn[other] >= 0 {
                let j = placeOfColumn[other]
                let term = value * otherValue * model.covariance[max(i, j)][min(i, j)]
                variance += term
                size += abs(term)
            }
        }
        // Of terms that take each other away to the last digits no spread is left to be seen.
        guard variance >= 1e-13 * size else {
            return Prediction(
                mean: rows.means([eta])[0], interval: nil, beyondRange: beyondRange,
                canBeZero: rows.link == .identity)
        }
        let reach = quantile * max(0, variance).squareRoot()
        let means = rows.means([eta, eta - reach, eta + reach])
        // The inverse link turns the ends round, and has none beyond 0.
        let isTurned = rows.link == .inverse
        guard !isTurned || eta - reach > 0 else {
            return Prediction(.notEstimable, beyondRange: beyondRange)
        }
        return Prediction(
            mean: means[0], interval: isTurned ? (means[2], means[1]) : (means[1], means[2]),
            beyondRange: beyondRange, canBeZero: rows.link == .identity)
    }
}
