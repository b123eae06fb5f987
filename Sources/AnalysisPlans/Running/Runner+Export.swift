import GeneralizedLinearModels
import ModelFormula

extension Runner {
    /// Writes a saved model as a query, as coefficients, or as it is with its keys explained. No data are read.
    public func run(_ plan: ExportPlan) throws(AnalysisError) -> ResultFrame<ExportResult> {
        let model = try Self.loadModel(resolve(plan.model), named: plan.model)
        var result = ExportResult(formula: model.formula, nObs: model.caseCount)
        switch plan.form {
        case .csv: result.coefficients = CoefficientSheet(model).rows
        case .json: result.model = ExplainedModel(model)
        case .sql:
            guard let dialect = plan.dialect else { break }
            do throws(SQLRefusal) {
                result.sql =
                    try ScoringQuery(
                        model,
                        .init(dialect: dialect, table: plan.table ?? "cases", id: plan.id)
                    ).text
            } catch {
                throw AnalysisError(
                    "not_exportable", error.message, hint: error.hint, exitCode: .data)
            }
        }
        let cases = NumberText.count(model.caseCount)
        let coefficients = NumberText.counted(model.coefficients.count, "coefficient")
        let shows =
            switch plan.form {
            case .sql:
                "A query that gives each row of a table the figure that predict gives it, and its status: "
                    + "\(coefficients), learned from \(cases) cases."
            case .csv:
                "The \(coefficients) of the model, learned from \(cases) cases, each with how its column is "
                    + "computed."
            case .json:
                "The model file as it is, learned from \(cases) cases, with what each of its keys means."
            }
        return ResultFrame(
            analysis: "export", plan: .export(plan), data: .nothingRead, result: result,
            warnings: [], shows: [shows],
            doesNotShow: [
                "Any of the \(cases) cases: formula, levels, knots and coefficients are in it, and names of "
                    + "levels are.",
                "How well the model does for cases other than its \(cases): that takes their outcomes.",
            ])
    }
}
