import AnalysisPlans
import TestSupport
import Testing

/// Cox regression through a plan.
@Suite struct SurvivalRegressionTests {
    private func run(
        _ formula: String, audience: Audience = .analyst, turned: Bool = false,
        cluster: String? = nil
    ) throws -> ResultFrame<HypothesisResult> {
        var generator = SeededGenerator(seed: 8)
        var text = "days,closed,team,age,stage,family\n"
        for row in 0..<300 {
            let team = ["Ash", "Elm", "Oak"][Int.random(in: 0...2, using: &generator)]
            let age = Int.random(in: 0...17, using: &generator)
            let quick = (team == "Elm") != turned
            let days = Int.random(in: 1...(quick ? 100 : 300), using: &generator)
            let closed = Bool.random(using: &generator) ? "yes" : "no"
            text += "\(days),\(closed),\(team),\(age),\(age / 6),f\(row / 2)\n"
        }
        let workspace = try Workspace()
        let path = try workspace.write("cases.csv", text)
        var keys: [String: JSONValue] = [
            "analysis": .text("test"), "data": .text(path), "formula": .text(formula),
            "audience": .text(audience.rawValue),
        ]
        if let cluster { keys["cluster"] = .text(cluster) }
        guard case .test(let plan) = try AnalysisPlan(.object(keys)) else {
            throw CancellationError()
        }
        return try Runner().run(plan)
    }

    /// exp of coef and confint of R 4.2.2's survival 3.5.3, coxph(Surv(days_open, status == "closed") ~
    /// sex + child_age, ties =, control = coxph.control(eps = 1e-14, toler.chol = 1e-14)).
    @Test(arguments: [
        (
            "efron", 0.921411134458088, 0.857353159736415, 0.990255263028782, 0.921329967757883,
            1.001068732315736
        ),
        (
            "breslow", 0.921741724184436, 0.857661049688174, 0.990610225812860,
            0.921660331071394, 1.001066257632715
        ),
    ]) func tiesAreWeighedAsAsked(
        ties: String, ratio: Double, low: Double, high: Double, beside: Double, age: Double
    ) throws {
        let data = projectRoot.appendingPathComponent("seeds/services-cohort.csv").path
        func ratios(_ right: String) throws -> [HypothesisResult.EffectRow] {
            let plan = try AnalysisPlan(
                .object([
                    "analysis": .text("test"), "data": .text(data), "ties": .text(ties),
                    "formula": .text("Surv(days_open, status == \"closed\") ~ \(right)"),
                ]))
            guard case .test(let test) = plan else { throw CancellationError() }
            return try Runner().run(test).result.effects.filter { $0.name == "hazard_ratio" }
        }
        let groups = try ratios("sex")
        #expect(relativeError(groups[0].estimate.value ?? 0, ratio) < 1e-10)
        #expect(relativeError(groups[0].confLow.value ?? 0, low) < 1e-9)
        #expect(relativeError(groups[0].confHigh.value ?? 0, high) < 1e-9)
        #expect(groups[0].method.contains(ties == "efron" ? "Efron's ties" : "Breslow's ties"))
        let columns = try ratios("sex + child_age")
        #expect(relativeError(columns[0].estimate.value ?? 0, beside) < 1e-11)
        #expect(relativeError(columns[1].estimate.value ?? 0, age) < 1e-11)
    }

    @Test func severalColumnsGiveHazardRatiosBesideEachOther() throws {
        let frame = try run("Surv(days, closed) ~ team + age")
        let ratios = frame.result.effects.filter { $0.name == "hazard_ratio" }
        #expect(ratios.map(\.level.value) == ["team[Elm]", "team[Oak]", "age"])
        #expect(try #require(ratios[0].estimate.value) > 1.5)
        #expect(frame.result.primary.value == "likelihood_ratio")
        #expect(frame.result.tests.contains { $0.name == "proportional_hazards_global" })
        #expect(frame.result.effects.contains { $0.name == "concordance" })
        #expect(
            frame.shows.contains { $0.contains("where team is \"Elm\" as where team is \"Ash\"") })
        let robust = try run("Surv(days, closed) ~ team + age", cluster: "family")
        #expect(robust.result.primary.value == "wald")
        func concordance(_ frame: ResultFrame<HypothesisResult>) throws
            -> HypothesisResult.EffectRow
        {
            try #require(frame.result.effects.first { $0.name == "concordance" })
        }
        // Its jackknife is over rows: with clusters there is no interval.
        #expect(try concordance(robust).estimate == concordance(frame).estimate)
        #expect(try concordance(robust).confLow.value == nil)
        #expect(frame.shows.contains { $0.contains("of pairs (concordance, 95% interval") })
        let method = robust.result.tests.first { $0.name == "proportional_hazards_global" }?.method
        #expect(method?.hasSuffix("rows taken for independent") == true)
        #expect(robust.result.effects[0].estimate == frame.result.effects[0].estimate)
    }

    /// Beside another column a number with few values is a number, as in a fit; `C()` makes it levels.
    @Test func numbersWithFewValuesStayNumbers() throws {
        func levels(_ formula: String) throws -> [String?] {
            try run(formula).result.effects.filter { $0.name == "hazard_ratio" }.map(\.level.value)
        }
        #expect(
            try levels("Surv(days, closed) ~ team + stage") == ["team[Elm]", "team[Oak]", "stage"])
        #expect(
            try levels("Surv(days, closed) ~ stage + C(stage >= 1) + C(team, ref = \"Oak\")").count
                == 4)
        #expect(try levels("Surv(days, closed) ~ stage") == ["1", "2"])
    }

    @Test(arguments: [Audience.analyst, .practitioner])
    func sentencesAreKindAndCarryFigures(audience: Audience) throws {
        for formula in ["Surv(days, closed) ~ team + age", "Surv(days, closed) ~ age | team"] {
            let frame = try run(formula, audience: audience)
            for sentence in frame.shows + frame.doesNotShow {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
        }
    }
}
