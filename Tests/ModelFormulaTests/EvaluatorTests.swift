import Tables
import TestSupport
import Testing

@testable import ModelFormula

/// Four rows; in the last every column is empty. `f` lacks the level "no" that `e` has.
private let small = """
    i,r,b,d,w,v,e,f
    -2,0.5,true,2024-02-29,Byker,Byker,yes,yes
    3,4,false,1969-12-31,Walker,Byker,no,maybe
    0,-1,true,2024-03-01,Byker,Walker,yes,yes
    ,,,,,,,
    """

/// The values as numbers with nil where one is missing; a single value stands alone.
private func numbers(_ text: String, isLearning: Bool = true) throws -> [Double?] {
    switch try evaluate(text, try table(small), isLearning: isLearning) {
    case .numbers(let values, _): return values.map { $0.isNaN ? nil : $0 }
    case .number(let value, _): return [value]
    case let other:
        Issue.record("\(text) is \(other.kindName)")
        return []
    }
}

struct EvaluatorTests {
    private static let sums: [(String, [Double?])] = [
        ("i", [-2, 3, 0, nil]), ("r", [0.5, 4, -1, nil]), ("(i)", [-2, 3, 0, nil]),
        ("i + 1", [-1, 4, 1, nil]), ("1 - i", [3, -2, 1, nil]), ("i * r", [-1, 12, 0, nil]),
        ("i / 2", [-1, 1.5, 0, nil]), ("2^i", [0.25, 8, 1, nil]), ("i^2", [4, 9, 0, nil]),
        ("-i^2", [-4, -9, 0, nil]), ("(-i)^2", [4, 9, 0, nil]), ("-i", [2, -3, 0, nil]),
        ("1 + 2 * 3", [7]), ("I(i)", [-2, 3, 0, nil]), ("abs(i)", [2, 3, 0, nil]),
        ("sqrt(r)", [0.7071067811865476, 2, nil, nil]), ("log2(r * 2)", [0, 3, nil, nil]),
        ("log10(100)", [2]), ("exp(0 * i)", [1, 1, 1, nil]), ("log(exp(i))", [-2, 3, 0, nil]),
        ("log1p(0 * r)", [0, 0, 0, nil]), ("log(i^2 - 9)", [nil, -.infinity, nil, nil]),
        ("1 / i", [-0.5, 0.3333333333333333, .infinity, nil]), ("b + 1", [2, 1, 2, nil]),
        ("d - d", [0, 0, 0, nil]), ("d - 19782", [0, -19783, 1, nil]),
        ("i * TRUE", [-2, 3, 0, nil]),
    ]

    @Test(arguments: sums)
    func arithmetic(_ text: String, _ expected: [Double?]) throws {
        let found = try numbers(text)
        try #require(found.count == expected.count)
        for (a, b) in zip(found, expected) {
            #expect((a == nil) == (b == nil))
            if let a, let b { #expect(relativeError(a, b) < 1e-15, "\(a) is not \(b)") }
        }
    }

    /// 1 true, 0 false, nil missing: a missing input gives missing unless the other side decides.
    private static let truths: [(String, [Double?])] = [
        ("i > 0", [0, 1, 0, nil]), ("i >= 0", [0, 1, 1, nil]), ("i < 0", [1, 0, 0, nil]),
        ("i <= r", [1, 1, 0, nil]), ("i == 3", [0, 1, 0, nil]), ("i != 3", [1, 0, 1, nil]),
        ("0 < i", [0, 1, 0, nil]), ("1 < 2", [1]), ("b == TRUE", [1, 0, 1, nil]),
        ("b == 1", [1, 0, 1, nil]), ("b != false", [1, 0, 1, nil]), ("!b", [0, 1, 0, nil]),
        ("!(i > 0)", [1, 0, 1, nil]), ("b & i < 0", [1, 0, 0, nil]), ("b | i > 0", [1, 1, 1, nil]),
        ("b && TRUE", [1, 0, 1, nil]), ("b || FALSE", [1, 0, 1, nil]),
        ("b | TRUE", [1, 1, 1, 1]),
        ("b & FALSE", [0, 0, 0, 0]), ("w == \"Byker\"", [1, 0, 1, nil]),
        ("\"Byker\" == w", [1, 0, 1, nil]), ("w != \"Byker\"", [0, 1, 0, nil]),
        ("w == v", [1, 0, 0, nil]), ("w != v", [0, 1, 1, nil]), ("e == f", [1, 0, 1, nil]),
        ("d == \"2024-02-29\"", [1, 0, 0, nil]), ("d > \"2024-02-29\"", [0, 0, 1, nil]),
        ("\"1970-01-01\" > d", [0, 1, 0, nil]), ("d <= d", [1, 1, 1, nil]),
        ("w %in% \"Byker\"", [1, 0, 1, nil]), ("w %in% c(\"Walker\")", [0, 1, 0, nil]),
        ("w %in% c(\"Walker\", \"Byker\")", [1, 1, 1, nil]), ("i %in% c(3, -2)", [1, 1, 0, nil]),
        ("i %in% 0", [0, 0, 1, nil]), ("d %in% c(\"2024-03-01\", \"1969-12-31\")", [0, 1, 1, nil]),
        ("!(w %in% c(\"Byker\"))", [0, 1, 0, nil]), ("sqrt(r) > 0", [1, 1, nil, nil]),
        ("b %in% c(TRUE, FALSE)", [1, 1, 1, nil]),
    ]

    @Test(arguments: truths)
    func conditions(_ text: String, _ expected: [Double?]) throws {
        #expect(try numbers(text) == expected)
        if case .numbers(_, let kind) = try evaluate(text, try table(small)) {
            #expect(kind == .truth)
        }
    }

    private static let counts: [(String, [Double?])] = [
        ("count_equal(e:f, \"yes\")", [2, 0, 2, nil]),
        ("count_equal(e:f, \"no\")", [0, 1, 0, nil]),
        ("count_equal(e:f, \"maybe\")", [0, 1, 0, nil]),
        ("count_equal(w:v, \"Byker\")", [2, 1, 1, nil]),
        ("count_equal(c(w, e:f), \"yes\")", [2, 0, 2, nil]),
        ("count_equal(i:r, 4)", [0, 1, 0, nil]), ("count_equal(b, TRUE)", [1, 0, 1, nil]),
        ("count_equal(e, f)", [1, 0, 1, nil]),
        ("count_equal((w:v), \"Byker\") / 2", [1, 0.5, 0.5, nil]),
    ]

    @Test(arguments: counts)
    func countsOverARangeOfColumns(_ text: String, _ expected: [Double?]) throws {
        #expect(try numbers(text) == expected)
    }

    /// A month that is empty makes the count missing, also where that month lacks the level.
    @Test func oneMissingMonthMakesACountMissing() throws {
        let months = try table("m1,m2,m3\na,b,a\n,a,a\na,,b\nb,a,\n")
        for (text, expected) in [("a", [2.0, nil, nil, nil]), ("b", [1, nil, nil, nil])] {
            guard
                case .numbers(let counts, _) = try evaluate(
                    "count_equal(m1:m3, \"\(text)\")", months)
            else {
                Issue.record("no counts")
                return
            }
            #expect(counts.map { $0.isNaN ? nil : $0 } == expected)
        }
    }

    /// On new data a level may be absent: nobody is in that ward today.
    @Test func newDataMayLackALevel() throws {
        #expect(try numbers("w == \"Heaton\"", isLearning: false) == [0, 0, 0, nil])
        #expect(try numbers("w != \"Heaton\"", isLearning: false) == [1, 1, 1, nil])
        #expect(
            try numbers("w %in% c(\"Heaton\", \"Byker\")", isLearning: false) == [1, 0, 1, nil])
        #expect(try numbers("count_equal(e:f, \"never\")", isLearning: false) == [0, 0, 0, nil])
    }

    @Test func aTableWithoutRowsHasNoValues() throws {
        let empty = try Table(
            columns: [Column(name: "x", values: .real([]), validity: ValidityMask())], rowCount: 0)
        guard case .numbers(let values, _) = try evaluate("log(x) > 0", empty) else {
            Issue.record("no numbers")
            return
        }
        #expect(values.isEmpty)
    }
}
