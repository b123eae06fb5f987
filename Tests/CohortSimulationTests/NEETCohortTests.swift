import CohortSimulation
import Testing

@testable import CohortSimulation

private let neetCodes = ["610", "615", "619", "620", "630", "640", "650", "680"]
private let unknownCodes = ["810", "820", "830"]

struct NEETCohortTests {
    /// Shares in 20,000 rows, each within 4.5 standard errors of what the model says.
    @Test func marginsAreThoseOfTheModel() throws {
        let people = try records(.neet, rows: 20_000, seed: 5)
        func share(_ column: String, _ value: String) -> Double {
            Double(people.filter { $0[column] == value }.count) / Double(people.count)
        }
        for (column, value, expected) in [
            ("sex", "male", 0.5), ("sen", "ehcp", 0.045), ("sen", "support", 0.135),
            ("cohort_year", "2023", 1.0 / 3), ("age", "18", 1.0 / 3), ("absence", "", 0.02),
        ] {
            let error = (expected * (1 - expected) / 20_000).squareRoot()
            #expect(abs(share(column, value) - expected) < 4.5 * error, "\(column) \(value)")
        }
        // Families share these, so their errors are those of fewer rows.
        for (column, value, expected) in [
            ("ethnicity", "White", 0.78), ("ethnicity", "Black", 0.04), ("ward", "Tarn Rise", 0.05),
        ] {
            let error = (expected * (1 - expected) / 15_000).squareRoot()
            #expect(abs(share(column, value) - expected) < 4.5 * error, "\(column) \(value)")
        }
        #expect(Set(people.compactMap { $0["ward"] }).count == 20)
        #expect(Set(people.compactMap { $0["school"] }).count == 12)
    }

    @Test func siblingsShareWhatTheyShare() throws {
        let people = try records(.neet, rows: 8000)
        let families = Dictionary(grouping: people) { $0["family_id"] ?? "" }
        let siblings = families.sorted { $0.key < $1.key }.map(\.value).filter { $0.count > 1 }
        #expect(siblings.count > 500 && siblings.allSatisfy { $0.count <= 3 })
        for family in siblings {
            for column in ["ward", "school", "ethnicity", "free_school_meals"] {
                #expect(Set(family.map { $0[column] }).count == 1)
            }
        }
        // They differ in what is each one's own.
        #expect(siblings.contains { Set($0.map { $0["sex"] }).count == 2 })
        #expect(Set(people.map { $0["person_id"] }).count == 8000)
        // Personal absence has a family part: siblings are closer than strangers.
        func distance(_ pairs: [(String?, String?)]) -> Double {
            let gaps = pairs.compactMap { a, b -> Double? in
                guard let x = a.flatMap(Double.init), let y = b.flatMap(Double.init) else {
                    return nil
                }
                return abs(x - y)
            }
            return gaps.reduce(0, +) / Double(gaps.count)
        }
        let contacts = siblings.map {
            ($0[0]["social_care_contacts"], $0[1]["social_care_contacts"])
        }
        let strangers = zip(siblings, siblings.dropFirst()).map {
            ($0[0]["social_care_contacts"], $1[1]["social_care_contacts"])
        }
        #expect(distance(contacts) < 0.9 * distance(strangers))
    }

    @Test(arguments: TruthKind.allCases)
    func theColumnsAgreeWithEachOther(_ truth: TruthKind) throws {
        for person in try records(.neet, truth, rows: 4000, seed: 2) {
            let code = person["activity_code"] ?? ""
            switch person["neet"] {
            case "1":
                #expect(neetCodes.contains(code))
                #expect((1...24).contains(Int(person["months_neet"] ?? "") ?? 0))
            case "0":
                #expect(!neetCodes.contains(code) && !unknownCodes.contains(code))
                #expect(person["months_neet"] == "0")
            default:
                #expect(unknownCodes.contains(code) && person["months_neet"] == "")
            }
            if person["looked_after"] == "yes" || person["child_protection_plan"] == "yes" {
                #expect(Int(person["social_care_contacts"] ?? "") ?? 0 >= 2)
            }
            if code == "630" || code == "650" { #expect(person["pregnant_or_parent"] == "yes") }
        }
    }

    @Test func lateColumnsComeAfterTheOutcome() throws {
        let people = try records(.neet, .leak, rows: 8000)
        let supported = people.filter { $0["support_code"] != "none" }
        let neet = people.filter { $0["neet"] == "1" }
        #expect(neet.allSatisfy { ($0["neet_from"] ?? "") >= ($0["cohort_year"] ?? "9") })
        #expect(people.allSatisfy { ($0["neet_from"] == "") == ($0["neet"] != "1") })
        #expect(people.allSatisfy { ($0["support_from"] == "") == ($0["support_code"] == "none") })
        let late = supported.filter { $0["neet"] == "1" }
        #expect(late.allSatisfy { ($0["support_from"] ?? "") > ($0["neet_from"] ?? "9") })
        #expect(abs(Double(late.count) / Double(neet.count) - 0.75) < 0.08)
        #expect(supported.count - late.count < 250)
    }

    /// In the reference population; 10⁶ rows are counted by seeds/check_truth.py.
    @Test func twoThirdsOfNEETComeFromTheQuarterWithRepeatedContact() {
        let figures = NEETPopulation(.plain).figures
        func value(_ name: String) -> Double {
            figures.first { $0.name == name }?.estimate.value ?? 0
        }
        #expect(abs(value("repeated_contact") - 0.25) < 0.005)
        #expect(value("neet_recorded") > 0.06 && value("neet_recorded") < 0.08)
        // The true chances, which have a third of the error of counts.
        #expect(abs(value("neet_from_repeated_contact") - 0.67) < 0.006)
        #expect(value("months_after_repeated_contact") > 3 * value("months_of_others"))
    }

    /// A loss that depends on value and outcome shows in who is left; the plain one does not.
    @Test func valuesAreLostAsTheDictionarySays() throws {
        func shareLost(_ truth: TruthKind, _ column: String, neet: String) throws -> Double {
            let people = try records(.neet, truth, rows: 30_000, seed: 3).filter {
                $0["neet"] == neet
            }
            return Double(people.filter { $0[column] == "" }.count) / Double(people.count)
        }
        #expect(abs(try shareLost(.plain, "absence", neet: "1") - 0.02) < 0.015)
        let lost = try shareLost(.mnar, "absence", neet: "1")
        let others = try shareLost(.mnar, "absence", neet: "0")
        #expect(lost > 0.15 && others < 0.06)
    }
}
