import Tables
import Testing

@testable import ModelFormula

/// Texts that no person writes: they end in an answer or an error, and soon.
struct FormulaLimitTests {
    private func terms(_ text: String, columns: [String] = ["y"]) throws -> ModelTerms {
        try ModelTerms(Formula(parsing: text), columns: columns, used: ["y"])
    }

    @Test func aFormulaHasTenThousandWords() throws {
        let longest = "y ~ a" + String(repeating: " + a", count: 4998)
        #expect(try terms(longest).terms.count == 1)
        let error = #expect(throws: FormulaError.self) { try terms(longest + " + b") }
        #expect(error?.message == "The formula is longer than 10,000 words.")
        #expect(error?.position == 20_001)
        #expect(
            error?.hint == "\".\" stands for all columns that the outcome does not use.")
    }

    /// Trees are walked by recursion, which must fit the stack of a worker thread.
    @Test(arguments: ["+", "-", "*", "/", ":", "%in%", "&", "|"])
    func aLongChainIsWorkedOutOrRefused(_ symbol: String) throws {
        let data = try table("x,t\n1,true\n2,false\n")
        let isLogical = symbol == "&" || symbol == "|"
        let name = isLogical ? "t" : "x"
        func chain(_ length: Int) -> String {
            name + String(repeating: " \(symbol) \(name)", count: length)
        }
        if symbol == "+" {
            let sum = try evaluate("I(\(chain(4990)))", data)
            guard case .numbers(let values, _) = sum else {
                Issue.record("a sum of numbers is \(sum.kindName)")
                return
            }
            #expect(values == [4991, 2 * 4991])
        } else {
            let error = #expect(throws: FormulaError.self) {
                try Formula(parsing: "~ \(chain(4990))")
            }
            #expect(error?.message == "More than 500 operators follow each other here.")
        }
        let formula = try Formula(parsing: "~ \(chain(symbol == "+" ? 4990 : 490))")
        #expect(try Formula(parsing: "~ \(formula.predictors)") == formula)
        if !isLogical {
            let names = try terms("y ~ \(formula.predictors)").terms.count
            #expect(names <= 1)
        }
        let names = try ColumnReferences(columns: data.names).names(in: formula.predictors)
        #expect(names == [name])
        if symbol != ":" && symbol != "%in%" {
            _ = try evaluate("I(\(formula.predictors))", data)
        }
    }

    @Test func aSumInAnyLengthAddsUpInOrder() throws {
        for count in [2, 100, 101, 102, 103, 205, 1000] {
            let names = (0..<count).map { "v\($0)" }
            let text = names.joined(separator: " + ")
            #expect(try terms("y ~ \(text)").variables.map(\.description) == names)
            #expect(try terms("y ~ v0 - \(text) - v1 + z").terms.count == count - 1)
        }
    }

    @Test(arguments: [("(", ")"), ("-", ""), ("!", ""), ("+", ""), ("a^", ""), ("f(", ")")])
    func nestingEndsAtTwoHundred(_ open: String, _ close: String) throws {
        func nested(_ depth: Int) -> String {
            "y ~ " + String(repeating: open, count: depth) + "a"
                + String(repeating: close, count: depth)
        }
        _ = try Formula(parsing: nested(200))
        let error = #expect(throws: FormulaError.self) { try Formula(parsing: nested(500)) }
        #expect(error?.message == "The formula is nested too deeply.")
        #expect(error?.position == 5 + 201 * open.count)
    }

    @Test func aNameMayBeVeryLong() throws {
        let long = String(repeating: "n", count: 20_000)
        #expect(try terms("y ~ \(long) + `\(long)`").variables.count == 1)
        let data = try table("y,x\n1,2\n0,3\n")
        let error = #expect(throws: FormulaError.self) {
            try ModelFrame(Formula(parsing: "y ~ \(long)"), table: data)
        }
        #expect(error?.code == .unknownColumn && error?.position == 5)
        #expect(error?.hint == "There are: y, x.")
        #expect(throws: FormulaError.self) {
            try Formula(parsing: "y ~ " + String(repeating: "9", count: 20_000))
        }
    }

    @Test func productsOfManyTermsAreRefused() {
        let many = (1...150).map { "v\($0)" }.joined(separator: " + ")
        let error = #expect(throws: FormulaError.self) {
            try terms("y ~ (\(many)):(\(many))")
        }
        #expect(error?.message == "This product has 22500 terms.")
        #expect(error?.hint == "Name the interactions that are wanted, at most 20000.")
        #expect(throws: FormulaError.self) { try terms("y ~ (\(many))^3") }
    }

    @Test(.timeLimit(.minutes(1))) func manyColumnsTakeNoLongTime() throws {
        let columns = (1...20_000).map { "v\($0)" }
        let start = ContinuousClock.now
        #expect(try terms("y ~ .", columns: columns).terms.count == 20_000)
        #expect(try terms("y ~ . - (. - v1)", columns: columns).terms.count == 1)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test(.timeLimit(.minutes(1))) func repeatedProductsTakeNoLongTime() throws {
        let columns = (1...140).map { "v\($0)" }
        let text = "y ~ .:." + String(repeating: " + .:.", count: 2490)
        let error = #expect(throws: FormulaError.self) { try terms(text, columns: columns) }
        #expect(error?.message == "The formula multiplies more than 200000 pairs of terms.")
        #expect(try terms("y ~ a" + String(repeating: "*a", count: 400)).terms.count == 1)
    }
}
