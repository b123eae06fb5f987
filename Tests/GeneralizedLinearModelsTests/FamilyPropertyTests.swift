import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct Setting: Sendable, CustomStringConvertible {
    let family: Family
    let link: Link
    let seed: UInt64
    var description: String { "\(family) \(link) \(seed)" }

    static let all: [Setting] = Family.allCases.flatMap { family in
        family.links.flatMap { link in
            (1...12).map { Setting(family: family, link: link, seed: $0) }
        }
    }
}

/// Rows of an outcome that its family can have, beside a factor, a number and a count of repeats.
private func drawn(_ setting: Setting) -> [String] {
    var generator = SeededGenerator(
        seed: setting.seed &* 31 &+ UInt64(setting.family.rawValue.count))
    return (0..<160).map { _ in
        let level = ["a", "b", "c", "d"][Int.random(in: 0..<4, using: &generator)]
        let x = Double(Int.random(in: -20...20, using: &generator)) / 10
        let shift = (level == "b" ? 0.5 : 0) + 0.2 * x
        let noise = Double.random(in: 0.2...1.8, using: &generator)
        let outcome: Double =
            switch setting.family {
            case .binomial: Double.random(in: 0..<1, using: &generator) < 0.3 + 0.2 * shift ? 1 : 0
            case .poisson: (2 * noise + shift + 1).rounded(.down)
            case .negativeBinomial: (6 * noise * noise * noise + shift + 1).rounded(.down)
            case .gaussian: 4 + shift + noise
            case .gamma: (3 + shift) * noise
            }
        let times = Int.random(in: 1...3, using: &generator)
        return "\(outcome),\(level),\(x),\(times)"
    }
}

private func fit(
    _ rows: [String], _ setting: Setting, weights: String? = nil, threads: Int = 1
) throws -> GLMFit {
    let text = "y,g,x,n\n" + rows.joined(separator: "\n") + "\n"
    let frame = try ModelFrame(
        Formula(parsing: "y ~ g + x"), table: try CSVReader.read(Array(text.utf8)),
        weights: weights, response: request(of: setting.family))
    return try GLM(family: setting.family, link: setting.link, threads: threads).fit(frame)
}

/// What holds of every family and link.
struct FamilyPropertyTests {
    @Test(arguments: Setting.all)
    fileprivate func weightsAreRepetitionsAndOrderIsNothing(_ setting: Setting) throws {
        let rows = drawn(setting)
        let weighted = try fit(rows, setting, weights: "n")
        let repeated = try fit(
            rows.flatMap { row in
                let times = Int(row.split(separator: ",")[3]) ?? 1
                return Array(repeating: row, count: times)
            }.reversed(), setting)
        #expect(weighted.isConverged && repeated.isConverged)
        #expect(weighted.caseCount == repeated.caseCount)
        for k in weighted.estimates.indices {
            let error = repeated.standardErrors[k] ?? 1
            #expect(
                abs(weighted.estimates[k] - repeated.estimates[k]) < 1e-9 * error, "\(setting)")
            #expect(relativeError(weighted.standardErrors[k] ?? 0, error) < 1e-9, "\(setting)")
        }
        #expect(relativeError(weighted.deviance, repeated.deviance) < 1e-10)
        #expect(relativeError(weighted.logLikelihood, repeated.logLikelihood) < 1e-10)
    }

    @Test(arguments: Setting.all.filter { $0.seed < 3 })
    fileprivate func threadsChangeNoBit(_ setting: Setting) throws {
        let rows = (0..<60).flatMap { _ in drawn(setting) }
        let one = try fit(rows, setting)
        let two = try fit(rows, setting, threads: 2)
        #expect(one.estimates == two.estimates)
        #expect(one.covariance == two.covariance)
    }

    @Test(arguments: Setting.all.filter { $0.seed < 4 })
    fileprivate func theScoreIsNothingAtTheMaximum(_ setting: Setting) throws {
        let fit = try fit(drawn(setting), setting)
        // Moving any coefficient by a hundredth of its error lowers the likelihood.
        let solved = fit.settings.solve(fit.frame, fit.specification)
        let pass = RowPass(
            design: solved.design, outcome: fit.frame.outcome, prior: fit.frame.prior,
            offset: nil, model: solved.model, threads: 1)
        let top = pass.sums(at: solved.beta).logLikelihood
        for k in solved.beta.indices {
            for sign in [-1.0, 1] {
                var moved = solved.beta
                moved[k] += sign * 0.01
                #expect(pass.sums(at: moved).logLikelihood < top, "\(setting) \(k)")
            }
        }
    }

    /// All counts of a level are 0: its rate is 0, and the others are as if it were not there.
    @Test(arguments: [Family.poisson, .negativeBinomial]) func aLevelWithoutEventsIsInfinite(
        _ family: Family
    ) throws {
        let setting = Setting(family: family, link: .log, seed: 5)
        let others = drawn(setting)
        let fit = try fit(others + Array(repeating: "0,e,0.5,1", count: 9), setting)
        let without = try GeneralizedLinearModelsTests.fit(others, setting)
        let index = try #require(fit.coefficients.firstIndex { $0.name == "g[e]" })
        #expect(fit.status[index] == .infinite && fit.infiniteSigns[index] == -1)
        let finding = try #require(fit.separationFindings().first)
        #expect(finding.rows == 9 && finding.term == "g[e]")
        for (k, coefficient) in fit.coefficients.enumerated() where k != index {
            let own = try #require(
                without.coefficients.firstIndex { $0.name == coefficient.name })
            let error = without.standardErrors[own] ?? 1
            #expect(abs(fit.estimates[k] - without.estimates[own]) < 1e-8 * error)
        }
        #expect(relativeError(fit.deviance, without.deviance) < 1e-9)
    }

    /// Probit and cloglog separate where the logit does.
    @Test(arguments: [Link.probit, .cloglog, .logit]) func separationIsTheSameForEveryLink(
        _ link: Link
    ) throws {
        let setting = Setting(family: .binomial, link: link, seed: 6)
        let fit = try fit(drawn(setting) + Array(repeating: "1,e,0.5,1", count: 7), setting)
        let index = try #require(fit.coefficients.firstIndex { $0.name == "g[e]" })
        #expect(fit.status[index] == .infinite && fit.infiniteSigns[index] == 1)
        let complete = try GeneralizedLinearModelsTests.fit(
            (0..<40).map { "\($0 < 20 ? 0 : 1),a,\(Double($0) / 10),1" } + ["0,b,0,1", "1,b,9,1"],
            setting)
        #expect(complete.isCompletelySeparated)
    }
}
