import Glibc

/// What a validation shows and does not show, in sentences ready for a report.
struct ValidationSentences: ResultSentences {
    let result: ValidationResult
    let plan: ValidatePlan

    func shows(to audience: Audience) -> [String] {
        switch audience {
        case .analyst:
            [whose, discrimination, observed, slope].compactMap(\.self)
                + result.capacity.map(capacity) + result.comparisons.compactMap(comparison)
                + [decisions, recalibration, sampleSize].compactMap(\.self)
        case .practitioner:
            result.capacity.map(offer) + [chance, groups].compactMap(\.self)
        }
    }

    func doesNotShow(to audience: Audience) -> [String] {
        let cases = NumberText.count(result.nObs)
        var sentences: [String] = []
        if audience == .practitioner {
            sentences.append(
                "What will become of any one of them: a risk is what became of \(plan.people) like them "
                    + "among \(cases), and it is meant as a reason to offer help.")
            sentences.append(
                "That an offer helps: that takes a comparison of those who got one with others like "
                    + "them who did not; these \(cases) cases were not compared so.")
            return sentences
        }
        sentences.append(
            result.design != "resampling"
                ? "How good the risks are elsewhere or later: these are \(cases) cases of one place and "
                    + "time."
                : "How good the risks are elsewhere or later: samples and folds of the same \(cases) "
                    + "cases are cases of the same place and time. Validate on a later year or another "
                    + "place before the model is used there.")
        sentences.append(
            "That offers by these risks help: \(NumberText.count(result.nEvents)) had the outcome with "
                + "whatever help there was, and what an offer changes is not in them.")
        if result.design == "resampling" {
            sentences.append(
                "What choosing the terms cost: each sample fits the formula as it stands, and if "
                    + "these \(cases) cases chose it, the figures are better than on others.")
        }
        return sentences
    }

    // MARK: Words

    private var isOutcome: String { "\(result.outcome) \(NumberText.quoted(result.event))" }

    private func figure(_ name: String) -> ValidationResult.FigureRow? {
        result.figures.first { $0.name == name }
    }

    private var level: String { NumberText.level(plan.confidence) }

    private func reach(
        _ row: ValidationResult.FigureRow, _ show: (Double) -> String, named isNamed: Bool = false
    ) -> String {
        guard let low = row.confLow.value, let high = row.confHigh.value else { return "" }
        return "\(isNamed ? "\(level) interval " : "")\(show(low)) to \(show(high))"
    }

    private func people(_ count: Double) -> String {
        count == count.rounded() ? NumberText.count(count) : NumberText.decimal(count, 1)
    }

    // MARK: Analysts

    private var whose: String {
        let (all, events) = (NumberText.count(result.nObs), NumberText.count(result.nEvents))
        let share = NumberText.percent(result.nEvents / result.nObs)
        let risks =
            switch result.risks {
            case "new_data":
                result.fittedTo.map {
                    "They come after \(plan.trainUntil ?? "") (\(plan.time ?? "")); the model was fitted to "
                        + "\(NumberText.count($0)) cases up to then."
                } ?? "The model was not fitted to them."
            case "out_of_fold":
                "Calibration and offers are by risks from fits without the case's own fold"
                    + (result.clusters == nil ? "." : ", clusters kept whole.")
            default: "Calibration and offers are by risks from the fit to the same cases."
            }
        return "Of \(all) cases \(events) (\(share)) have \(isOutcome). \(risks)"
    }

    private var discrimination: String? {
        guard let auc = figure("auc"), let value = auc.estimate.value else { return nil }
        var sentence =
            "Of one case with \(isOutcome) and one without, the former has the higher risk in "
            + "\(NumberText.percent(value)) of pairs (AUC \(NumberText.fixed(value, 3)), "
            + "\(reach(auc, { NumberText.fixed($0, 3) }, named: true))"
        if let apparent = auc.apparent?.value, let optimism = auc.optimism?.value {
            sentence +=
                "; \(NumberText.fixed(apparent, 3)) on the cases that were fitted, "
                + "\(NumberText.fixed(optimism, 3)) of it optimism"
        }
        return sentence + "); by chance it is half of them."
    }

    private var observed: String? {
        guard result.design != "resampling", let row = figure("observed_expected"),
            let ratio = row.estimate.value
        else { return nil }
        let expected = result.nEvents / ratio
        return "The risks add up to \(NumberText.decimal(expected, 1)) with \(isOutcome), where "
            + "\(NumberText.count(result.nEvents)) are: \(NumberText.fixed(ratio)) times as many "
            + "(\(reach(row, { NumberText.fixed($0) })))."
    }

    private var slope: String? {
        guard let row = figure("calibration_slope"), let value = row.estimate.value else {
            return nil
        }
        let told =
            if let low = row.confLow.value, let high = row.confHigh.value, low <= 1, high >= 1 {
                "no more than chance from the 1 that it should be"
            } else if value < 1 {
                "below 1: high risks are told too high and low ones too low"
            } else {
                "above 1: high risks are told too low and low ones too high"
            }
        return "The calibration slope is \(NumberText.fixed(value)) "
            + "(\(reach(row, { NumberText.fixed($0) }))), \(told)."
    }

    private func capacity(_ part: ValidationResult.CapacityPart) -> String {
        let ppv = part.figures.first { $0.name == "ppv" }
        let interval = ppv.map { reach($0, NumberText.percent) } ?? ""
        return
            "Of \(people(part.offered)) offered a place, \(people(part.found)) have \(isOutcome) and "
            + "\(people(part.wronglyOffered)) have not"
            + (ppv?.estimate.value.map {
                " (\(NumberText.percent($0))\(interval.isEmpty ? "" : ", \(interval)"))"
            }
                ?? "")
            + "; \(people(part.missed)) of \(people(part.found + part.missed)) with it are offered none"
            + (part.threshold.value.map {
                ". The last place goes at a risk of \(NumberText.percent($0))"
            }
                ?? "")
            + (part.tied > part.placesForTied
                ? ", which \(people(part.tied)) cases share for \(people(part.placesForTied)) places"
                : "")
            + "."
    }

    private func comparison(_ row: ValidationResult.ComparisonRow) -> String? {
        guard let difference = row.difference.estimate.value, let part = result.capacity.first
        else { return nil }
        let who =
            row.name == "chance"
            ? "Drawn by chance"
            : "Offered first where \(row.name)\(row.threshold == nil ? "" : " is highest")"
        let more = difference >= 0
        return
            "\(who), the \(people(part.offered)) places would find \(NumberText.decimal(row.found, 1)): "
            + "the model finds \(NumberText.decimal(abs(difference), 1)) \(more ? "more" : "fewer") "
            + "(\(reach(row.difference, { NumberText.decimal($0, 1) })))."
    }

    private var decisions: String? {
        let better = result.decisionCurve.filter {
            ($0.model.value ?? 0) > max(0, $0.all.value ?? 0)
        }
        guard let first = better.first, let last = better.last, !result.decisionCurve.isEmpty
        else { return nil }
        return
            "Offers by the model have more net benefit than offers to all or to none where a place is "
            + "worth its cost from a risk of \(NumberText.percent(first.threshold)) to one of "
            + "\(NumberText.percent(last.threshold)), of the risks looked at."
    }

    private var recalibration: String? {
        guard let row = result.recalibration.first(where: \.chosen) else { return nil }
        switch row.step {
        case "none":
            return
                "Adapting the model to these cases gains no more than chance would: it can stay as it is."
        case "intercept":
            return "Another intercept is enough to adapt the model to these cases: "
                + "\(NumberText.decimal(row.intercept.value ?? 0)) is added to its log-odds."
        case "slope":
            return
                "Adapted to these cases the log-odds are \(NumberText.decimal(row.intercept.value ?? 0)) + "
                + "\(NumberText.decimal(row.slope.value ?? 0)) times the model's."
        default:
            return
                "No change of intercept and slope makes up for it: the formula fitted anew to these "
                + "\(NumberText.count(result.nObs)) cases is better by more than chance."
        }
    }

    private var sampleSize: String? {
        guard let size = result.sampleSize, let cases = size.cases.value else { return nil }
        let parameters = NumberText.counted(size.parameters, "coefficient")
        return size.unmet.isEmpty
            ? "The \(NumberText.count(result.nObs)) cases are as many as a model of \(parameters) asks "
                + "for (\(NumberText.count(cases)), criteria of Riley and others)."
            : "A model of \(parameters) asks for \(NumberText.count(cases)) cases (criteria of Riley and "
                + "others), and these are \(NumberText.count(result.nObs))."
    }

    // MARK: Practitioners

    private func offer(_ part: ValidationResult.CapacityPart) -> String {
        "Of every \(people(part.offered)) \(plan.people) who would be offered a place, about "
            + "\(whole(part.found)) are among those that the help is meant for, and about "
            + "\(whole(part.wronglyOffered)) would have done well without. Of all "
            + "\(people(part.found + part.missed)) that it is meant for, about \(whole(part.missed)) "
            + "would be offered none: ask beyond the list."
    }

    private func whole(_ count: Double) -> String { NumberText.count(count.rounded()) }

    private var chance: String? {
        guard let row = result.comparisons.first(where: { $0.name == "chance" }),
            let part = result.capacity.first
        else { return nil }
        return "Offered by chance, the \(people(part.offered)) places would reach about "
            + "\(whole(row.found)) of them."
    }

    private var groups: String? {
        let few = result.subgroups.filter { !$0.tooFew.isEmpty }
        guard !result.subgroups.isEmpty else { return nil }
        return few.isEmpty
            ? "How this is for each group stands in the table of \(NumberText.counted(result.subgroups.count, "group"))."
            : "How this is for each group stands in the table; of "
                + "\(few.count) of the \(NumberText.counted(result.subgroups.count, "group")) there are too few to judge some of it."
    }
}
