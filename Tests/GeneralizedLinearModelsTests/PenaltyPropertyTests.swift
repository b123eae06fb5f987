import Foundation
import ModelFormula
import Tables
import Testing
import TestSupport

@testable import GeneralizedLinearModels

/// A small cohort drawn from a seed: a factor of up to five levels, two numbers of which the second
/// leans on the first, a flag, a weight of 1 to 3 and a family.
private struct Cohort {
    struct Row {
        var event: Bool
        var ward: Int
        var hours: Double
        var score: Double
        var isCarer: Bool
        var weight: Int
        var family: Int
    }

    var rows: [Row] = []

    init(seed: UInt64, rows count: Int? = nil) {
        var generator = SeededGenerator(seed: seed)
        let wards = Int.random(in: 2...5, using: &generator)
        let size = count ?? Int.random(in: 40...120, using: &generator)
        let pull = Double.random(in: -2...2, using: &generator)
        for row in 0..<size {
            let hours = Double(Int.random(in: 0...40, using: &generator)) / 2
            let ward = row < wards ? row : Int.random(in: 0..<wards, using: &generator)
            let score = Double(Int.random(in: 0...20, using: &generator)) + (hours / 2).rounded()
            let eta = pull * (hours - 10) / 5 + (ward == 1 ? 1 : 0) - 0.3
            let event =
                row < 4
                ? row % 2 == 0 : Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp(-eta))
            rows.append(
                Row(
                    event: event, ward: ward, hours: hours, score: score,
                    isCarer: row < 2 ? row == 0 : Bool.random(using: &generator),
                    weight: Int.random(in: 1...3, using: &generator), family: row / 3))
        }
    }

    func table(hoursUnit: Double = 1, isRepeated: Bool = false) throws -> Table {
        var lines = ["event,ward,hours,score,carer,cases"]
        for row in rows {
            let line =
                "\(row.event ? "yes" : "no"),w\(row.ward),\(row.hours * hoursUnit),\(row.score),"
                + "\(row.isCarer ? "yes" : "no"),\(row.weight)"
            for _ in 0..<(isRepeated ? row.weight : 1) { lines.append(line) }
        }
        return try CSVReader.read(Array(lines.joined(separator: "\n").utf8))
    }
}

private let formula = "event ~ ward + hours + score + carer"

private func frame(_ table: Table, _ formula: String = formula, weights: String? = nil) throws
    -> ModelFrame
{
    try ModelFrame(Formula(parsing: formula), table: table, weights: weights)
}

/// Ridge, elastic net or lasso, single columns or whole terms, by the seed.
private func asked(_ seed: UInt64, lambdas: [Double]? = nil, threads: Int = 1) throws
    -> PenalizedRegression
{
    let mixing = [0, 0.3, 0.8, 1][Int(seed % 4)]
    let penalty = try #require(
        ElasticNetPenalty(mixing: mixing, isGrouped: seed / 4 % 2 == 1))
    var regression = PenalizedRegression(
        penalty: penalty, lambdas: lambdas, regression: GLM(threads: threads))
    regression.pathLength = 12
    return regression
}

/// The penalty's own scale: the standard deviation of each column.
private func expectClose(
    _ a: PenalizedPath, _ b: PenalizedPath, _ tolerance: Double, _ seed: UInt64,
    factor: (Coefficient) -> Double = { _ in 1 }
) {
    #expect(a.points.count == b.points.count, "\(seed)")
    for (p, q) in zip(a.points, b.points) {
        #expect(relativeError(p.lambda, q.lambda) < 1e-12, "\(seed)")
        #expect(relativeError(p.deviance, q.deviance) < tolerance, "\(seed)")
        for (coefficient, (x, y)) in zip(a.coefficients, zip(p.estimates, q.estimates)) {
            let scaled = y * factor(coefficient)
            #expect(
                abs(x - scaled) < tolerance * max(1, abs(x)),
                "\(seed) \(p.lambda) \(coefficient.name) \(x) \(scaled)")
        }
    }
}

struct PenaltyPropertyTests {
    static let seeds = Array(UInt64(0)..<120)

    @Test(arguments: seeds)
    func atTheLargestLambdaNothingIsKept(_ seed: UInt64) throws {
        let frame = try frame(Cohort(seed: seed).table())
        let path = try asked(seed).path(frame)
        guard path.asked.penalty.mixing > 0 else { return }
        let largest = path.largestLambda
        for lambda in [largest * (1 + 1e-9), largest * 3, 1e6] {
            let point = try #require(asked(seed, lambdas: [lambda]).path(frame).points.first)
            #expect(point.keptCount == 0 && point.keptTerms.isEmpty && point.isConverged)
            #expect(relativeError(point.deviance, path.nullDeviance) < 1e-12)
        }
        let below = try #require(asked(seed, lambdas: [largest * 0.999]).path(frame).points.first)
        #expect(below.keptCount > 0)
    }

    /// The conditions of the minimum, computed from the rows by hand and not from a pass.
    @Test(arguments: seeds)
    func theConditionsOfTheMinimumHold(_ seed: UInt64) throws {
        let cohort = Cohort(seed: seed)
        let path = try asked(seed).path(frame(cohort.table()))
        guard !path.asked.penalty.isGrouped else { return }
        let n = Double(cohort.rows.count)
        let wards = Set(cohort.rows.map(\.ward)).sorted().dropFirst()
        var columns = wards.map { ward in cohort.rows.map { $0.ward == ward ? 1.0 : 0 } }
        columns += [
            cohort.rows.map(\.hours), cohort.rows.map(\.score),
            cohort.rows.map { $0.isCarer ? 1 : 0 },
        ]
        for point in path.points {
            let residuals = cohort.rows.indices.map { row -> Double in
                var eta = point.estimates[0]
                for (j, column) in columns.enumerated() {
                    eta += point.estimates[j + 1] * column[row]
                }
                return (cohort.rows[row].event ? 1 : 0) - 1 / (1 + exp(-eta))
            }
            #expect(abs(residuals.reduce(0, +) / n) < 1e-12)
            for (j, column) in columns.enumerated() {
                let mean = column.reduce(0, +) / n
                let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n)
                    .squareRoot()
                var score = 0.0
                for (x, r) in zip(column, residuals) { score += (x - mean) / deviation * r / n }
                let theta = point.estimates[j + 1] * deviation
                let alpha = path.asked.penalty.mixing
                let pull = point.lambda * (1 - alpha) * theta
                if theta == 0 {
                    #expect(abs(score) <= point.lambda * alpha + 1e-12, "\(seed)")
                } else {
                    let sign = theta > 0 ? 1.0 : -1
                    #expect(abs(score - pull - point.lambda * alpha * sign) < 1e-12, "\(seed)")
                }
            }
        }
    }

    /// Other families and links: the slope of each row's log-likelihood is written out here.
    @Test(arguments: [Family.poisson, .gaussian, .gamma, .binomial], [0, 0.5, 1])
    func theConditionsOfTheMinimumHoldForOtherFamilies(_ family: Family, _ mixing: Double) throws {
        let link: Link = family == .binomial ? .cloglog : family.links[0]
        for seed in UInt64(0)..<10 {
            let cohort = Cohort(seed: seed)
            let y = cohort.rows.map { row -> Double in
                family == .binomial
                    ? row.event ? 1 : 0 : Double(row.weight) + (row.event ? row.score : 0)
            }
            var lines = ["y,hours,score,months"]
            for (row, y) in zip(cohort.rows, y) {
                lines.append("\(Int(y)),\(row.hours),\(row.score),\(row.weight)")
            }
            let request: Response.Request =
                family == .binomial ? .binary : family == .poisson ? .counts : .positiveNumbers
            let frame = try ModelFrame(
                Formula(parsing: "y ~ hours + score + offset(I(months / 10))"),
                table: CSVReader.read(Array(lines.joined(separator: "\n").utf8)),
                response: request)
            var asked = PenalizedRegression(
                penalty: try #require(ElasticNetPenalty(mixing: mixing)),
                regression: GLM(family: family, link: link))
            asked.pathLength = 6
            let path = try asked.path(frame)
            let n = Double(y.count)
            for point in path.points {
                #expect(point.isConverged, "\(family) \(seed) \(point.violation)")
                let slopes = cohort.rows.indices.map { i -> Double in
                    let row = cohort.rows[i]
                    let eta =
                        point.estimates[0] + point.estimates[1] * row.hours
                        + point.estimates[2] * row.score + Double(row.weight) / 10
                    switch family {
                    case .poisson: return y[i] - exp(eta)
                    case .gaussian: return y[i] - eta
                    case .gamma: return y[i] * exp(-eta) - 1
                    default:
                        let mu = -expm1(-exp(eta))
                        return (y[i] - mu) / mu * exp(eta)
                    }
                }
                let size = path.largestLambda * max(mixing, 1e-3)
                #expect(abs(slopes.reduce(0, +) / n) < 1e-8 * size, "\(family) \(seed)")
                for (j, column) in [cohort.rows.map(\.hours), cohort.rows.map(\.score)].enumerated()
                {
                    let mean = column.reduce(0, +) / n
                    let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n)
                        .squareRoot()
                    var score = 0.0
                    for (x, s) in zip(column, slopes) { score += (x - mean) / deviation * s / n }
                    let theta = point.estimates[j + 1] * deviation
                    score -= point.lambda * (1 - mixing) * theta
                    let limit = point.lambda * mixing
                    if theta == 0 {
                        #expect(abs(score) <= limit + 1e-8 * size, "\(family) \(seed)")
                    } else {
                        #expect(
                            abs(score - (theta > 0 ? limit : -limit)) < 1e-8 * size,
                            "\(family) \(seed)")
                    }
                }
            }
            // The deviance is the family's, and falls along the path to that of the free fit.
            let free = try GLM(family: family, link: link).fit(frame)
            #expect(relativeError(path.nullDeviance, free.nullDeviance) < 1e-10, "\(family)")
            let deviances = path.points.map(\.deviance)
            for (a, b) in zip(deviances, deviances.dropFirst()) {
                #expect(a >= b * (1 - 1e-12), "\(family)")
            }
            #expect((deviances.last ?? 0) >= free.deviance * (1 - 1e-12), "\(family)")
        }
    }

    @Test(arguments: seeds)
    func weightsAreRepetitions(_ seed: UInt64) throws {
        let cohort = Cohort(seed: seed)
        let weighted = try asked(seed).path(frame(cohort.table(), weights: "cases"))
        let repeated = try asked(seed).path(frame(cohort.table(isRepeated: true)))
        expectClose(weighted, repeated, 1e-10, seed)
        #expect(weighted.caseCount == repeated.caseCount)
    }

    @Test(arguments: seeds)
    func rowOrderChangesNothing(_ seed: UInt64) throws {
        var cohort = Cohort(seed: seed)
        let inOrder = try asked(seed).path(frame(cohort.table()))
        var generator = SeededGenerator(seed: seed)
        cohort.rows.shuffle(using: &generator)
        expectClose(inOrder, try asked(seed).path(frame(cohort.table())), 1e-10, seed)
    }

    @Test(arguments: seeds)
    func theUnitOfAColumnChangesNothingButItsCoefficient(_ seed: UInt64) throws {
        let cohort = Cohort(seed: seed)
        let one = try asked(seed).path(frame(cohort.table()))
        let other = try asked(seed).path(frame(cohort.table(hoursUnit: 1024)))
        expectClose(one, other, 1e-10, seed) { $0.term == "hours" ? 1024 : 1 }
    }

    @Test(arguments: seeds.prefix(40))
    func asLambdaGoesTheFitBecomesTheUnpenalisedOne(_ seed: UInt64) throws {
        let frame = try frame(Cohort(seed: seed, rows: 400).table())
        let fit = try GLM().fit(frame)
        guard fit.directions.isEmpty else { return }
        let point = try #require(asked(seed, lambdas: [1e-13]).path(frame).points.last)
        #expect(relativeError(point.deviance, fit.deviance) < 1e-12)
        for (a, b) in zip(point.estimates, fit.estimates) { #expect(abs(a - b) < 1e-9) }
    }

    /// A term as a whole is the same whichever of its levels the others are compared with.
    @Test(arguments: seeds.filter { $0 / 4 % 2 == 1 })
    func theReferenceLevelChangesNoFitOfWholeTerms(_ seed: UInt64) throws {
        let table = try Cohort(seed: seed).table()
        let first = try asked(seed).path(frame(table))
        let other = try asked(seed).path(
            frame(table, "event ~ C(ward, ref = \"w1\") + hours + score + carer"))
        for (p, q) in zip(first.points, other.points) {
            #expect(relativeError(p.lambda, q.lambda) < 1e-11)
            #expect(relativeError(p.deviance, q.deviance) < 1e-11)
            #expect(p.keptTerms == q.keptTerms)
        }
    }

    /// The levels of a factor are all in or all out.
    @Test(arguments: seeds.filter { $0 / 4 % 2 == 1 && $0 % 4 > 0 })
    func aGroupedTermIsInOrOutAsAWhole(_ seed: UInt64) throws {
        let path = try asked(seed).path(frame(Cohort(seed: seed).table()))
        var sizes: Set<Int> = []
        for point in path.points {
            let ward = path.coefficients.indices.filter { path.coefficients[$0].term == "ward" }
            let kept = ward.filter { point.estimates[$0] != 0 }.count
            #expect(kept == 0 || kept == ward.count, "\(seed)")
            sizes.insert(kept)
        }
        #expect(sizes.count == 2, "\(seed)")
    }

    /// Around the chunk of 16,384 rows, and folds side by side.
    @Test(arguments: [600, 16_385])
    func threadsChangeNoBit(_ rows: Int) throws {
        let cohort = Cohort(seed: 7, rows: rows)
        let frame = try frame(cohort.table())
        let folds = try CrossValidationFolds(
            outcome: frame.outcome, families: cohort.rows.map(\.family), count: 3, seed: 11)
        var results: [CrossValidatedPath] = []
        for threads in [1, 2, 5] {
            var regression = try asked(7, threads: threads)
            regression.pathLength = 3
            results.append(try regression.crossValidated(frame, folds: folds))
        }
        for other in results.dropFirst() {
            #expect(other.mean.map(\.bitPattern) == results[0].mean.map(\.bitPattern))
            #expect(
                other.standardError.map(\.bitPattern) == results[0].standardError.map(\.bitPattern))
            for (p, q) in zip(other.path.points, results[0].path.points) {
                #expect(p.estimates.map(\.bitPattern) == q.estimates.map(\.bitPattern))
            }
        }
    }

    @Test(arguments: seeds)
    func familiesStayTogetherAndEventsAreSpread(_ seed: UInt64) throws {
        let cohort = Cohort(seed: seed)
        let outcome = cohort.rows.map { $0.event ? 1.0 : 0 }
        let families = cohort.rows.map(\.family)
        let folds = try CrossValidationFolds(
            outcome: outcome, families: families, count: 5, seed: seed)
        var foldOfFamily: [Int: Int] = [:]
        for (family, fold) in zip(families, folds.fold) {
            #expect(foldOfFamily[family] == nil || foldOfFamily[family] == fold)
            foldOfFamily[family] = fold
        }
        var events = [Double](repeating: 0, count: 5)
        for (fold, y) in zip(folds.fold, outcome) { events[fold] += y }
        // A family has at most three events, and each goes to the fold that has the fewest.
        #expect((events.max() ?? 0) - (events.min() ?? 0) <= 3)
        #expect(Set(folds.fold) == Set(0..<5))
        #expect(
            folds
                == (try CrossValidationFolds(
                    outcome: outcome, families: families, count: 5, seed: seed)))
        #expect(
            folds.fold
                != (try CrossValidationFolds(
                    outcome: outcome, families: families, count: 5, seed: seed + 1
                )
                .fold))
    }
}

struct PenaltyCasesTests {
    private func path(
        _ text: String, _ formula: String, mixing: Double, isGrouped: Bool = false,
        lambdas: [Double]? = nil
    ) throws -> PenalizedPath {
        let penalty = try #require(ElasticNetPenalty(mixing: mixing, isGrouped: isGrouped))
        return try PenalizedRegression(penalty: penalty, lambdas: lambdas).path(
            frame(CSVReader.read(Array(text.utf8)), formula))
    }

    private let twins: String = {
        let rows = (0..<60).map { i -> String in
            let year = 2000 + i % 7
            return "\((i * i + i / 3) % 5 < 2 ? 1 : 0),\(year),\(2024 - year),\(i % 4)"
        }
        return "y,year,age,z\n" + rows.joined(separator: "\n")
    }()

    @Test func aRidgeSharesACopyAndALassoKeepsTheEarlierOne() throws {
        let ridge = try path(twins, "y ~ year + age + z", mixing: 0)
        for point in ridge.points {
            #expect(relativeError(point.estimates[1], -point.estimates[2]) < 1e-9)
            #expect(point.status[2] == .estimated)
        }
        let lasso = try path(twins, "y ~ year + age + z", mixing: 1)
        for point in lasso.points {
            #expect(point.status[2] == .aliased && point.estimates[2] == 0)
        }
        #expect(lasso.points.last?.status[1] == .estimated)
    }

    @Test func separatedRowsHaveFiniteEstimates() throws {
        let rows = (0..<40).map { "\($0 < 20 ? 0 : 1),\($0)" }
        let text = "y,x\n" + rows.joined(separator: "\n")
        for mixing in [0, 0.5, 1] {
            let path = try path(text, "y ~ x", mixing: mixing)
            for point in path.points {
                #expect(point.isConverged && point.estimates.allSatisfy(\.isFinite))
            }
            let slopes = path.points.map { $0.estimates[1] }
            #expect(slopes == slopes.sorted(), "the smaller the penalty the steeper")
        }
    }

    @Test func aPathOfItsOwnEndsWhereTheDevianceIsAllButExplained() throws {
        let rows = (0..<40).map { "\($0 / 20),\($0 / 20 * 3)" }
        let text = "y,x\n" + rows.joined(separator: "\n")
        let lasso = try path(text, "y ~ x", mixing: 1)
        #expect(lasso.points.count < 100)
        #expect((lasso.points.last?.deviance ?? 1) < 0.001 * lasso.nullDeviance)
        #expect(lasso.points.dropLast().allSatisfy { $0.deviance >= 0.001 * lasso.nullDeviance })
    }

    @Test func whatCannotBePenalisedIsAnErrorThatSaysSo() throws {
        let text = "y,x,one\n0,1,5\n1,2,5\n0,3,5\n1,4,5\n"
        let error = #expect(throws: FitError.self) { try path(text, "y ~ 1", mixing: 1) }
        #expect(error?.code == .nothingToPenalize)
        #expect(ElasticNetPenalty(mixing: -0.1) == nil && ElasticNetPenalty(mixing: .nan) == nil)
    }

    @Test func thereIsAReasonForNoStandardErrors() throws {
        let ridge = try #require(ElasticNetPenalty(mixing: 0)).reasonForNoStandardErrors
        let lasso = try #require(ElasticNetPenalty(mixing: 1)).reasonForNoStandardErrors
        #expect(lasso.contains("chose the terms by the same cases") && lasso.hasSuffix(ridge))
        #expect(ridge.contains("less often than it says"))
    }

    @Test func balancedTablesKeepNothing() throws {
        let text = "y,x\n" + (0..<40).map { "\($0 % 2),\($0 / 2 % 2)" }.joined(separator: "\n")
        let path = try path(text, "y ~ x", mixing: 1)
        #expect(path.points.allSatisfy { $0.keptCount == 0 && $0.isConverged })
    }

    @Test func foldsThatCannotBeAreErrorsThatSaySo() throws {
        let outcome = [0.0, 1, 0, 1, 0, 1]
        for (families, count) in [([0, 0, 1, 1, 2, 2], 4), ([0, 1, 2, 3, 4, 5], 2)] {
            let error = #expect(throws: FitError.self) {
                try CrossValidationFolds(
                    outcome: outcome, families: families, count: count, seed: 1)
            }
            #expect(error?.code == .folds)
        }
        #expect(CrossValidationFolds(fold: [0, 0, 1, 1], count: 3) == nil)
        // All events in one family: without its fold nothing is left to learn.
        let rows = (0..<30).map { "\($0 < 5 ? 1 : 0),\($0 % 4)" }
        let frame = try frame(
            CSVReader.read(Array(("y,x\n" + rows.joined(separator: "\n")).utf8)), "y ~ x")
        let families = (0..<30).map { max(0, $0 - 4) }
        let folds = try CrossValidationFolds(
            outcome: frame.outcome, families: families, count: 3, seed: 1)
        let lasso = try #require(ElasticNetPenalty(mixing: 1))
        let error = #expect(throws: FitError.self) {
            try PenalizedRegression(penalty: lasso).crossValidated(frame, folds: folds)
        }
        #expect(error?.code == .folds)
    }
}
