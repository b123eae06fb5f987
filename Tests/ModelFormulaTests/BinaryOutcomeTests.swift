import Tables
import Testing

@testable import ModelFormula

private func frame(_ outcome: String, _ values: [String]) throws -> ModelFrame {
    let rows = values.enumerated().map { "\($0.element),\($0.offset * $0.offset)" }
    return try ModelFrame(
        Formula(parsing: "\(outcome) ~ x"),
        table: table("y,x\n" + rows.joined(separator: "\n")))
}

struct BinaryOutcomeTests {
    @Test(arguments: [
        (["0", "1", "1"], "1", "0", [0.0, 1, 1]),
        (["1", "2", "1"], "1", "2", [1, 0, 1]),
        (["2", "3", "2"], "3", "2", [0, 1, 0]),
        (["-1", "0.5"], "0.5", "-1", [0, 1]),
        (["yes", "no"], "yes", "no", [1, 0]),
        (["Yes", "No"], "Yes", "No", [1, 0]),
        (["YES", "zero"], "YES", "zero", [1, 0]),
        (["true", "false", "true"], "true", "false", [1, 0, 1]),
        (["TRUE", "FALSE"], "true", "false", [1, 0]),
        (["True", "unknown"], "True", "unknown", [1, 0]),
        (["b", "a", "b"], "b", "a", [1, 0, 1]),
        (["neet", "in school"], "neet", "in school", [1, 0]),
        (["2024-01-01", "2023-01-01"], "2024-01-01", "2023-01-01", [1, 0]),
        (["true", "true"], "true", "false", [1, 1]),
        (["0", "", "1"], "1", "0", [0, 1]),
    ])
    func theEventIsNamed(
        _ values: [String], _ event: String, _ other: String, _ outcome: [Double]
    ) throws {
        let frame = try frame("y", values)
        #expect(frame.response.event == event)
        #expect(frame.response.nonEvent == other)
        #expect(frame.outcome == outcome)
    }

    @Test(arguments: [
        ("y == \"b\"", [1.0, 0, 0]), ("y != \"b\"", [0, 1, 1]),
        ("y %in% c(\"a\", \"b\")", [1, 1, 0]),
        ("!(y == \"b\")", [0, 1, 1]), ("(y == \"a\" | y == \"c\")", [0, 1, 1]),
    ])
    func aConditionIsAnOutcome(_ outcome: String, _ expected: [Double]) throws {
        let frame = try frame(outcome, ["b", "a", "c"])
        #expect(frame.outcome == expected && frame.response.event == "true")
    }

    /// Only the levels of the rows used count, so that a third in excluded rows does no harm.
    @Test func aLevelOfExcludedRowsDoesNotCount() throws {
        let frame = try ModelFrame(
            Formula(parsing: "y ~ x"), table: table("y,x\na,1\nb,2\nc,\n"))
        #expect(frame.response.event == "b" && frame.response.nonEvent == "a")
    }

    @Test(arguments: [
        (
            "y", ["a", "b", "c"], "The outcome \"y\" has 3 levels, not two.",
            "Say which of them is the event: y == \"c\" ~ ..."
        ),
        (
            "y", ["1", "2", "30"], "The outcome \"y\" has 3 levels, not two.",
            "Say which of them is the event: y >= 2 ~ ..."
        ),
        // Codes with leading zeros are text and have no order.
        (
            "y", ["007", "008", "012"], "The outcome \"y\" has 3 levels, not two.",
            "Say which of them is the event: y == \"012\" ~ ..."
        ),
        (
            "y", ["2024-01-01", "2024-01-02", "2024-01-03"],
            "The outcome \"y\" has 3 levels, not two.",
            "Say which of them is the event: y == \"2024-01-03\" ~ ..."
        ),
        (
            "y + 1", ["1", "2", "3"], "The outcome \"y + 1\" has 3 levels, not two.",
            "Say which of them is the event: y + 1 >= 3 ~ ..."
        ),
        (
            "y", ["a", "a"], "The outcome \"y\" has fewer than two levels. It is always \"a\".",
            "A model needs rows with the event and rows without it."
        ),
        (
            "y", ["0", "0"], "The outcome \"y\" has fewer than two levels. It is always \"0\".",
            "A model needs rows with the event and rows without it."
        ),
        (
            "1", ["0", "1"], "The outcome \"1\" has fewer than two levels. It is always \"1\".",
            "A model needs rows with the event and rows without it."
        ),
    ])
    func anOutcomeHasTwoLevels(
        _ outcome: String, _ values: [String], _ message: String, _ hint: String
    ) {
        let error = #expect(throws: FormulaError.self) { try frame(outcome, values) }
        #expect(error?.code == .outcome)
        #expect(error?.message == message)
        #expect(error?.hint == hint)
    }

    @Test func idsAreNotOfferedAsTheEvent() {
        let error = #expect(throws: FormulaError.self) {
            try frame("y", (0..<60).map { "person \($0)" })
        }
        #expect(error?.hint == "Say which of them is the event: y == \"...\" ~ ...")
    }
}
