/// What is worrying about a validation.
extension Warnings {
    /// Fewer cases with, or without, the event than this leave a model's performance open. Source: Collins,
    /// Ogundimu and Altman (2016), Statistics in Medicine 35, 214-226.
    private static let fewestOutcomes = 100.0

    static func ofValidation(_ result: ValidationResult) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        let rarer = min(result.nEvents, result.nObs - result.nEvents)
        if rarer < fewestOutcomes {
            warnings.append(
                ResultWarning(
                    "few_events",
                    "\(NumberText.count(rarer)) cases of the rarer outcome are few to judge a model by: 100 "
                        + "are asked for, and intervals are wide or, of calibration, too narrow."))
        }
        warnings += ofCalibration(result)
        if let told = result.resampling { warnings += ofResampling(told) }
        if let size = result.sampleSize, !size.unmet.isEmpty, let cases = size.cases.value {
            warnings.append(
                ResultWarning(
                    "small_sample",
                    "\(NumberText.count(result.nObs)) cases are fewer than the "
                        + "\(NumberText.count(cases)) that a model of "
                        + "\(NumberText.counted(size.parameters, "coefficient")) asks for "
                        + "(\(size.unmet.map { $0.replacing("_", with: " ") }.joined(separator: ", "))): "
                        + "leave terms out, or fit with --penalty."))
        }
        if let note = result.calibrationNote, result.calibrationCurve.isEmpty {
            warnings.append(
                ResultWarning("no_calibration_curve", "There is no calibration curve: \(note)."))
        }
        for row in result.comparisons {
            guard let unknown = row.unknown, unknown > 0 else { continue }
            warnings.append(
                ResultWarning(
                    "condition_missing",
                    "\(row.name) has no answer for \(NumberText.counted(unknown, "case")), taken as not "
                        + "fulfilling it.", isNote: true))
        }
        return warnings
    }

    private static func ofCalibration(_ result: ValidationResult) -> [ResultWarning] {
        guard result.design != "resampling" else { return [] }
        func leavesOut(_ name: String, _ value: Double) -> Bool {
            guard let row = result.figures.first(where: { $0.name == name }),
                let low = row.confLow.value, let high = row.confHigh.value
            else { return false }
            return low > value || high < value
        }
        var wrong: [String] = []
        if leavesOut("observed_expected", 1) { wrong.append("the risks as a whole are off") }
        if leavesOut("calibration_slope", 1) { wrong.append("their spread is") }
        guard !wrong.isEmpty else { return [] }
        return [
            ResultWarning(
                "poor_calibration",
                "\(wrong.joined(separator: ", and ").capitalizedFirst) by more than chance among these "
                    + "\(NumberText.count(result.nObs)) cases: see the recalibration, and do not tell "
                    + "anybody a risk before it is mended.")
        ]
    }

    private static func ofResampling(_ told: ValidationResult.Resampling) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        let lost = told.replicates - told.fitted
        if told.replicates > 0, Double(lost) > 0.05 * Double(told.replicates) {
            warnings.append(
                ResultWarning(
                    "resampling_failures",
                    "\(NumberText.count(lost)) of \(NumberText.counted(told.replicates, "sample")) have no "
                        + "model (\(told.separated) with an infinite estimate, \(told.failed) that did "
                        + "not settle): the optimism is that of the others, and too small. Put rare "
                        + "levels together."))
        }
        if told.foldsWithoutFit > 0 {
            warnings.append(
                ResultWarning(
                    "folds_without_fit",
                    "\(NumberText.count(told.foldsWithoutFit)) of "
                        + "\(NumberText.count(told.folds * told.repeats)) fits without a fold have an "
                        + "infinite estimate or did not settle; their cases have no risk there."))
        }
        if told.casesWithoutRisk > 0 {
            warnings.append(
                ResultWarning(
                    "cases_without_risk",
                    "\(NumberText.counted(told.casesWithoutRisk, "case")) have no risk from a fit without "
                        + "them, mostly since no other case has their level, and are left out of "
                        + "calibration and offers.", isNote: true))
        }
        return warnings
    }
}

extension String {
    /// The same with a capital letter first.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
