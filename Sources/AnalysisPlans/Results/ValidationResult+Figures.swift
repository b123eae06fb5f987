import HypothesisTests
import ModelValidation

extension ValidationResult.FigureRow {
    init(_ name: String, _ estimate: PerformanceEstimate) {
        self.name = name
        self.estimate = Figure(estimate.estimate)
        stdError = Figure(estimate.standardError)
        confLow = Figure(estimate.confLow)
        confHigh = Figure(estimate.confHigh)
        method = estimate.method
        status = estimate.status.rawValue
        note = estimate.note
    }

    init(_ effect: Effect, named name: String? = nil) {
        self.name = name ?? effect.name
        estimate = Figure(effect.estimate)
        confLow = Figure(effect.confLow)
        confHigh = Figure(effect.confHigh)
        method = effect.method
        status = effect.status.rawValue
        note = effect.note
    }
}

extension ValidationResult.CapacityPart {
    init(_ row: CapacityRow, asked: String) {
        self.asked = asked
        places = row.places
        offered = row.offered
        threshold = Figure(row.threshold)
        tied = row.tied
        placesForTied = row.placesForTied
        found = row.found
        missed = row.missed
        wronglyOffered = row.wronglyOffered
        figures = [
            row.ppv, row.sensitivity, row.specificity, row.falseOfferRate, row.numberNeededToOffer,
            row.netBenefit,
        ].map { ValidationResult.FigureRow($0) }
    }
}

extension ValidationResult.ComparisonRow {
    init(_ comparison: CapacityComparison, unknown: Int? = nil) {
        name = comparison.name
        found = comparison.found
        missed = comparison.missed
        wronglyOffered = comparison.wronglyOffered
        threshold = comparison.threshold
        difference = ValidationResult.FigureRow(comparison.difference)
        self.unknown = unknown
    }
}

extension ValidationResult.SubgroupRow {
    init(_ group: SubgroupResult, of column: String) {
        self.column = column
        level = group.level
        cases = group.cases
        events = group.events
        offered = group.offered
        found = group.found
        missed = group.missed
        wronglyOffered = group.wronglyOffered
        expected = group.expectedEvents
        figures = [
            group.offerShare, group.recall, group.ppv, group.falseOfferRate,
            group.observedOverExpected, group.calibrationInTheLarge, group.auc,
            group.pooledRecall, group.pooledPPV, group.pooledFalseOfferRate,
            group.pooledObservedOverExpected, group.recallDifference, group.ppvDifference,
            group.falseOfferRateDifference,
        ].map { ValidationResult.FigureRow($0) }
        tooFew = group.tooFew.map {
            TooFew(what: $0.what, count: $0.count, least: $0.limit, figures: $0.figures)
        }
    }
}

extension ValidationResult.DecisionRow {
    init(_ point: DecisionCurve.Point) {
        threshold = point.threshold
        offered = point.offered
        found = point.found
        model = Figure(point.model.estimate)
        modelLow = Figure(point.model.confLow)
        modelHigh = Figure(point.model.confHigh)
        all = Figure(point.all.estimate)
        gainOverAll = Figure(point.gainOverAll.estimate)
        gainOverAllLow = Figure(point.gainOverAll.confLow)
        gainOverAllHigh = Figure(point.gainOverAll.confHigh)
    }
}

extension ValidationResult.SampleSize {
    init(_ size: ModelSampleSize, cases: Double) {
        parameters = size.parameters
        anticipatedR2 = size.coxSnellR2
        self.cases = Figure(size.cases)
        events = Figure(size.events)
        unmet = size.unmet(byCases: cases).map(\.rawValue)
        needs = size.needs.map {
            Need(criterion: $0.criterion.rawValue, cases: Figure($0.cases), note: $0.note)
        }
    }
}
