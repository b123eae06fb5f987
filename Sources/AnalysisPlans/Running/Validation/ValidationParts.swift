import ModelFormula
import ModelValidation
import Tables

/// What a plan asks of cases and their risks, whoever the risks come from.
struct ValidationParts {
    private let plan: ValidatePlan
    private let found: ValidatedCases
    private let table: Table
    private let points: PointsScore?
    private let threads: Int
    let capacity: [ValidationResult.CapacityPart]
    let comparisons: [ValidationResult.ComparisonRow]
    let subgroups: [ValidationResult.SubgroupRow]

    init(
        _ plan: ValidatePlan, _ found: ValidatedCases, _ table: Table, points: PointsScore?,
        threads: Int
    ) throws {
        self.plan = plan
        self.found = found
        self.table = table
        self.points = points
        self.threads = threads
        let (cases, confidence) = (found.cases, plan.confidence)
        do {
            let rows = try CapacityTable(
                cases, places: plan.places.map(\.places), confidence: confidence,
                target: .newCohort
            ).rows
            capacity = zip(rows, plan.places).map {
                ValidationResult.CapacityPart($0, asked: $1.text)
            }
            comparisons = try Self.comparisons(plan, found, table, points)
            subgroups = try plan.by.flatMap { try Self.groups($0, plan, found, table) }
        } catch let error as CapacityError {
            throw AnalysisError(error, at: "/places")
        } catch let error as PointsError {
            throw AnalysisError(error, at: "/points")
        }
    }

    // MARK: At the places there are

    private static func comparisons(
        _ plan: ValidatePlan, _ found: ValidatedCases, _ table: Table, _ points: PointsScore?
    ) throws -> [ValidationResult.ComparisonRow] {
        guard let places = plan.places.first?.places else { return [] }
        func row(_ rival: CapacityRival, unknown: Int? = nil) throws
            -> ValidationResult.ComparisonRow
        {
            ValidationResult.ComparisonRow(
                try CapacityComparison(
                    found.cases, against: rival, places: places, confidence: plan.confidence,
                    target: .newCohort), unknown: unknown)
        }
        var rows = [try row(.chance)]
        for (index, condition) in plan.against.enumerated() {
            let verdicts: [RowExpression.Verdict]
            do throws(FormulaError) {
                verdicts = try condition.verdicts(on: table)
            } catch {
                throw AnalysisError(
                    error, in: condition.source,
                    at: "/against" + (plan.against.count > 1 ? "/\(index)" : ""))
            }
            var unknown = 0
            let holds = found.rows.map { row in
                switch verdicts[row] {
                case .holds: return true
                case .fails: return false
                case .unknown:
                    unknown += 1
                    return false
                }
            }
            rows.append(
                try row(.rule(name: condition.source, holds: holds), unknown: unknown))
        }
        if let points {
            let scored = try points.scores(of: table)
            rows.append(
                try row(
                    .points(name: points.name, points: found.rows.map { scored.points[$0] })))
        }
        return rows
    }

    /// Refuses columns that the table lacks, before long work begins.
    static func check(_ plan: ValidatePlan, _ table: Table) throws {
        for column in plan.by where table[column] == nil { throw noColumn(column, table) }
        for condition in plan.against {
            do throws(FormulaError) {
                _ = try condition.columns(of: table)
            } catch {
                throw AnalysisError(error, in: condition.source, at: "/against")
            }
        }
    }

    private static func noColumn(_ column: String, _ table: Table) -> AnalysisError {
        AnalysisError(
            "unknown_column", "There is no column \"\(column)\".",
            hint: NearestNames.hint(for: column, among: table.names), pointer: "/by")
    }

    private static func groups(
        _ column: String, _ plan: ValidatePlan, _ found: ValidatedCases, _ table: Table
    ) throws -> [ValidationResult.SubgroupRow] {
        guard let places = plan.places.first?.places else { return [] }
        guard let values = table[column] else {
            throw noColumn(column, table)
        }
        let grouping = Subgrouping(name: column, values: found.rows.map { values.text(at: $0) })
        guard grouping.levels.count <= mostGroups else {
            throw AnalysisError(
                "too_many_levels",
                "\"\(column)\" has \(NumberText.count(grouping.levels.count)) levels, and at most "
                    + "\(mostGroups) are told apart.",
                hint: "Name a column of groups, or put its values together with --derive.",
                pointer: "/by", exitCode: .data)
        }
        return try SubgroupPerformance(
            found.cases, by: grouping, places: places, confidence: plan.confidence
        ).groups.map { ValidationResult.SubgroupRow($0, of: column) }
    }

    /// The most levels of a column of groups.
    private static let mostGroups = 200

    // MARK: All cases

    /// The figures of all cases with their limits.
    func figures() -> [ValidationResult.FigureRow] {
        let (cases, confidence) = (found.cases, plan.confidence)
        let overall = OverallPerformance(cases, confidence: confidence)
        let line = Calibration(cases, confidence: confidence)
        var rows = [
            ValidationResult.FigureRow("auc", AUC(cases, confidence: confidence).logit),
            ValidationResult.FigureRow("brier", overall.brier),
            ValidationResult.FigureRow("scaled_brier", overall.scaledBrier),
            ValidationResult.FigureRow("log_loss", overall.logLoss),
            ValidationResult.FigureRow("cox_snell_r2", overall.coxSnellR2),
            ValidationResult.FigureRow("nagelkerke_r2", overall.nagelkerkeR2),
            ValidationResult.FigureRow("calibration_in_the_large", line.inTheLarge),
            ValidationResult.FigureRow("calibration_slope", line.slope),
            ValidationResult.FigureRow("calibration_intercept", line.intercept),
            ValidationResult.FigureRow("observed_expected", line.observedExpected),
        ]
        rows += curveErrors()
        return rows
    }

    /// The distances of the smooth curve from the risks, with limits by samples of the cases.
    private func curveErrors() -> [ValidationResult.FigureRow] {
        let names: [PerformanceFigures.Figure] = [.ici, .e50, .e90]
        let own = PerformanceFigures(found.cases)
        let drawn =
            plan.replicates == 0
            ? nil
            : CaseBootstrap(
                found.cases, replicates: plan.replicates, confidence: plan.confidence,
                seed: plan.seed, threads: threads
            ) { ranked in
                let figures = PerformanceFigures(ranked)
                return names.map { figures[$0] }
            }
        return names.enumerated().map { k, name in
            let interval = drawn?.intervals.indices.contains(k) == true ? drawn?.intervals[k] : nil
            let hasInterval = own[name] != nil && interval != nil
            return ValidationResult.FigureRow(
                name: name.rawValue, estimate: Figure(own[name]),
                confLow: Figure(hasInterval ? interval?.low : nil),
                confHigh: Figure(hasInterval ? interval?.high : nil),
                method: "distance of the risks from the smooth calibration curve"
                    + (drawn == nil
                        ? ""
                        : ", percentile interval over \(plan.replicates) samples of the cases"),
                status: hasInterval ? "estimated" : "not_estimable",
                note: own[name] == nil
                    ? "there is no calibration curve"
                    : interval == nil ? "too few samples for an interval" : nil)
        }
    }

    /// The result with all parts but `figures`.
    func result(design: String, formula: String, risks: String) -> ValidationResult {
        let (cases, confidence) = (found.cases, plan.confidence)
        let curve = CalibrationCurve(cases, confidence: confidence)
        let decisions = DecisionCurve(
            cases, thresholds: plan.thresholds ?? DecisionCurve.usualThresholds,
            confidence: confidence)
        return ValidationResult(
            design: design, outcome: found.outcome, event: found.event, formula: formula,
            nObs: cases.caseCount, nEvents: cases.eventCount, fittedTo: nil,
            clusters: cases.cluster.map { Set($0).count }, figures: [], resampling: nil,
            risks: risks,
            calibrationCurve: curve.points.map {
                ValidationResult.CurveRow(
                    risk: $0.risk, observed: $0.observed, confLow: Figure($0.confLow),
                    confHigh: Figure($0.confHigh))
            },
            calibrationNote: curve.note,
            calibrationGroups: CalibrationTable(cases, confidence: confidence).groups.map {
                ValidationResult.GroupRow(
                    lowestRisk: $0.lowestRisk, highestRisk: $0.highestRisk,
                    meanRisk: $0.meanRisk, cases: $0.cases, events: $0.events,
                    observed: $0.observed, confLow: Figure($0.confLow),
                    confHigh: Figure($0.confHigh))
            },
            decisionCurve: decisions.points.map { ValidationResult.DecisionRow($0) },
            capacity: capacity, comparisons: comparisons, subgroups: subgroups,
            tooFewRule: subgroups.isEmpty ? nil : Self.tooFewRule(JudgementLimits()),
            sampleSize: nil, recalibration: [])
    }

    private static func tooFewRule(_ limits: JudgementLimits) -> String {
        "fewer than \(NumberText.count(limits.events)) cases with the event, "
            + "\(NumberText.count(limits.nonEvents)) without, or "
            + "\(NumberText.count(limits.offers)) offers, by the figure"
    }
}

extension AnalysisError {
    init(_ error: CapacityError, at pointer: String) {
        self.init(error.code.rawValue, error.message, hint: error.hint, pointer: pointer)
    }

    init(_ error: PointsError, at pointer: String) {
        self.init(
            error.code.rawValue, error.message, hint: error.hint, pointer: pointer,
            exitCode: .data)
    }
}
