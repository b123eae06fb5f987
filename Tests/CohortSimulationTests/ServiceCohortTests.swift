import Testing

@testable import CohortSimulation

struct ServiceCohortTests {
    @Test(arguments: TruthKind.allCases)
    func datesFollowEachOtherAndStopAtTheExtract(_ truth: TruthKind) throws {
        let cases = try records(.services, truth, rows: 4000)
        for one in cases {
            func date(_ column: String) -> String { one[column] ?? "" }
            let closure = date("closure_date")
            #expect(date("referral_date") >= "2022-01-01" && date("referral_date") <= "2024-12-31")
            #expect(date("referral_date").hasPrefix(date("referral_year")))
            #expect((one["status"] == "open") == (closure == ""))
            #expect((one["safely_closed"] == "") == (closure == ""))
            for column in ["start_date", "closure_date", "rereferral_date"] {
                #expect(date(column) == "" || date(column) >= date("referral_date"))
                #expect(date(column) <= "2025-12-31")
            }
            if date("start_date") != "" && closure != "" { #expect(date("start_date") < closure) }
            if date("rereferral_date") != "" { #expect(date("rereferral_date") > closure) }
            // Twelve months of follow-up are in the file if and only if it closed by the end of 2024.
            #expect((one["rereferred_12m"] != "") == (closure != "" && closure <= "2024-12-31"))
            if one["rereferred_12m"] == "1" { #expect(date("rereferral_date") != "") }
            #expect(Int(one["days_open"] ?? "") ?? 0 >= 14)
            #expect(Int(one["cost_council"] ?? "") ?? 0 > 0)
        }
        let open = cases.filter { $0["status"] == "open" }.count
        #expect(open > 10 && open < 200)
        #expect(cases.filter { $0["cost_nhs"] == "0" }.count > 1500)
        #expect(cases.filter { $0["cost_police"] == "0" }.count > 2500)
    }

    @Test func siblingsShareTheOffer() throws {
        let cases = try records(.services, rows: 4000)
        let families = Dictionary(grouping: cases) { $0["family_id"] ?? "" }
        #expect(families.count > 2000 && families.count < 3200)
        for family in families.values where family.count > 1 {
            for column in [
                "team", "referral_date", "need_score", "prior_referrals", "domestic_abuse",
                "service",
            ] where column != "need_score" {
                #expect(Set(family.map { $0[column] }).count == 1, "\(column)")
            }
        }
    }

    /// What cases may expect is what they get: the mean of drawn less expected is 0, within 4.5 of
    /// its standard errors, for every outcome and under each offer.
    @Test(arguments: TruthKind.allCases)
    func drawsAverageToTheirExpectations(_ truth: TruthKind) {
        let draws = ServiceDraws(truth, seed: 3)
        var differences = [[Double]](repeating: [], count: 4 * 6)
        for block in 0..<6 {
            draws.forEachCase(inBlock: block, rows: block * 4096..<(block + 1) * 4096) { one in
                let expected = ServicePopulation.expectations(one, one.offered, draws)
                let drawn = [
                    one.isRereferred ? 1 : 0, one.isSafelyClosed ? 1 : 0, Double(one.daysOpen),
                    Double(one.councilCost), Double(one.nhsCost), Double(one.policeCost),
                ]
                for place in 0..<6 {
                    differences[one.offered.rawValue * 6 + place].append(
                        drawn[place] - expected[place])
                }
            }
        }
        for (place, values) in differences.enumerated() {
            let n = Double(values.count)
            let mean = values.reduce(0, +) / n
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
            #expect(abs(mean) < 4.5 * (variance / n).squareRoot(), "\(place)")
            #expect(n > 1000)
        }
    }

    /// The offer's share of each service is the mean of its stated chance.
    @Test func offersFollowTheirChances() {
        let draws = ServiceDraws(.plain, seed: 4)
        var drawn = SIMD4<Double>(repeating: 0)
        var expected = SIMD4<Double>(repeating: 0)
        for block in 0..<5 {
            draws.forEachCase(inBlock: block, rows: block * 4096..<(block + 1) * 4096) { one in
                drawn[one.offered.rawValue] += 1
                expected += one.offers
            }
        }
        for service in 0..<4 {
            #expect(
                abs(drawn[service] - expected[service]) < 4.5 * 1.7 * expected[service].squareRoot()
            )
        }
    }

    /// Averages by another way: offers given by lot, so that groups differ by chance alone.
    @Test func effectsAreWhatATrialWouldFind() throws {
        let known = ServicePopulation(.plain, blocks: 8).effects
        #expect(known.count == 18)
        let draws = ServiceDraws(.plain, seed: 9)
        var sums = [Double](repeating: 0, count: 4)
        var counts = [Double](repeating: 0, count: 4)
        for block in 0..<8 {
            draws.forEachCase(inBlock: block, rows: block * 4096..<(block + 1) * 4096) { one in
                let service = Service.allCases[(one.number / 3) % 4]
                sums[service.rawValue] += draws.rereferral(one, service)
                counts[service.rawValue] += 1
            }
        }
        for service in Service.allCases.dropFirst() {
            let s = service.rawValue
            let trial = sums[s] / counts[s] - sums[0] / counts[0]
            let effect = try #require(
                known.first { $0.service == service.name && $0.outcome == "rereferred_12m" })
            #expect(abs(trial - effect.allCases.value) < 0.012, "\(service)")
        }
    }

    /// What makes the cohort worth analysing: the naive comparison points elsewhere.
    @Test func theNaiveComparisonMisleads() throws {
        let known = ServicePopulation(.plain, blocks: 8).effects.filter {
            $0.outcome == "rereferred_12m"
        }
        let intensive = try #require(known.first { $0.service == "intensive" })
        #expect(intensive.allCases.value < -0.08 && intensive.naive.value > 0)
        #expect(intensive.casesOffered.value < intensive.allCases.value)
        let mentoring = try #require(known.first { $0.service == "mentoring" })
        #expect(mentoring.allCases.value == 0 && mentoring.naive.value < -0.03)
        let leak = ServicePopulation(.leak, blocks: 8).effects.filter { $0.outcome == "days_open" }
        #expect(leak.allSatisfy { $0.naive.value > $0.allCases.value + 40 })
    }
}
