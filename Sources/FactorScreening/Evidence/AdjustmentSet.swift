import Distributions
import GeneralizedLinearModels
import HypothesisTests
import ModelFormula
import Tables

/// The right side of a formula that candidates are tested beside, over the rows with an outcome.
struct AdjustmentSet {
    /// The right side as it was asked.
    let formula: String
    /// The columns that it reads.
    let columns: [String]
    /// The rows with an outcome, with the outcome as a column of its own.
    private let table: Table
    private let outcomeName: String
    private let candidateName: String
    private let bendName: String

    /// Reads the set.
    ///
    /// - Parameters:
    ///   - table: the rows with an outcome alone.
    /// - Throws: `ScreeningError` `adjustment` where the set cannot be read, or reads the outcome.
    init(_ asked: String, table: Table, outcome: [Bool], outcomeColumns: [String]) throws {
        let unused = { (stem: String) in
            var name = stem
            while table[name] != nil { name += "_" }
            return name
        }
        outcomeName = unused("screened_outcome")
        candidateName = unused("candidate")
        bendName = unused("candidate_bend")
        formula = asked
        self.table = try table.adding([
            Column(
                name: outcomeName, values: .boolean(outcome),
                validity: ValidityMask(allValid: outcome.count))
        ])
        guard !asked.contains("~") else {
            throw ScreeningError.adjustment(
                FormulaError(
                    .syntax, "The adjustment set is the right side of a formula, without \"~\".",
                    hint: "As in sex + age."))
        }
        do {
            let frame = try ModelFrame(
                Formula(parsing: "\(outcomeName) ~ \(asked)"), table: self.table)
            columns = frame.predictorColumns.map(\.name)
        } catch {
            // Its place counts from the start of a formula that nobody wrote, of a column nobody has.
            let before = outcomeName.count + " ~ ".count
            throw ScreeningError.adjustment(
                FormulaError(
                    error.code, error.message,
                    hint: error.hint?.replacing(", \(outcomeName)", with: ""),
                    at: error.position.flatMap { $0 > before ? $0 - before : nil },
                    isOfData: error.isOfData))
        }
        if let shared = columns.first(where: outcomeColumns.contains) {
            throw ScreeningError.adjustment(
                FormulaError(
                    .syntax, "\"\(shared)\" is part of the outcome and cannot be adjusted for.",
                    hint: "Leave it out of the adjustment set."))
        }
    }

    /// The candidate beside the set, and by itself on the same rows.
    func evidence(of candidate: Candidate, confidence: Double, threads: Int)
        -> ScreenedFactor.Adjusted
    {
        let method = "likelihood-ratio test in logistic regression beside \(formula)"
        func notEstimable(_ note: String, cases: Int = 0, events: Int = 0)
            -> ScreenedFactor.Adjusted
        {
            ScreenedFactor.Adjusted(
                test: TestResult(name: "likelihood_ratio", method: method, notEstimable: note),
                crude: [], adjusted: [], cases: cases, events: events)
        }
        do {
            let (columns, terms, shape) = try columns(of: candidate)
            let formula = "\(outcomeName) ~ \(self.formula) + " + terms.joined(separator: " + ")
            let frame = try ModelFrame(
                Formula(parsing: formula), table: table.adding(columns))
            let fit = try GLM(threads: threads).fit(frame)
            let ratio = fit.likelihoodRatioTest(ofTerms: terms)
            let (cases, events) = (Int(fit.caseCount), Int(fit.eventCount))
            guard min(events, cases - events) >= ScreeningOptions.fewestEvents else {
                return notEstimable(
                    "fewer than \(ScreeningOptions.fewestEvents) cases of the rarer outcome",
                    cases: cases, events: events)
            }
            guard ratio.status == .tested else {
                return notEstimable(
                    "the rows complete beside the set leave nothing of it to test", cases: cases,
                    events: events)
            }
            let test = TestResult(
                name: "likelihood_ratio",
                method: method + (terms.count > 1 ? ", natural cubic spline" : ""),
                statistic: ratio.statistic, df: Double(ratio.degreesOfFreedom),
                pValue: ratio.pValue)
            let straight = [terms[0]]
            let beside = terms.count > 1 ? try fit.without(terms: [terms[1]]) : fit
            let effects = { (fit: GLMFit, method: String) in
                Self.effects(fit, of: candidate, term: straight[0], shape, method, confidence)
            }
            return ScreenedFactor.Adjusted(
                test: test,
                crude: effects(
                    try fit.keeping(terms: straight), "logistic regression, Wald, the same rows"),
                adjusted: effects(beside, "logistic regression beside \(self.formula), Wald"),
                cases: cases, events: events)
        } catch let error as FormulaError {
            return notEstimable(error.message)
        } catch let error as FitError {
            return notEstimable(error.message)
        } catch {
            return notEstimable("the columns could not be put together")
        }
    }

    /// What the set by itself says of the outcome: the share of its deviance that it explains beyond
    /// chance, (G - df) / D₀; nil where it has no fit.
    func determination(threads: Int) -> Double? {
        guard
            let frame = try? ModelFrame(
                Formula(parsing: "\(outcomeName) ~ \(formula)"), table: table),
            let fit = try? GLM(threads: threads).fit(frame)
        else { return nil }
        return ScreenedFactor.determination(
            statistic: fit.nullDeviance - fit.deviance, df: Double(fit.rank - 1),
            events: Int(fit.eventCount), cases: Int(fit.caseCount))
    }

    /// The candidate as columns of a table and terms of a formula.
    private func columns(of candidate: Candidate) throws -> ([Column], [String], NumberShape?) {
        if case .numbers(let values, _) = candidate.kind {
            let outcome = Self.truths(table[outcomeName])
            guard let shape = NumberShape(values, outcome) else {
                throw FormulaError(.outcome, "every case has the same value or the same outcome")
            }
            let valid = ValidityMask(values.map { !$0.isNaN })
            let scaled = values.map { $0.isNaN ? 0 : shape.scaled($0) }
            var columns = [Column(name: candidateName, values: .real(scaled), validity: valid)]
            var terms = [candidateName]
            if let spline = shape.spline {
                columns.append(
                    Column(
                        name: bendName, values: .real(scaled.map(spline.value)), validity: valid))
                terms.append(bendName)
            }
            return (columns, terms, shape)
        }
        // Levels are named after their places, the reference first.
        let count = candidate.codes.levels.count
        let order = [candidate.reference] + (0..<count).filter { $0 != candidate.reference }
        var place = [UInt32](repeating: 0, count: count + 1)
        for (index, level) in order.enumerated() { place[level] = UInt32(index) }
        let width = String(count).count
        let names = order.indices.map { index in
            let digits = String(index)
            return "l" + String(repeating: "0", count: width - digits.count) + digits
        }
        let codes = (0..<candidate.codes.rowCount).map { place[candidate.codes.codes[$0]] }
        let valid = (0..<candidate.codes.rowCount).map { candidate.codes.codes[$0] < count }
        let column = Column(
            name: candidateName,
            values: .category(Categories(appearanceCodes: codes, appearanceLevels: names)),
            validity: ValidityMask(valid))
        return ([column], [candidateName], nil)
    }

    /// Odds ratios of the candidate's own coefficients.
    private static func effects(
        _ fit: GLMFit, of candidate: Candidate, term: String, _ shape: NumberShape?,
        _ method: String, _ confidence: Double
    ) -> [Effect] {
        let rows = fit.coefficientTable(confidence: confidence).filter {
            $0.coefficient.term == term
        }
        if let shape {
            return [.perDeviation(rows.first, deviation: shape.deviation, method: method)]
        }
        let levels = candidate.codes.levels
        let order =
            [candidate.reference] + levels.indices.filter { $0 != candidate.reference }
        return rows.compactMap { row in
            guard let level = row.coefficient.level, let place = Int(level.dropFirst()),
                order.indices.contains(place)
            else { return nil }
            let name = "odds_ratio"
            let (own, reference) = (levels[order[place]], levels[candidate.reference])
            guard let estimate = row.estimate, let interval = row.interval else {
                let isInfinite = row.status == .infinite && row.infiniteSign > 0
                return Effect(
                    name: name, level: own, reference: reference,
                    estimate: row.status == .infinite && row.infiniteSign < 0 ? 0 : nil,
                    method: method, status: isInfinite ? .infinite : .notEstimable,
                    note: row.status == .infinite
                        ? "all of these rows have the same outcome" : "nothing of it is left")
            }
            return Effect(
                name: name, level: own, reference: reference, estimate: exponential(estimate),
                confLow: exponential(interval.low), confHigh: exponential(interval.high),
                method: method)
        }
    }

    private static func truths(_ column: Column?) -> [Bool] {
        guard case .boolean(let truths)? = column?.values else { return [] }
        return truths
    }
}
