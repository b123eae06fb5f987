import ModelFormula

extension Runner {
    /// Tests one hypothesis: the shape of its data decides the tests.
    public func run(_ plan: TestPlan) throws(AnalysisError) -> ResultFrame<HypothesisResult> {
        let prepared = try source.data(plan.options)
        return try translatingErrors(plan) {
            let formula = try Formula(parsing: plan.formula)
            let shape = try HypothesisShape(plan, formula, prepared.table)
            let followUp =
                shape == .survival ? nil : try ObservableRows(plan.survival, prepared.table)
            let table = followUp?.table ?? prepared.table
            var found =
                switch shape {
                case .table: try Self.tableAnswer(plan, formula, table)
                case .stratifiedTable: try Self.strataAnswer(plan, formula, table)
                case .pairedTable: try Self.pairsAnswer(plan, formula, table)
                case .oneWay: try Self.oneWayAnswer(plan, formula, table)
                case .samples: try Self.samplesAnswer(plan, formula, table)
                case .pairedSamples: try Self.pairedAnswer(plan, formula, table)
                case .correlation: try Self.correlationAnswer(plan, formula, table)
                case .rates: try Self.ratesAnswer(plan, formula, table)
                case .survival: try Self.survivalAnswer(plan, formula, table)
                }
            if let followUp {
                found.exclusions = followUp.exclusions + found.exclusions
                found.warnings = followUp.warnings + found.warnings
            }
            let answer = try Self.completed(found, plan, table)
            var data = prepared.summary(
                rowsUsed: answer.rowsUsed, rowsExcluded: answer.exclusions)
            data.cases = plan.frequencies.flatMap { table.caseCount(in: $0) }
            let sentences = answer.sentences(data)
            var frame = ResultFrame(
                analysis: "test", plan: .test(plan.withDraws(of: answer.result)), data: data,
                result: answer.result,
                warnings: Warnings.excluded(data) + answer.warnings
                    + Warnings.wordsAmongNumbers(
                        prepared.table, answer.result.missing.map(\.column))
                    + prepared.warnings(on: answer.result.missing.map(\.column)),
                shows: sentences.shows(to: plan.audience),
                doesNotShow: sentences.doesNotShow(to: plan.audience))
            try enter(&frame, plan)
            return frame
        }
    }
}
