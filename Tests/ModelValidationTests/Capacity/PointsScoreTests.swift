import Foundation
import ModelValidation
import Tables
import TestSupport
import Testing

private func read(_ name: String) throws -> PointsScore {
    let url = projectRoot.appendingPathComponent("Models/roni/\(name).json")
    return try PointsScore(json: [UInt8](Data(contentsOf: url)))
}

private func words(_ name: String, _ values: [String?]) -> Column {
    let levels = Array(Set(values.compactMap(\.self)))
    return Column(
        name: name,
        values: .category(
            Categories(
                appearanceCodes: values.map { value in
                    UInt32(value.flatMap { levels.firstIndex(of: $0) } ?? 0)
                }, appearanceLevels: levels)),
        validity: ValidityMask(values.map { $0 != nil }))
}

private func numbers(_ name: String, _ values: [Double?]) -> Column {
    Column(
        name: name, values: .real(values.map { $0 ?? .nan }),
        validity: ValidityMask(values.map { $0 != nil }))
}

private func failure(_ text: String) -> String {
    do {
        _ = try PointsScore(json: Array(text.utf8))
        return ""
    } catch { return error.message }
}

struct PointsScoreTests {
    @Test func oxfordshiresPointsAreThoseThatArePublished() throws {
        let score = try read("oxfordshire")
        #expect(score.range == 0...20)
        #expect(score.items.count == 11 && score.source?.contains("DSSGxUK") == true)
        #expect(score.bands.map(\.from) == [1, 2, 4])
        let no = [String?](repeating: "no", count: 6)
        var columns = [
            // The limits themselves count, and of two that hold the higher.
            numbers("attendance", [0.9, 0.85, 0.900001, 0.3, nil, 0.95]),
            words("sen", ["none", "support", "ehcp", nil, "none", "none"]),
            words("free_school_meals", ["no", "yes", nil, "yes", "no", "no"]),
        ]
        for item in score.items {
            if let name = item.column, !columns.contains(where: { $0.name == name }) {
                columns.append(words(name, no))
            }
        }
        let result = try score.scores(of: Table(columns: columns, rowCount: 6))
        #expect(result.points == [1, 5, 2, 4, 0, 0])
        #expect(result.unknownItems == [0, 0, 1, 1, 1, 0] && result.completeRows == 3)
        #expect(result.fewest == result.points && result.most == [1, 5, 4, 6, 2, 0])
        #expect(result.band == [0, 2, 1, 2, nil, nil])
        #expect(result.items[0].counted == [1, 2] && result.items[0].unknown == 1)
    }

    @Test func theCohortOfTheSeedsHasPoints() throws {
        let score = try read("oxfordshire-neet-cohort")
        let path = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path
        let table = try CSVReader.read(path: path)
        let result = try score.scores(of: table)
        // Counted by awk in the file: see Reference/points.sh.
        let expected: [String: Int] = try roomReference("points.json")
        #expect(result.points.reduce(0, +) == expected["points"])
        #expect(result.points.count { $0 >= 4 } == expected["four_or_more"])
        #expect(result.points.count { $0 == 0 } == expected["none"])
        // Three items that the cohort does not record, and what is missing in a row.
        #expect(result.unknownItems.reduce(0, +) == expected["unknown"])
        #expect(result.unknownItems.allSatisfy { $0 >= 3 })
    }

    @Test func kindsOfColumnsAreCompared() throws {
        let score = try PointsScore(
            name: "p",
            items: [
                .init("n", column: "n", rules: [.init(.atLeast, .number(2), points: 3)]),
                .init("b", column: "b", rules: [.init(.equals, .boolean(true), points: 1)]),
                .init("m", column: "n", rules: [.init(.equals, .number(0), points: -2)]),
            ])
        let table = try Table(
            columns: [
                Column(
                    name: "n", values: .integer(Integers([0, 2, 5])),
                    validity: ValidityMask(allValid: 3)),
                Column(
                    name: "b", values: .boolean([true, false, true]),
                    validity: ValidityMask([true, true, false])),
            ], rowCount: 3)
        let result = try score.scores(of: table)
        #expect(result.points == [-1, 3, 3] && result.unknownItems == [0, 0, 1])
        #expect(result.most == [-1, 3, 4] && result.band == [nil, nil, nil])
        #expect(score.range == -2...4)
    }

    @Test func aColumnThatDoesNotFitIsNamed() throws {
        let score = try PointsScore(
            name: "p",
            items: [
                .init("meals", column: "meals", rules: [.init(.equals, .text("yes"), points: 1)])
            ])
        let message = { (columns: [Column]) -> String in
            do {
                _ = try score.scores(of: Table(columns: columns, rowCount: 2))
                return ""
            } catch let error as PointsError {
                return error.message + " " + (error.hint ?? "")
            } catch { return "\(error)" }
        }
        #expect(
            message([words("meal", ["yes", "no"])])
                == "The item \"meals\" needs a column \"meals\", which is not there. Did you mean \"meal\"? An item that is not recorded has the column null."
        )
        #expect(
            message([numbers("meals", [1, 0])])
                == "The item \"meals\" asks whether \"meals\" is \"yes\", and the column holds numbers. Compare it with a number."
        )
        #expect(
            message([words("meals", ["Yes", "No"])])
                == "The item \"meals\" asks whether \"meals\" is \"yes\", and the column writes \"Yes\". Write it as the column does."
        )
        #expect(message([words("meals", ["no", "no"])]).isEmpty)
    }

    @Test func whatContradictsItselfIsRefused() {
        let file = { (rules: String, bands: String) in
            failure(
                #"{"name": "p", "items": [{"item": "a", "column": "c", "rules": [\#(rules)]}], "bands": [\#(bands)]}"#
            )
        }
        let one = #"{"comparison": "at least", "value": 1, "points": 1}"#
        #expect(file(one, "").isEmpty)
        #expect(
            file(one + #", {"comparison": "at least", "value": 1, "points": 2}"#, "")
                == "The item \"a\" gives both 1 and 2 points where the value is at least 1.0.")
        #expect(
            file(one + #", {"comparison": "at least", "value": 2, "points": 1}"#, "")
                == "The item \"a\" gives 1 points where the value is at least 1.0, so that 1 points where it is at least 2.0 never count."
        )
        #expect(file("", "") == "The item \"a\" has no rule.")
        #expect(
            file(#"{"comparison": "at most", "value": "no", "points": 1}"#, "")
                == "The item \"a\" asks for at most \"no\", which is no number.")
        #expect(
            file(#"{"comparison": ">=", "value": 1, "points": 1}"#, "")
                == "The item \"a\" compares by \">=\".")
        #expect(
            file(one, #"{"band": "x", "from": 1, "to": 3}, {"band": "y", "from": 3}"#)
                == "3 points lie in two bands, \"x\" and \"y\".")
        #expect(
            file(one, #"{"band": "x", "from": 4, "to": 3}"#)
                == "The band \"x\" goes from 4 to 3 points.")
        #expect(
            file(#"{"comparison": "is", "valu": 1, "points": 1}"#, "").contains(
                "\"valu\" is no key here"))
        #expect(
            file(#"{"comparison": "is", "value": 1, "points": 1.5}"#, "")
                == "This is not a points file: \"points\" is no whole number in \"items\", entry 1, \"rules\", entry 1."
        )
        #expect(failure("{") == "This is not a points file: the text is not JSON.")
        #expect(
            failure(#"{"name": "p"}"#) == "This is not a points file: \"items\" is not there.")
        #expect(failure(#"{"name": "p", "items": []}"#) == "The points \"p\" have no item.")
        #expect(failure("").hasPrefix("This is not a points file"))
        #expect(
            file(#"{"comparison": "is", "value": 1, "points": 9999999}"#, "")
                == "The item \"a\" gives 9999999 points.")
    }
}
