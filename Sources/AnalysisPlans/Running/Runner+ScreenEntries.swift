extension Runner {
    /// Enters each candidate that a screen tested as a line of its own, all of them or none, and says
    /// so in the result.
    ///
    /// p-value and effect are those that the candidates are ordered and shown by: beside an adjustment
    /// set where there is one. What could not be tested is not entered.
    func enter(
        _ frame: inout ResultFrame<ScreenResult>, _ plan: ScreenPlan
    ) throws(AnalysisError) {
        guard let options = plan.registration else { return }
        let tested = frame.result.candidates.filter { $0.primaryTest.pValue.value != nil }
        let left = frame.result.candidates.count - tested.count
        guard !tested.isEmpty else {
            frame.warnings.append(
                ResultWarning(
                    "not_registered",
                    "None of \(NumberText.counted(left, "candidate")) could be tested, and nothing was "
                        + "entered in \(options.register)."))
            return
        }
        let now = Self.now()
        let entries = tested.map { candidate in
            let test = candidate.primaryTest
            return RegisterEntry(
                time: now, engineVersion: engineVersion,
                question: "\(options.question) (\(candidate.name))", direction: options.direction,
                family: options.family, analysis: ScreenPlan.analysis, outcome: plan.outcome,
                candidate: candidate.name, dataSHA256: frame.data.sha256, rows: frame.data.rows,
                n: candidate.adjusted?.cases ?? candidate.cases, test: Label(test.name),
                effect: candidate.primaryEffect, pValue: test.pValue, log10P: test.log10P)
        }
        var registration = try append(.screen(plan), options, .tested, entries)
        registration.side = nil
        let first = registration.sequence - entries.count + 1
        registration.entries = tested.enumerated().map { place, candidate in
            Registration.CandidateEntry(candidate: candidate.name, sequence: first + place)
        }
        registration.notEntered = left
        frame.registration = registration
        frame.warnings.append(registration.noteOfScreen)
    }
}

extension Registration {
    /// Where a screen's candidates stand, and the head to note.
    var noteOfScreen: ResultWarning {
        let count = entries?.count ?? 0
        let first = sequence - count + 1
        let places =
            count == 1
            ? "entry \(NumberText.count(sequence))"
            : "entries \(NumberText.count(first)) to \(NumberText.count(sequence))"
        let left = notEntered ?? 0
        return ResultWarning(
            "registered",
            "\(NumberText.counted(count, "candidate")) "
                + "\(NumberText.verb(count, "is", "are")) \(places) of \(register), in the family "
                + "\"\(family)\""
                + (registeredAs.map { ", registered beforehand as entry \(NumberText.count($0))" }
                    ?? "")
                + (left > 0
                    ? "; \(NumberText.counted(left, "candidate")) that could not be tested "
                        + "\(NumberText.verb(left, "is", "are")) not entered" : "")
                + "; its head is now \(hash).", isNote: true)
    }
}

extension ScreenResult.Candidate {
    /// The test that it is ordered by: beside the adjustment set, where there is one.
    var primaryTest: HypothesisResult.Test { adjusted?.test ?? test }

    /// The effect that its row shows first: the risk difference of the level that speaks loudest, and
    /// beside an adjustment set its odds ratio there.
    var primaryEffect: RegisterEntry.EffectFigures? {
        let rows = adjusted?.adjusted ?? effects.filter { $0.name == "risk_difference" }
        let row = rows.first { $0.level.value == leading.value } ?? rows.first
        return row.map { RegisterEntry.EffectFigures($0, isOnlyOne: rows.count == 1) }
    }
}
