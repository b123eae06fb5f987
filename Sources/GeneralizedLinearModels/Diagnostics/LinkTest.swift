import Distributions
import ModelFormula
import Tables

/// Whether the square of the linear predictor still says something of the outcome: if so, the link, or
/// the form of a number's effect, is not right. Source: Pregibon (1980), Applied Statistics 29.
public struct LinkTest: Sendable {
    /// The coefficient of η² beside η; nil where it has none, as are the following.
    public let estimate: Double?
    /// Its standard error.
    public let standardError: Double?
    /// Wald's test of it.
    public let pValue: PValue?
    /// Why there is none.
    public let note: String?
}

extension GLMFit {
    /// Fits the outcome anew on η (with the offset in it) and η², with the same family, link and weights.
    ///
    /// Under sampling weights, and where clusters are named, its error is that of the sandwich: weights
    /// that stand for many, and cases that are alike, make those of the model far too small.
    ///
    /// - Parameter clusters: any number that names the cluster of each row used; nil without. Rows in a
    ///   scratch file know their own.
    /// - Throws: `FitError` where a factor was eliminated.
    public func linkTest(clusters: [Int]? = nil) throws(FitError) -> LinkTest {
        try requireNoLargeFactor(for: "The link test")
        guard lackOfSpread == nil else {
            return LinkTest(
                estimate: nil, standardError: nil, pValue: nil,
                note: "The fit leaves nothing that a curve could explain.")
        }
        guard isConverged, !isCompletelySeparated else {
            return LinkTest(
                estimate: nil, standardError: nil, pValue: nil,
                note: "The fit has no finite linear predictor.")
        }
        if let stored = frame.stored {
            return linkTest(try? fittedAnew(stored), isClustered: stored.clusterCount != nil, nil)
        }
        let rows = FittedRows(self)
        let kept = rows.prior.indices.filter { rows.prior[$0] > 0 && rows.eta[$0].isFinite }
        let eta = kept.map { rows.eta[$0] }
        let trials = frame.response.trials.map { all in kept.map { all[$0] } }
        let outcome = kept.enumerated().map { k, row in
            trials.map { ($0[k] * frame.outcome[row]).rounded() } ?? frame.outcome[row]
        }
        var columns: [(name: String, values: [Double])] = [
            ("outcome", outcome), ("eta", eta), ("square", eta.map { $0 * $0 }),
        ]
        if let trials { columns.append(("trials", trials)) }
        if let weights = frame.weights { columns.append(("weight", kept.map { weights[$0] })) }
        let own = clusters.map { all in kept.map { all[$0] } }
        return linkTest(
            try? fitted(columns, hasTrials: trials != nil), isClustered: own != nil, own)
    }

    /// What the fit of the outcome on η and η² says.
    private func linkTest(_ test: GLMFit?, isClustered: Bool, _ clusters: [Int]?) -> LinkTest {
        let kind: RobustCovariance.Kind? =
            settings.weightKind == .sampling ? .sandwich : isClustered ? .cr1 : nil
        guard let test,
            case let robust = kind.flatMap({ try? test.covariance(of: $0, clusters: clusters) }),
            (robust == nil) == (kind == nil),
            let row = test.coefficientTable(confidence: 0.95, covariance: robust).first(where: {
                $0.coefficient.name == "square"
            }), test.isConverged, row.standardError != nil
        else {
            return LinkTest(
                estimate: nil, standardError: nil, pValue: nil,
                note: "The linear predictor takes too few values for its square to be told apart.")
        }
        return LinkTest(
            estimate: row.estimate, standardError: row.standardError, pValue: row.pValue, note: nil)
    }

    private func fitted(_ columns: [(name: String, values: [Double])], hasTrials: Bool) throws
        -> GLMFit
    {
        let count = columns[0].values.count
        let table = try Table(
            columns: columns.map {
                Column(
                    name: $0.name, values: .real($0.values),
                    validity: ValidityMask(allValid: count))
            }, rowCount: count)
        return try settings.fit(
            ModelFrame(
                Formula(parsing: "outcome ~ eta + square"), table: table,
                weights: frame.weights == nil ? nil : "weight", response: responseOfFamily,
                trials: hasTrials ? "trials" : nil))
    }

    private var responseOfFamily: Response.Request {
        switch settings.family {
        case .binomial: .binary
        case .poisson, .negativeBinomial: .counts
        case .gaussian: .numbers
        case .gamma: .positiveNumbers
        }
    }

    /// The same fit of rows in a scratch file, whose linear predictors go to another.
    private func fittedAnew(_ stored: StoredRows) throws -> GLMFit {
        var options = StoredFrameOptions()
        options.response = responseOfFamily
        options.trials = stored.hasTrials ? "trials" : nil
        options.weights = stored.hasWeights ? "weight" : nil
        options.cluster = stored.clusterCount == nil ? nil : "cluster"
        options.memory = stored.memory
        let names =
            ["outcome", "eta", "square"]
            + [options.trials, options.weights, options.cluster].compactMap(\.self)
        let source = StoredSource(stored, specification, threads: settings.threads)
        let pass = RowPass(source, model: solution.model, threads: 1)
        let runs = RowChunks(rowCount: stored.rowCount, length: RowPass.runLength)
        do {
            let test = try ModelFrame(
                Formula(parsing: "outcome ~ eta + square"), columns: names, runs: runs.count,
                to: try ScratchFile(in: stored.folder), options
            ) { index, add in
                let run = runs[index]
                let slice = stored.outcomes(run)
                let eta = source.run(run, of: pass).linearPredictors(solution.beta)
                let clusters = stored.clusters(run)
                try add(
                    Self.rows(names, slice, eta, clusters.map(Double.init)), run.lowerBound)
            }
            let fit = try settings.fit(test)
            if let failure = test.stored?.failure { throw failure }
            return fit
        } catch let failure as DataError {
            stored.note(failure)
            throw failure
        }
    }

    /// The columns of the link test at a run of rows.
    private static func rows(
        _ names: [String], _ slice: StoredRows.Slice, _ eta: [Double], _ clusters: [Double]
    ) throws -> Table {
        let kept = eta.indices.filter { (slice.prior?[$0] ?? 1) > 0 && eta[$0].isFinite }
        return try Table(
            columns: names.map { name in
                let numbers = kept.map { row -> Double in
                    switch name {
                    case "outcome":
                        slice.trials.map { ($0[row] * slice.outcome[row]).rounded() }
                            ?? slice.outcome[row]
                    case "eta": eta[row]
                    case "square": eta[row] * eta[row]
                    case "trials": slice.trials?[row] ?? 1
                    case "weight": slice.weights?[row] ?? 1
                    default: clusters[row]
                    }
                }
                return Column(
                    name: name, values: .real(numbers),
                    validity: ValidityMask(allValid: kept.count))
            }, rowCount: kept.count)
    }
}
