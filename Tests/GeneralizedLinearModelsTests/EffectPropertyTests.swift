import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A small cohort of a seed, its rows repeated or weighted.
private func cohort(_ seed: UInt64, repeated: Bool, shuffled: Bool = false, scale: Double = 1)
    throws -> Table
{
    var generator = SeededGenerator(seed: seed)
    var lines: [String] = []
    for _ in 0..<150 {
        let x = Double.random(in: 0...4, using: &generator)
        let ward = ["a", "b", "c"].randomElement(using: &generator) ?? "a"
        let sex = Bool.random(using: &generator)
        let count = Int.random(in: 1...3, using: &generator)
        let eta = x * 0.7 - 1.4 + (ward == "b" ? 0.6 : 0) + (sex ? 0.3 * x : 0)
        let y = Double.random(in: 0...1, using: &generator) < 1 / (1 + exp(-eta)) ? 1 : 0
        let line = "\(y),\(x * scale),\(ward),\(sex ? "m" : "f")"
        if repeated {
            lines += [String](repeating: line + ",1", count: count)
        } else {
            lines.append(line + ",\(count)")
        }
    }
    if shuffled { lines.shuffle(using: &generator) }
    return try CSVReader.read(Array(("y,x,ward,sex,n\n" + lines.joined(separator: "\n")).utf8))
}

private func effects(
    _ table: Table, _ formula: String = "y ~ x * sex + ward + I(x^2)", threads: Int = 1
) throws -> [ModelEffect] {
    let frame = try ModelFrame(Formula(parsing: formula), table: table, weights: "n")
    return try GLM(threads: threads).fit(frame).effects(
        EffectsRequest(
            [.formula, .step("x", by: 0.5), .levels(of: "ward", level: "c", against: "b")],
            by: "sex"), table: table)
}

private func agree(_ a: [ModelEffect], _ b: [ModelEffect], _ tolerance: Double, _ label: String) {
    #expect(a.count == b.count)
    for (p, q) in zip(a, b) {
        #expect(p.name == q.name && p.level == q.level && p.group == q.group)
        let (error, other) = (p.standardError ?? .nan, q.standardError ?? .nan)
        #expect(
            abs((p.estimate ?? .nan) - (q.estimate ?? .nan)) < tolerance * (abs(error) + 1e-3),
            "\(label)")
        #expect(abs(error - other) < 10 * tolerance * error, "\(label)")
    }
}

struct EffectPropertyTests {
    @Test func weightsAreRepetition() throws {
        for seed in UInt64(0)..<100 {
            agree(
                try effects(cohort(seed, repeated: true)),
                try effects(cohort(seed, repeated: false)), 1e-10, "seed \(seed)")
        }
    }

    @Test func rowOrderChangesNothing() throws {
        for seed in UInt64(0)..<100 {
            agree(
                try effects(cohort(seed, repeated: false)),
                try effects(cohort(seed, repeated: false, shuffled: true)), 1e-10, "seed \(seed)")
        }
    }

    @Test func threadsChangeNoBit() throws {
        let table = try cohort(5, repeated: false)
        let (one, three) = (try effects(table), try effects(table, threads: 3))
        for (a, b) in zip(one, three) {
            #expect(a.estimate?.bitPattern == b.estimate?.bitPattern)
            #expect(a.standardError?.bitPattern == b.standardError?.bitPattern)
        }
    }

    @Test func scalingAColumnScalesItsSlopeAndNothingElse() throws {
        for seed in UInt64(0)..<100 {
            let (a, b) = (
                try effects(cohort(seed, repeated: false)),
                try effects(cohort(seed, repeated: false, scale: 1024))
            )
            for (p, q) in zip(a, b) where p.name != .averageDifference {
                let factor = p.name == .averageMarginalEffect ? 1024.0 : 1
                let estimate = (q.estimate ?? .nan) * factor
                #expect(
                    abs((p.estimate ?? .nan) - estimate)
                        < 1e-9 * (abs(p.estimate ?? 0) + (p.standardError ?? 0)), "seed \(seed)")
            }
        }
    }

    /// Standardised means of a logistic fit with an intercept: those of groups weigh to that of all, and
    /// the mean as observed is the share of events.
    @Test func groupsAddUp() throws {
        for seed in UInt64(0)..<50 {
            let table = try cohort(seed, repeated: true)
            let found = try effects(table)
            let sexes = try LevelColumns(["sex"], table: table).asked[0]
            let share = Double(sexes.codes.filter { $0 == 0 }.count) / Double(table.rowCount)
            for effect in found where effect.group == nil && effect.name == .riskDifference {
                let parts = found.filter {
                    $0.name == effect.name && $0.variable == effect.variable
                        && $0.level == effect.level && $0.reference == effect.reference
                        && $0.group != nil
                }
                let mean =
                    share * (parts[0].estimate ?? .nan) + (1 - share) * (parts[1].estimate ?? .nan)
                #expect(abs(mean - (effect.estimate ?? .nan)) < 1e-12)
            }
        }
    }

    /// A slope is the limit of a step over its size.
    @Test func aSlopeIsTheLimitOfSteps() throws {
        for seed in UInt64(0)..<50 {
            let table = try cohort(seed, repeated: true)
            let frame = try ModelFrame(
                Formula(parsing: "y ~ poly(x, 3) * sex + log(x + 1) + ward"), table: table)
            let fit = try GLM(link: .cloglog).fit(frame)
            let found = try fit.effects(
                EffectsRequest([.slope("x"), .step("x", by: 1e-5), .step("x", by: -1e-5)]),
                table: table)
            let middle = ((found[1].estimate ?? .nan) - (found[2].estimate ?? .nan)) / 2e-5
            #expect(abs(middle - (found[0].estimate ?? .nan)) < 1e-8)
        }
    }

    @Test func turningLevelsRoundTurnsDifferences() throws {
        let table = try cohort(3, repeated: true)
        let fit = try GLM().fit(ModelFrame(Formula(parsing: "y ~ x + ward"), table: table))
        let there = try fit.effects(
            EffectsRequest([.levels(of: "ward", level: "c", against: "b")]), table: table)
        let back = try fit.effects(
            EffectsRequest([.levels(of: "ward", level: "b", against: "c")]), table: table)
        func of(_ all: [ModelEffect], _ name: ModelEffect.Name) throws -> ModelEffect {
            try #require(all.first { $0.name == name })
        }
        #expect(
            relativeError(
                try of(there, .riskDifference).estimate ?? 0,
                -(try of(back, .riskDifference).estimate ?? 0)) < 1e-14)
        for name in [ModelEffect.Name.riskRatio, .oddsRatio] {
            let (a, b) = (try of(there, name), try of(back, name))
            #expect(relativeError(a.estimate ?? 0, 1 / (b.estimate ?? 0)) < 1e-13)
            #expect(relativeError(a.interval?.low ?? 0, 1 / (b.interval?.high ?? 0)) < 1e-12)
        }
    }
}

/// What cannot be estimated is said, and never a number.
struct EffectLimitTests {
    private func fit(_ file: String, _ formula: String) throws -> (GLMFit, Table) {
        let table = try table(file)
        return (try GLM().fit(ModelFrame(Formula(parsing: formula), table: table)), table)
    }

    @Test func aSeparatedLevelHasNoRisk() throws {
        let (fit, table) = try fit("separation_level_all_events.csv", "reopened ~ ward + age")
        let infinite = try #require(
            fit.coefficients.indices.first { fit.status[$0] == .infinite })
        let found = try fit.effects(table: table)
        for effect in found where effect.level == fit.coefficients[infinite].level {
            #expect(effect.status == .notEstimable && effect.estimate == nil)
            #expect(effect.note?.contains("Separation") == true)
        }
        // Levels that are not separated stand: their means are of all rows at that level.
        #expect(found.contains { $0.name == .riskDifference && $0.status == .estimated })
    }

    @Test(arguments: ["separation_complete_numeric.csv", "separation_two_levels_opposite.csv"])
    func separationTrapsNothing(_ file: String) throws {
        let table = try table(file)
        let outcome = table.names[0]
        let formula = "\(outcome) ~ " + table.names.dropFirst().joined(separator: " + ")
        let (fit, _) = try fit(file, formula)
        for effect in try fit.effects(table: table) {
            #expect((effect.estimate == nil) == (effect.status == .notEstimable))
            if effect.status == .notEstimable { #expect(effect.note != nil) }
        }
    }

    /// age = 2024 - birth year: neither can be moved without the other.
    @Test func anAliasCannotBeBroken() throws {
        let (fit, table) = try fit("birth_years.csv", "closed ~ age_2024 + birth_year + sex")
        try #require(fit.status.contains(.aliased))
        let found = try fit.effects(table: table)
        for effect in found where effect.name == .averageMarginalEffect {
            #expect(effect.status == .notEstimable)
            #expect(effect.note?.contains("made up of other columns") == true)
        }
        #expect(found.contains { $0.name == .riskDifference && $0.status == .estimated })
    }

    /// A column that is itself read by a condition has no slope, but a step.
    @Test func conditionsHaveStepsAndNoSlopes() throws {
        let (fit, table) = try fit("referrals.csv", "neet ~ age + (age >= 15) + absence")
        let slope = try fit.effects(EffectsRequest([.slope("age")]), table: table)[0]
        #expect(slope.status == .notEstimable && slope.note?.contains("steps") == true)
        let step = try fit.effects(EffectsRequest([.step("age", by: 1)]), table: table)[0]
        #expect(step.status == .estimated)
        let all = try fit.effects(table: table)
        #expect(all.contains { $0.variable == "(age >= 15)" && $0.name == .riskDifference })
    }

    @Test func aChangeOutOfRangeIsSaid() throws {
        let (fit, table) = try fit("referrals.csv", "neet ~ log(absence + 1) + age")
        let step = try fit.effects(EffectsRequest([.step("absence", by: -1000)]), table: table)[0]
        #expect(step.status == .notEstimable && step.note?.contains("range") == true)
    }

    @Test func unknownNamesAndValuesAreRefused() throws {
        let (fit, table) = try fit("wards.csv", "reopened ~ ward + age")
        func refused(_ question: EffectsRequest.Question, by: String? = nil) -> String? {
            do throws(FormulaError) {
                _ = try fit.effects(EffectsRequest([question], by: by), table: table)
                return nil
            } catch { return error.message }
        }
        #expect(refused(.slope("agee"))?.contains("agee") == true)
        #expect(refused(.levels(of: "ward", level: "Byke"))?.contains("Byke") == true)
        #expect(
            refused(.prediction(at: [.init(column: "age", value: "old")]))?.contains("old") == true)
        #expect(
            refused(.prediction(at: [.init(column: "ward", value: "?")]))?.contains("?") == true)
        #expect(refused(.step("ward", by: 1))?.contains("ward") == true)
        #expect(refused(.formula, by: "absence") != nil)
        #expect(refused(.formula, by: "nowhere") != nil)
        #expect(refused(.prediction(at: [.init(column: "absence", value: "3")])) != nil)
    }

    @Test func contrastsOfCoefficients() throws {
        let (fit, _) = try fit("wards.csv", "reopened ~ ward + age + absence")
        let contrast = try #require(
            fit.contrast([("ward[Byker]", 1), ("ward[Walker]", -1)]))
        let (i, j) = (
            try #require(fit.coefficients.firstIndex { $0.name == "ward[Byker]" }),
            try #require(fit.coefficients.firstIndex { $0.name == "ward[Walker]" })
        )
        #expect(contrast.estimate == fit.estimates[i] - fit.estimates[j])
        let variance =
            fit.covariance[i, i] + fit.covariance[j, j] - 2 * fit.covariance[i, j]
        #expect(relativeError(contrast.standardError ?? 0, variance.squareRoot()) < 1e-13)
        // The same from a fit whose reference is Walker.
        let (other, _) = try self.fit(
            "wards.csv", "reopened ~ C(ward, ref = \"Walker\") + age + absence")
        let k = try #require(
            other.coefficients.firstIndex { $0.level == "Byker" })
        #expect(relativeError(contrast.estimate ?? 0, other.estimates[k]) < 1e-9)
        #expect(relativeError(contrast.standardError ?? 0, other.standardErrors[k] ?? 0) < 1e-9)
        #expect(fit.contrast([("ward[Nowhere]", 1)]) == nil)
    }
}
