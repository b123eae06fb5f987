import DataDescription
import FoundationEssentials
import GeneralizedLinearModels
import ModelFormula
import Tables

/// What a fit is asked for beside its coefficients.
extension Runner {
    /// Where the model is kept; nil for nowhere.
    func modelPath(_ plan: FitPlan) throws(AnalysisError) -> String? {
        guard let asked = plan.saveModel else { return nil }
        let path = try source.resolve(asked)
        var inputs: [String] = []
        for input in plan.options.inputs { inputs.append(try source.resolve(input)) }
        try WholeFile.requireApart(path, inputs)
        return path
    }

    /// The columns that a kept model reads, and what derives them.
    func origins(_ prepared: PreparedData, _ frame: ModelFrame) throws(FormulaError)
        -> FittedModel.Origins
    {
        let (derivations, columns) = try prepared.origins(of: frame.predictorColumns.map(\.name))
        return FittedModel.Origins(
            engineVersion: engineVersion, table: prepared.table, columns: columns,
            derivations: derivations)
    }

    /// Effects that are asked for, and comparisons along what has no coefficient to read.
    func addEffects(
        _ plan: FitPlan, _ fit: GLMFit, _ robust: RobustCovariance?, _ table: Table,
        to result: inout FitResult
    ) throws {
        if plan.effects {
            try plan.requireGroups(of: fit, in: table)
            var seen: Set<FitResult.EffectRow.Identity> = []
            let found: [ModelEffect]
            do {
                found = try fit.effects(plan.effectsRequest, table: table, robust: robust)
            } catch {
                if let failure = fit.frame.stored?.failure { throw failure }
                throw AskedEffects(plan).pointed(error, fit, table)
            }
            result.effects = found.map { FitResult.EffectRow($0) }
                .filter { seen.insert($0.identity).inserted }
        }
        // Beside a factor that was eliminated averages would need the covariance of its levels.
        guard fit.largeFactor == nil,
            plan.audience == .practitioner || fit.frame.schemas.contains(where: \.isCurve)
        else { return }
        let rows: [ModelEffect]
        do { rows = try fit.effects(plan.comparisonsRequest, table: table, robust: robust) } catch {
            // What a disk that failed was filled in with is no error of the formula.
            throw fit.frame.stored?.failure as (any Error)? ?? error
        }
        if !rows.isEmpty { result.comparisons = rows.map { FitResult.EffectRow($0) } }
    }

    /// The bootstrap that is asked for.
    func bootstrap(
        _ asked: BootstrapOptions, _ plan: FitPlan, _ fit: GLMFit,
        _ progress: @escaping (String) -> Void
    ) throws(FitError) -> FitResult.Bootstrap {
        let of = NumberText.count(asked.replicates)
        guard asked.kind == .wild, let clusters = fit.frame.clusters, let cluster = plan.cluster
        else {
            let samples = try fit.bootstrap(
                replicates: asked.replicates, seed: asked.seed, clusters: fit.frame.clusters
            ) { progress("sample \(NumberText.count($0)) of \(of)") }
            return FitResult.Bootstrap(
                samples, of: fit, confidence: plan.confidence, cluster: plan.cluster)
        }
        var tests: [WildClusterTest?] = []
        for column in fit.coefficients.indices {
            progress("\(of) samples of \(fit.coefficients[column].name)")
            tests.append(
                try fit.wildClusterTest(
                    of: column, clusters: clusters, replicates: asked.replicates,
                    seed: asked.seed))
        }
        return FitResult.Bootstrap(
            tests, of: fit, asked: asked, cluster: cluster, units: Set(clusters).count)
    }
}

extension FitResult {
    /// Checks of rows, terms and the link and, where clusters are named, of how much rests on each.
    mutating func addChecks(
        _ plan: FitPlan, _ fit: GLMFit, _ table: Table
    ) throws(FitError) {
        let clusters = fit.frame.clusters.map { ClusterCodes($0) }
        let found = try fit.checkSummary(
            seed: plan.checksSeed, clusters: clusters.map { ($0.codes, $0.firstRows.count) })
        var checks = Checks(found)
        if let influence = found.clusters, let column = plan.cluster {
            let errors = coefficients.compactMap { row in
                row.stdError.value.map { (row.term, $0) }
            }
            checks.clusters = Checks.Clusters(
                influence, column: column,
                // Where a name tells people or families apart it is not told.
                names: RepeatedIdentifiers.isNamedLikeOne(column)
                    ? nil
                    : clusters?.names(column, table, rows: fit.frame.usedRows)
                        ?? fit.frame.stored?.clusterTexts,
                errors: Dictionary(errors, uniquingKeysWith: { first, _ in first }))
        }
        self.checks = checks
    }
}

/// Clusters numbered from 0 in the order in which they come.
private struct ClusterCodes {
    private(set) var codes: [Int32] = []
    /// The first row of each, among those used.
    private(set) var firstRows: [Int] = []

    init(_ clusters: [Int]) {
        var known: [Int: Int32] = [:]
        for (row, cluster) in clusters.enumerated() {
            if let code = known[cluster] {
                codes.append(code)
            } else {
                let code = Int32(firstRows.count)
                known[cluster] = code
                codes.append(code)
                firstRows.append(row)
            }
        }
    }

    /// What the clusters are called; nil where there are too many.
    func names(_ column: String, _ table: Table, rows: [Int]) -> [String]? {
        guard firstRows.count <= StoredRows.mostNamedClusters, let own = table[column] else {
            return nil
        }
        return firstRows.map { own.text(at: rows[$0]) ?? "" }
    }
}

extension FitResult.EffectRow {
    /// What an effect is of.
    struct Identity: Hashable {
        let texts: [String?]
        let step: Double?
    }

    var identity: Identity {
        Identity(
            texts: [name, variable.value, level.value, reference.value, group.value, method]
                + at.flatMap { [$0.column, $0.value] }, step: step)
    }
}
