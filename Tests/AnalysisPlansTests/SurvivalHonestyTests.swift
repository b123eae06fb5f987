import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// What a comparison of times says where something about it is not as it seems.
@Suite struct SurvivalHonestyTests {
    private let extract: [String: JSONValue] = ["extract_date": .text("2025-12-31")]

    private func answer(
        _ formula: String, _ keys: [String: JSONValue] = [:], text: String? = nil,
        audience: Audience = .analyst
    ) throws -> ResultFrame<HypothesisResult> {
        let workspace = try Workspace()
        var path = projectRoot.appendingPathComponent("seeds/services-cohort.csv").path
        if let text { path = try workspace.write("cases.csv", text) }
        var object = keys
        object["analysis"] = .text("test")
        object["formula"] = .text(formula)
        object["data"] = .text(path)
        object["audience"] = .text(audience.rawValue)
        guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
            throw CancellationError()
        }
        let frame = try Runner().run(plan)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        return frame
    }

    private func codes(_ frame: ResultFrame<HypothesisResult>) -> [String] {
        frame.warnings.map(\.code)
    }

    /// (high - low)/2z of an interval that is symmetric about its estimate.
    private func error(_ row: HypothesisResult.EffectRow?) throws -> Double {
        let row = try #require(row)
        let (low, high) = (try #require(row.confLow.value), try #require(row.confHigh.value))
        return (high - low) / 2 / 1.959_963_984_540_054
    }

    // R 4.2.2, survival 3.5.3: survfit(Surv(t, e) ~ disability, cluster = family_id, robust = TRUE,
    // conf.type = "log-log") at 365; differences from the influence of each family on both groups.
    @Test func clustersReachSharesAndDifferencesWithinAHorizon() throws {
        let year = extract.merging(["horizon": .number(365), "cluster": .text("family_id")]) { $1 }
        let frame = try answer("Surv(referral_date, closure_date) ~ disability", year)
        let shares = try #require(frame.result.survival?.byHorizon).map(\.kaplanMeier)
        let errors = [5.348_967_410_063_8748e-3, 1.437_847_421_192_3434e-2]
        let low = [0.909_464_145_180_651, 0.886_335_348_045_539]
        let high = [0.930_429_931_644_645, 0.942_652_053_837_73]
        for (index, share) in shares.enumerated() {
            #expect(relativeError(try #require(share.stdError.value), errors[index]) < 1e-11)
            #expect(relativeError(try #require(share.confLow.value), low[index]) < 1e-11)
            #expect(relativeError(try #require(share.confHigh.value), high[index]) < 1e-11)
        }
        let effects = frame.result.effects
        let risk = try error(effects.first { $0.name == "risk_difference" })
        #expect(relativeError(risk, 1.522_905_969_388_2406e-2) < 1e-9)
        let mean = try error(effects.first { $0.name == "rmst_difference" })
        #expect(relativeError(mean, 6.040_551_128_308_107_9) < 1e-9)
    }

    @Test func clustersReachTheTestThatIsReadWhereCausesCompete() throws {
        let keys = extract.merging([
            "cause": .text("safely_closed"), "cluster": .text("family_id"), "horizon": .number(365),
        ]) { $1 }
        let frame = try answer("Surv(referral_date, closure_date) ~ disability", keys)
        #expect(frame.result.primary.value == "log_rank_clustered")
        #expect(frame.result.tests.contains { $0.name == "gray_test" && $0.pValue.value != nil })
        #expect(codes(frame).contains("cluster_not_used"))
        // Causes are 0 and 1: 1 is asked about, as everywhere, and the result says so.
        #expect(frame.result.survival?.cause == "1" && codes(frame).contains("cause_level"))
        let risk = try error(frame.result.effects.first { $0.name == "risk_difference" })
        #expect(relativeError(risk, 2.565_576_862_587_3088e-2) < 1e-9)
        let practitioner = try answer(
            "Surv(referral_date, closure_date) ~ disability", keys, audience: .practitioner)
        #expect(
            practitioner.shows.contains {
                $0.hasPrefix("Within 365 days about 69 in every 100 had \"1\" where disability")
            })
    }

    private func families(_ count: Int) -> String {
        var random = SeededGenerator(seed: 5)
        var text = "t,e,g,x,fam\n"
        for row in 0..<60 {
            let (t, e) = (Int.random(in: 1...40, using: &random), Bool.random(using: &random))
            text +=
                "\(t),\(e ? 1 : 0),\(row % 2 == 0 ? "a" : "b"),\(row % 7),f\(row * count / 60)\n"
        }
        return text
    }

    @Test func fewClustersAreWarnedAboutAndTwoGiveNoTest() throws {
        let twenty = try answer(
            "Surv(t, e) ~ g", ["cluster": .text("fam")], text: families(20))
        #expect(codes(twenty).contains("few_clusters"))
        #expect(twenty.result.primary.value == "log_rank_clustered")
        for formula in ["Surv(t, e) ~ g", "Surv(t, e) ~ g + x", "Surv(t, e) ~ g | x"] {
            let two = try answer(formula, ["cluster": .text("fam")], text: families(2))
            #expect(codes(two).contains("few_clusters") && two.result.primary.value == nil)
            #expect(
                two.result.effects.filter { $0.name == "hazard_ratio" }
                    .allSatisfy { $0.confLow.value == nil }, "\(formula)")
            #expect(two.shows.contains { $0.hasPrefix("No test was made of 60 cases: ") })
            _ = try answer(
                formula, ["cluster": .text("fam")], text: families(2), audience: .practitioner)
        }
        let alone = try answer("Surv(t, e) ~ 1", ["cluster": .text("fam")], text: families(8))
        #expect(codes(alone).contains("few_clusters"))
        let own = try answer("Surv(t, e) ~ g", ["cluster": .text("g")], text: families(2))
        #expect(own.result.primary.value == nil)
        #expect(own.result.survival?.restrictedMeans.allSatisfy { $0.confLow.value == nil } == true)
        let stratified = try answer(
            "Surv(t, e) ~ g | x", ["cluster": .text("fam")], text: families(30))
        #expect(stratified.result.primary.value == "wald_clustered")
    }

    @Test func eventsThatCannotComeAgainAreNoRepeatedOnes() throws {
        let once = "id,a,b,e,g\n1,0,5,1,x\n2,0,4,0,y\n3,0,6,1,y\n4,0,7,1,x\n"
        do {
            _ = try answer("Surv(a, b, e) ~ g", ["id": .text("id")], text: once)
            Issue.record("a mean count above what was seen")
        } catch let error as AnalysisError {
            #expect(error.code == "following_ends_at_event")
        }
        let most = once + "5,0,3,1,x\n5,3,9,0,x\n6,0,3,1,y\n6,3,8,0,y\n"
        let frame = try answer("Surv(a, b, e) ~ g", ["id": .text("id")], text: most)
        #expect(codes(frame).contains("following_ends_at_event"))
        let rows = try answer("Surv(a, b, e) ~ g", text: most)
        #expect(codes(rows).contains("repeated_id"))
    }

    @Test func aCurveThatIsUsedUpIsWithheld() throws {
        let text = """
            ent,t,e,g
            0,1,1,a
            5,9,1,a
            6,12,0,a
            7,15,1,a
            0,9,1,b
            0,12,0,b
            1,20,1,b
            2,9,0,b

            """
        for audience in Audience.allCases {
            let frame = try answer(
                "Surv(ent, t, e) ~ g", ["horizon": .number(10)], text: text, audience: audience)
            let survival = try #require(frame.result.survival)
            #expect(codes(frame).contains("curve_emptied"))
            #expect(survival.groups[0].median.value == nil && survival.groups[0].note != nil)
            #expect(survival.groups[1].note == nil)
            #expect(survival.restrictedMeans[0].status == "not_estimable")
            #expect(survival.byHorizon?[0].kaplanMeier.estimate.value == nil)
            #expect(
                survival.atTimes.allSatisfy {
                    $0.level.value != "a" || $0.time < 1 || $0.survival.value == nil
                })
            #expect(frame.result.tests.first { $0.name == "rmst_difference" }?.pValue.value == nil)
        }
    }

    @Test func aHorizonHoldsForGraysTest() throws {
        let text =
            "t,s,g\n" + (1...60).map { "\($0),\($0 % 3),\($0 % 4 < 2 ? "a" : "b")\n" }.joined()
        let near = text.split(separator: "\n").dropFirst().map { line -> String in
            let parts = line.split(separator: ",")
            let time = Int(parts[0]) ?? 0
            return "\(min(time, 20)),\(time > 20 ? "0" : parts[1]),\(parts[2])\n"
        }
        let cut = try answer("Surv(t, s) ~ g", ["horizon": .number(20)], text: text)
        let told = try answer("Surv(t, s) ~ g", text: "t,s,g\n" + near.joined())
        func gray(_ frame: ResultFrame<HypothesisResult>) -> Double? {
            frame.result.tests.first { $0.name == "gray_test" }?.statistic
        }
        #expect(gray(cut) == gray(told) && gray(cut) != nil)
        let whole = try answer("Surv(t, s) ~ g", text: text)
        #expect(gray(cut) != gray(whole))
    }

    @Test func hazardRatiosOfNoneSayWhy() throws {
        let order = "t,e,x,g\n" + (1...30).map { "\($0),1,\($0),\($0 % 2)\n" }.joined()
        let regression = try answer("Surv(t, e) ~ x + C(g)", text: order)
        let slope = try #require(regression.result.effects.first { $0.level.value == "x" })
        #expect(slope.status == "infinite" && slope.estimate.value == 0)
        #expect(slope.note == "0: the events come in the reverse order of this column")
        let none =
            "t,e,g\n" + (1...20).map { "\($0),\($0 % 2),\($0 % 2 == 0 ? "b" : "a")\n" }.joined()
        let groups = try answer("Surv(t, e) ~ g", text: none)
        let ratio = try #require(groups.result.effects.first { $0.name == "hazard_ratio" })
        #expect(ratio.status == "infinite" && ratio.confLow.value == nil)
        #expect(codes(groups).contains("complete_separation"))
        // Nobody of "b" had the event: no interval of no width.
        let b = try #require(groups.result.survival?.atTimes.last { $0.level.value == "b" })
        #expect(b.survival.value == 1 && b.confLow.value == nil)
        #expect(groups.result.survival?.restrictedMeans.last?.confLow.value == nil)
        #expect(groups.result.survival?.restrictedMeans.last?.note != nil)
    }

    @Test func aWordTakenForTheEventIsNamed() throws {
        let frame = try answer("Surv(days_open, status) ~ disability")
        let warning = try #require(frame.warnings.first { $0.code == "event_level" })
        #expect(warning.message.contains("status == \"closed\""))
        #expect(!frame.shows[0].contains("still open"))
        let told = try answer("Surv(days_open, status == \"closed\") ~ disability")
        #expect(
            !codes(told).contains("event_level") && told.shows[0].contains("34 were still open"))
        let plain = try answer("Surv(days_open, safely_closed) ~ sex")
        #expect(!codes(plain).contains("event_level"))
    }

    @Test func aStartThatGoesWithTheGroupIsWarnedAbout() throws {
        let service = try answer(
            "Surv(referral_date, closure_date) ~ C(service, ref = \"usual\")", extract)
        let warning = try #require(service.warnings.first { $0.code == "immortal_time" })
        #expect(warning.message.contains("--exposed-from start_date"))
        for other in ["team", "sex", "disability", "domestic_abuse"] {
            let frame = try answer("Surv(referral_date, closure_date) ~ \(other)", extract)
            #expect(!codes(frame).contains("immortal_time"), "\(other)")
        }
        let moved = try answer(
            "Surv(referral_date, closure_date) ~ C(service, ref = \"usual\")",
            extract.merging(["exposed_from": .text("start_date")]) { $1 })
        let said = try #require(moved.warnings.first { $0.code == "immortal_time" }).message
        #expect(said.contains("1,526 cases count in both groups") && said.contains("4,526"))
    }

    @Test func strataAreClaimedOnlyWhereTheyAreKept() throws {
        let frame = try answer("Surv(days_open, status == \"closed\") ~ sex | referral_year")
        let mean = try #require(frame.result.effects.first { $0.name == "rmst_difference" })
        #expect(mean.method.hasSuffix("not within strata (Wald)"))
        #expect(frame.shows.contains { $0.contains("(crude difference") })
        #expect(frame.doesNotShow[0].contains("only the log-rank test and hazard ratios"))
        #expect(throws: AnalysisError.self) {
            try answer("Surv(days_open, status == \"closed\") ~ sex | sex")
        }
    }

    @Test func oneIsSingularAndMoreGroupsAreCounted() throws {
        var text = "t,e,g,s\n"
        for row in 0..<70 { text += "\(row + 1),\(row == 69 ? 0 : 1),\(row % 7),\(row % 3)\n" }
        for audience in Audience.allCases {
            let frame = try answer("Surv(t, e) ~ C(g)", text: text, audience: audience)
            #expect(frame.shows[0].contains("1 was still open"))
            #expect(frame.shows.contains("The tables have 2 more groups."))
        }
        let said = try answer("Surv(t, e) ~ C(g)", ["horizon": .number(60)], text: text)
        #expect(said.doesNotShow.contains { $0.hasPrefix("When the 1 open case will") })
        #expect(said.shows.contains { $0.hasPrefix("Within 60, ") })
        let causes = try answer("Surv(t, s) ~ e", text: text)
        #expect(
            causes.doesNotShow.contains {
                $0.hasPrefix("What would be without the other kind of event: ")
            })
        #expect(!causes.shows.contains { $0.hasPrefix("At any time the event comes") })
    }
}
