import TestSupport
import Testing

@testable import Tables

private struct JoinCases: Decodable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var left: String
        var right: String
        var on: String
        var rows: [Int?]
        var matched: Int
        var missingKeys: Int
        var repeatedKeys: Int
        var rowsOfRepeatedKeys: Int
        var testDescription: String { name }

        private enum CodingKeys: String, CodingKey {
            case name, left, right, on, rows, matched
            case missingKeys = "missing_keys"
            case repeatedKeys = "repeated_keys"
            case rowsOfRepeatedKeys = "rows_of_repeated_keys"
        }
    }
    var cases: [Case]
}

private func table(_ text: String, _ kinds: [String: ColumnKind] = [:]) throws -> Table {
    try CSVReader.read(Array(text.utf8), dialect: CSVDialect(kinds: kinds))
}

private func texts(_ column: Column?) -> [String?] {
    guard let column else { return [] }
    return (0..<column.count).map { row in
        guard column.validity[row] else { return nil }
        return switch column.values {
        case .integer(let values): String(values[row])
        case .real(let values): values[row].description
        case .boolean(let values): String(values[row])
        case .date(let values): CalendarDay.text(values[row])
        case .category(let values): values.levels[values.codes[row]]
        }
    }
}

struct JoinTests {
    @Test(arguments: try reference("joins.json", as: JoinCases.self).cases)
    fileprivate func matchesWhatPandasMatches(_ wanted: JoinCases.Case) throws {
        let (left, right) = (try table(wanted.left), try table(wanted.right))
        let join = try Join(right, named: "right.csv", by: JoinKeys(parsing: wanted.on))
        let matches = try join.matches(of: left)
        #expect(matches.rows == wanted.rows.map { $0 ?? -1 })
        #expect(matches.missingKeys == wanted.missingKeys)
        #expect(matches.rows.count { $0 >= 0 } == wanted.matched)
        let repeated = try join.repeatedKeys(in: left)
        #expect(repeated.keys == wanted.repeatedKeys)
        #expect(repeated.rows == wanted.rowsOfRepeatedKeys)

        // Every row keeps its place, and gets the other file's columns but its keys.
        let joined = try join.joined(left, matches)
        #expect(joined.rowCount == left.rowCount)
        for name in left.names { #expect(texts(joined[name]) == texts(left[name])) }
        let keys = Set(join.keys.pairs.map(\.right))
        #expect(joined.names == left.names + right.names.filter { !keys.contains($0) })
        for name in right.names where !keys.contains(name) {
            let own = texts(right[name])
            #expect(texts(joined[name]) == matches.rows.map { $0 < 0 ? nil : own[$0] })
        }
    }

    /// A key that stands in several rows would multiply rows; what it is is not repeated.
    @Test func keysThatStandTwiceAreRefusedWithTheirNumber() throws {
        let right = try table("id,x\nP1,1\nP2,2\nP1,3\nP3,4\nP3,5\nP3,6\n,7\n,8\n")
        let error = #expect(throws: DataError.self) {
            try Join(right, named: "right.csv", by: JoinKeys(parsing: "id"))
        }
        #expect(error?.code == .duplicateKeys)
        #expect(
            error?.message == "2 values of \"id\" in \"right.csv\" stand in 5 rows; a key must "
                + "stand in one row only.")
        #expect(error?.hint?.contains("P1") == false && error?.hint?.contains("--on") == true)
        let both = try table("id,y,x\n1,1,a\n1,2,b\n1,1,c\n")
        let second = #expect(throws: DataError.self) {
            try Join(both, named: "b", by: JoinKeys(parsing: "id, y"))
        }
        #expect(
            second?.message.hasPrefix("1 value of \"id\" and \"y\" in \"b\" stands in 2") == true)
    }

    /// Kinds that cannot be equal are compared as they are written, and that is told of.
    @Test func kindsThatDifferAreComparedAsWritten() throws {
        let left = try table("id\n7\nE1\n007\n8\n")
        let right = try table("id,x\n7,a\n8,b\n")
        let join = try Join(right, named: "r", by: JoinKeys(parsing: "id"))
        let matches = try join.matches(of: left)
        #expect(matches.rows == [0, -1, -1, 1])
        #expect(matches.differingKinds.map(\.left) == [.category])
        #expect(matches.differingKinds.map(\.right) == [.integer])
        let turned = try Join(left, named: "l", by: JoinKeys(parsing: "id"))
        #expect(try turned.matches(of: right).rows == [0, 3])
        // Read as text on both sides they are the same spelled alike.
        let asText = try Join(
            table("id,x\n007,a\n8,b\n", ["id": .category]), named: "r",
            by: JoinKeys(parsing: "id"))
        #expect(try asText.matches(of: left).rows == [-1, -1, 0, 1])
        #expect(try asText.matches(of: left).differingKinds.isEmpty)
        let dates = try table("d\n2024-05-31\n")
        let texts = try Join(
            table("d,x\n2024-05-31,1\nsoon,2\n"), named: "r", by: JoinKeys(parsing: "d"))
        #expect(try texts.matches(of: dates).rows == [0])
        #expect(try texts.matches(of: table("d\n1.5\n")).rows == [-1])
    }

    /// Whole numbers are equal by all of their digits, beyond those that a double holds.
    @Test func longNumbersAreNotRounded() throws {
        let right = try table(
            "id,x\n9007199254740993,1\n9007199254740992,2\n-9223372036854775808,3\n")
        let join = try Join(right, named: "r", by: JoinKeys(parsing: "id"))
        let left = try table("id\n9007199254740992\n9007199254740993\n9007199254740994\n")
        #expect(try join.matches(of: left).rows == [1, 0, -1])
        #expect(
            try join.matches(of: table("id\n-9.223372036854775808e18\n1e300\n")).rows == [2, -1])
        let zero = try Join(table("x,y\n-0.0,1\n0.5,2\n"), named: "r", by: JoinKeys(parsing: "x"))
        #expect(try zero.matches(of: table("x\n0\n5\n")).rows == [0, -1])
    }

    @Test func sharedNamesNeedASuffix() throws {
        let left = try table("k,x,y\na,1,2\n")
        let right = try table("k,x,z\na,3,4\n")
        let plain = try Join(right, named: "r.csv", by: JoinKeys(parsing: "k"))
        let error = #expect(throws: DataError.self) {
            try plain.joined(left, plain.matches(of: left))
        }
        #expect(error?.code == .repeatedColumn)
        #expect(error?.message == "\"r.csv\" has a column that the data have as well: \"x\".")
        let suffixed = try Join(
            right, named: "r.csv", by: JoinKeys(parsing: "k"), suffix: "_r")
        let joined = try suffixed.joined(left, suffixed.matches(of: left))
        #expect(joined.names == ["k", "x", "y", "x_r", "z"])
        let taken = try table("k,x,x_r\na,1,2\n")
        #expect(throws: DataError.self) { try suffixed.joined(taken, suffixed.matches(of: taken)) }
        let twice = try Join(
            table("k,x,x_r\na,1,2\n"), named: "r", by: JoinKeys(parsing: "k"), suffix: "_r")
        #expect(throws: DataError.self) { try twice.joined(left, twice.matches(of: left)) }
    }

    @Test func keyColumnsThatAreNotThereAreNamed() throws {
        let left = try table("ward,x\na,1\n")
        let right = try table("wrd,z\na,3\n")
        let error = #expect(throws: DataError.self) {
            try Join(right, named: "r.csv", by: JoinKeys(parsing: "ward"))
        }
        #expect(error?.message == "\"r.csv\" has no column named \"ward\".")
        #expect(error?.hint == "Did you mean \"wrd\"?")
        let join = try Join(right, named: "r.csv", by: JoinKeys(parsing: "wad = wrd"))
        let other = #expect(throws: DataError.self) { try join.matches(of: left) }
        #expect(other == .unknownColumn("wad", among: left.names))
    }

    @Test(arguments: [
        ("a", ["a=a"]), (" a , b ", ["a=a", "b=b"]), ("a=b", ["a=b"]),
        ("case id = person, year", ["case id=person", "year=year"]),
        ("`a,b` = `c=d`", ["a,b=c=d"]),
    ])
    func keysAreRead(_ text: String, _ pairs: [String]) throws {
        #expect(try JoinKeys(parsing: text).pairs.map { "\($0.left)=\($0.right)" } == pairs)
    }

    @Test(arguments: ["", " ", ",", "a,", "a=", "=a", "a=b=c", "`a", "a,,b"])
    func keysThatAreNoneAreRefused(_ text: String) {
        let error = #expect(throws: JoinKeys.SyntaxError.self) { try JoinKeys(parsing: text) }
        #expect(error.map { (1...text.count + 1).contains($0.position) } == true)
    }

    /// Random tables: a join is what comparing every key with every other gives.
    @Test(arguments: 1...20) func aJoinIsASearchThroughAllRows(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func key() -> String {
            ["", "1", "2", "3", "x", "y", "1.5"].randomElement(using: &generator) ?? ""
        }
        let left = (0..<30).map { _ in [key(), key()] }
        let right = (0..<12).map { _ in [key(), key()] }
        var seen: Set<[String]> = []
        let unique = right.filter { $0.contains("") || seen.insert($0).inserted }
        let kinds: [String: ColumnKind] = ["a": .category, "b": .category]
        let a = try table("a,b\n" + left.map { $0.joined(separator: ",") + "\n" }.joined(), kinds)
        let b = try table("a,b\n" + unique.map { $0.joined(separator: ",") + "\n" }.joined(), kinds)
        let join = try Join(b, named: "b", by: JoinKeys(parsing: "a,b"))
        let expected = left.map { key in
            key.contains("") ? -1 : unique.firstIndex(of: key) ?? -1
        }
        #expect(try join.matches(of: a).rows == expected)
    }
}
