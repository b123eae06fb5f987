extension Runner {
    /// Enters a test's result in the register that its plan names, and says so in the result.
    ///
    /// The entry is on the disk before anyone sees the result.
    func enter(
        _ frame: inout ResultFrame<HypothesisResult>, _ plan: TestPlan
    ) throws(AnalysisError) {
        guard let options = plan.registration else { return }
        let result = frame.result
        let primary = result.tests.first { $0.name == result.primary.value }
        // Of times the first effect alone: what stands behind it goes the other way (a higher hazard
        // is a shorter time), and a direction must not change its meaning with what can be estimated.
        let candidates = result.effects.filter {
            result.design != "survival" || $0.name == result.effects.first?.name
        }
        let row = candidates.first { $0.status != "not_estimable" } ?? candidates.first
        let effect = row.map { row in
            let alike = result.effects.count {
                $0.name == row.name && $0.stratum == row.stratum
            }
            return RegisterEntry.EffectFigures(row, isOnlyOne: alike == 1)
        }
        let counted = result.table?.counts.reduce(0) { $0 + $1.reduce(0, +) }
        let registration = try register(
            // As it was asked, which is what may have been registered before.
            .test(plan), options, data: frame.data, n: counted ?? frame.data.rowsUsed,
            test: primary?.name, pValue: primary?.pValue.value, log10P: primary?.log10P.value,
            effect: effect)
        frame.registration = registration
        frame.shows += registration.sentences(effect: effect)
        frame.warnings.append(registration.note)
    }
}

extension Registration {
    /// Where the result stands, and the head to note.
    var note: ResultWarning {
        ResultWarning(
            "registered",
            "This is entry \(NumberText.count(sequence)) of \(register), in the family "
                + "\"\(family)\""
                + (registeredAs.map {
                    ", registered beforehand as entry \(NumberText.count($0))"
                } ?? "")
                + "; its head is now \(hash).", isNote: true)
    }
}
