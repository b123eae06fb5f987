import TestSupport
import Testing

@testable import Tables

private func part(_ name: String, _ text: String, _ kinds: [String: ColumnKind] = [:]) throws
    -> Stack.Part
{
    Stack.Part(
        name: name, table: try CSVReader.read(Array(text.utf8), dialect: CSVDialect(kinds: kinds)))
}

/// All of a table, as far as a test can compare it.
private func described(_ table: Table) -> [String] {
    table.columns.map { column in
        let values = (0..<column.count).map { row -> String in
            guard column.validity[row] else { return "-" }
            return switch column.values {
            case .integer(let values): "\(values[row])"
            case .real(let values): "\(values[row])"
            case .boolean(let values): "\(values[row])"
            case .date(let values): CalendarDay.text(values[row])
            case .category(let values): "'\(values.levels[values.codes[row]])'"
            }
        }
        var levels = ""
        if case .category(let categories) = column.values { levels = "\(categories.levels)" }
        return "\(column.name) \(column.kind) \(levels) \(values)"
    }
}

/// Reads files apart and stacks them as a plan does: text where kinds do not agree.
private func stacked(_ header: String, _ bodies: [String]) throws -> Table {
    var parts = try bodies.enumerated().map { try part("\($0)", header + "\n" + $1) }
    let text = Stack.columnsToReadAsText(parts)
    let kinds = Dictionary(uniqueKeysWithValues: text.map { ($0, ColumnKind.category) })
    if !text.isEmpty {
        parts = try bodies.enumerated().map { try part("\($0)", header + "\n" + $1, kinds) }
    }
    return try Stack.combine(parts)
}

struct StackTests {
    @Test(arguments: [
        ["1,a\n2,b\n", "3,c\n"],  // the same kinds, other levels
        ["1,1.5\n", "2.5,2\n"],  // whole and decimal numbers
        ["9007199254740993,1\n", "0.5,1\n"],  // a whole number that no double holds
        ["1,true\n", "x,1\n"],  // text
        ["1.0,1\n2.50,2\n", "a,007\n"],  // text keeps the spelling of numbers
        ["2024-01-01,true\n", "1,false\n"],  // a date and a number
        [",\n,\n", "1,a\n", ",\n"],  // a file without values says nothing of the kind
        [",\n", "NA,\n"],  // no values at all
        ["a,b\n", ",\n", "c,b\n"],
        ["-129,1\n", "32768,2\n", "3000000000,3\n"],  // widths of whole numbers
        ["true,TRUE\n", "false,x\n"],
    ])
    func aStackIsTheFileOfAllRows(_ bodies: [String]) throws {
        let whole = try part("all", "x,y\n" + bodies.joined()).table
        #expect(try described(stacked("x,y", bodies)) == described(whole))
    }

    @Test(arguments: 1...30) func anyFileCutAnywhereIsTheSameStacked(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let values = ["", "1", "-7", "2.5", "true", "2024-02-29", "a", "007", "300", "5e2"]
        let kinds = (0..<3).map { _ in
            values.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator))
        }
        let rows = (0..<12).map { _ in
            kinds.map { $0.randomElement(using: &generator) ?? "" }.joined(separator: ",") + "\n"
        }
        let cut = Int.random(in: 1...10, using: &generator)
        let other = Int.random(in: cut + 1...11, using: &generator)
        let bodies = [rows[..<cut], rows[cut..<other], rows[other...]].map { $0.joined() }
        let whole = try part("all", "x,y,z\n" + rows.joined()).table
        #expect(try described(stacked("x,y,z", bodies)) == described(whole))
    }

    @Test func columnsAreFoundByName() throws {
        let stack = try Stack.combine([
            part("a", "x,y\n1,a\n"), part("b", "y,x\nb,2\n"),
        ])
        #expect(described(stack) == described(try part("c", "x,y\n1,a\n2,b\n").table))
    }

    @Test func otherColumnsAreRefusedByName() throws {
        let first = try part("a.csv", "ward,x\na,1\n")
        let lacking = #expect(throws: DataError.self) {
            try Stack.combine([first, part("b.csv", "wrad,x\na,1\n")])
        }
        #expect(lacking?.code == .columnsDiffer)
        #expect(lacking?.message == "\"b.csv\" has no column \"ward\", which \"a.csv\" has.")
        #expect(lacking?.hint == "Did you mean \"wrad\"?")
        let extra = #expect(throws: DataError.self) {
            try Stack.combine([first, part("b.csv", "ward,x,z\na,1,2\n")])
        }
        #expect(extra?.message == "\"b.csv\" has a column \"z\", which \"a.csv\" has not.")
    }

    /// Days that could be months are not put above months that could be no days.
    @Test func filesWhoseDatesMayBeOfTwoOrdersAreRefused() throws {
        let either = try part("a.csv", "d\n01/02/2024\n03/04/2024\n")
        let monthFirst = try part("b.csv", "d\n02/13/2024\n")
        let dayFirst = try part("c.csv", "d\n13/02/2024\n")
        let error = #expect(throws: DataError.self) { try Stack.combine([either, monthFirst]) }
        #expect(error?.code == .typeMismatch)
        #expect(error?.hint == "Say which order it is: --date-order mdy, or dmy.")
        guard case .date(let days) = try Stack.combine([dayFirst, monthFirst])["d"]?.values else {
            Issue.record("d is no date")
            return
        }
        #expect(days == [19_766, 19_766])
    }

    @Test func notesSayWhichFileTheyAreOf() throws {
        let text = "x\n" + (1...20).map { "\($0)\n" }.joined() + "n.k.\n"
        let stack = try Stack.combine([part("a.csv", text), part("b.csv", text)])
        #expect(stack.notes.map { $0.message.prefix(7) } == ["a.csv: ", "b.csv: "])
    }
}

struct SelectingTests {
    private let text =
        "i,r,b,d,w\n1,0.5,true,2024-01-01,x\n,,,,\n300,2,false,2024-02-01,y\n4,3.5,true,,z\n"

    @Test func rowsAreTakenInTheOrderAskedAndLevelsThatAreGoneAreDropped() throws {
        let table = try part("t", text).table
        let chosen = table.selecting([3, 1, 0, 0])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let expected = try part(
            "t", ([lines[0]] + [4, 2, 1, 1].map { lines[$0] }).joined(separator: "\n") + "\n",
            ["i": .integer, "r": .real, "b": .boolean, "d": .date]
        ).table
        #expect(described(chosen) == described(expected))
        #expect(table.selecting([]).rowCount == 0)
        #expect(table.selecting([]).columns.allSatisfy { $0.count == 0 })
    }

    @Test func aRowOfMinusOneIsMissing() throws {
        let table = try part("t", text).table
        for column in table.columns {
            let gathered = column.gathering([-1, 0, -1])
            #expect((0..<3).map { gathered.validity[$0] } == [false, true, false])
        }
    }

    @Test func aColumnIsAddedUnderANameOfItsOwn() throws {
        let table = try part("t", text).table
        let column = try #require(table["r"])
        #expect(try table.adding([column.renamed("s")]).names == ["i", "r", "b", "d", "w", "s"])
        #expect(throws: DataError.self) { try table.adding([column]) }
    }
}
