import AnalysisPlans

/// A fit under a penalty, laid out.
public enum PenaltyPage {
    /// More values of lambda than a page shows.
    private static let mostSteps = 12

    /// The report of a fit under a penalty.
    public static func report(_ frame: ResultFrame<PenalizedResult>) -> Report {
        let glance = frame.result.glance
        var report = Report()
        guard case .fit(let plan) = frame.plan, let penalty = plan.penalty else { return report }
        let name =
            switch penalty.kind {
            case .ridge: "Ridge regression"
            case .lasso: "Lasso"
            case .elasticNet: "Elastic net (alpha \(NumberText.plain(penalty.alpha)))"
            }
        let whole = penalty.wholeTerms ? ", terms as wholes" : ""
        report.blocks.append(.title("\(name)\(whole): \(plan.formula)"))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        if let event = glance.event.value {
            report.blocks.append(
                .paragraph(
                    "The event is that \(glance.outcome) is \(NumberText.quoted(event))."))
        }
        guard plan.audience == .analyst else {
            ResultPage.ending(frame, into: &report)
            return report
        }
        report.blocks.append(.heading("Coefficients"))
        report.blocks.append(.table(coefficients(frame.result)))
        if frame.result.crossValidation != nil {
            report.blocks.append(.heading("Lambda"))
            report.blocks.append(.table(steps(frame.result)))
        }
        ResultPage.ending(frame, into: &report)
        return report
    }

    /// The coefficients that are not 0, and how many are.
    private static func coefficients(_ result: PenalizedResult) -> ReportTable {
        var table = ReportTable([("term", .left), ("estimate", .right)])
        let kept = result.coefficients.filter { $0.status == "estimated" }
        table.rows = kept.map {
            [$0.term, $0.estimate.value.map { NumberText.significant($0, 4) } ?? "-"]
        }
        let out = result.coefficients.filter { $0.status == "left_out" }.count
        table.note =
            out == 0
            ? nil
            : "\(NumberText.counted(out, "coefficient")) \(NumberText.verb(out, "is", "are")) 0."
        return table
    }

    private static func steps(_ result: PenalizedResult) -> ReportTable {
        var table = ReportTable([
            ("lambda", .right), ("coefficients", .right), ("deviance held out", .right),
            ("standard error", .right), ("", .left),
        ])
        let chosen = result.crossValidation
        let marked = result.path.indices.filter { j in
            let lambda = result.path[j].lambda
            return lambda == chosen?.lambdaMinimum || lambda == chosen?.lambdaOneStandardError
                || lambda == result.glance.lambda
        }
        let stride = max(1, result.path.count / mostSteps)
        table.rows = result.path.indices.filter { $0 % stride == 0 || marked.contains($0) }.map {
            let step = result.path[$0]
            var marks: [String] = []
            if step.lambda == chosen?.lambdaMinimum { marks.append("smallest") }
            if step.lambda == chosen?.lambdaOneStandardError { marks.append("one standard error") }
            if step.lambda == result.glance.lambda { marks.append("taken") }
            return [
                NumberText.significant(step.lambda, 3), "\(step.keptCoefficients)",
                step.heldOutDeviance.value.map { NumberText.decimal($0, 4) } ?? "-",
                step.heldOutStdError.value.map { NumberText.decimal($0, 4) } ?? "-",
                marks.joined(separator: ", "),
            ]
        }
        return table
    }

    /// The coefficients as tidy rows.
    public static func csv(_ frame: ResultFrame<PenalizedResult>) -> String {
        CSVRenderer.render(
            ["term", "variable", "level", "reference", "estimate", "std_error", "status"],
            frame.result.coefficients.map { row in
                [
                    row.term, row.variable, row.level.value, row.reference.value,
                    ResultPage.exact(row.estimate), nil, row.status,
                ]
            })
    }
}
