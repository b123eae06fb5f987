/// Functions whose names, or whose behaviour outside of their range, differ between dialects.
///
/// Engines answer log(0) or exp(1000) with an error that ends the query. Each is asked only where it has
/// an answer that can be held, and is NULL elsewhere.
extension SQLDialect {
    /// The largest x whose exp(x) can be held.
    static let largestExponent = 709.782712893384
    /// The smallest x whose exp(x) is above 0.
    static let smallestExponent = -745.13321910194110

    /// Numbers of double precision.
    public var numberType: String {
        switch self {
        case .ansi: "DOUBLE PRECISION"
        case .tsql: "FLOAT(53)"
        case .postgresql: "float8"
        case .duckdb: "DOUBLE"
        case .sqlite: "REAL"
        }
    }

    /// Text of a variable length.
    var textType: String {
        switch self {
        case .ansi: "VARCHAR(4000)"
        case .tsql: "NVARCHAR(4000)"
        case .postgresql, .sqlite: "TEXT"
        case .duckdb: "VARCHAR"
        }
    }

    /// What makes comparisons of a text exact, byte for byte; empty where they are.
    var exactCollation: String {
        switch self {
        case .ansi: ""
        case .tsql: " COLLATE Latin1_General_100_BIN2"
        case .postgresql: " COLLATE \"C\""
        case .duckdb: ""
        case .sqlite: " COLLATE BINARY"
        }
    }

    func exp(_ x: String) -> String {
        "CASE WHEN \(x) > \(number(Self.largestExponent)) THEN NULL WHEN \(x) < "
            + "\(number(Self.smallestExponent)) THEN \(number(0)) ELSE EXP(\(x)) END"
    }

    /// A function of one number that the language of formulas has; nil for one that it has not.
    func function(_ name: String, of x: String) -> String? {
        let one = number(1)
        switch name {
        case "abs": return "ABS(\(x))"
        case "sqrt": return "CASE WHEN \(x) >= \(number(0)) THEN SQRT(\(x)) END"
        case "exp": return exp(x)
        case "log": return positive(x, self == .tsql ? "LOG(\(x))" : "LN(\(x))")
        case "log10": return positive(x, self == .postgresql ? "LOG(\(x))" : "LOG10(\(x))")
        case "log2":
            return switch self {
            case .duckdb, .sqlite: positive(x, "LOG2(\(x))")
            case .tsql: positive(x, "LOG(\(x), 2)")
            case .ansi, .postgresql: positive(x, "(LN(\(x)) / LN(\(number(2))))")
            }
        case "log1p":
            // log(u) x / (u - 1) with u = 1 + x as it is rounded keeps the digits of a small x.
            let (u, log) = ("(\(one) + \(x))", self == .tsql ? "LOG" : "LN")
            return "CASE WHEN \(x) <= \(number(-1)) THEN NULL WHEN \(u) = \(one) THEN \(x) ELSE "
                + "\(log)(\(u)) * (\(x) / (\(u) - \(one))) END"
        default: return nil
        }
    }

    private func positive(_ x: String, _ call: String) -> String {
        "CASE WHEN \(x) > \(number(0)) THEN \(call) END"
    }

    /// x to the power y, as C's pow has it, but where it is not finite.
    func power(_ x: String, _ y: String, literal: Double?) -> String {
        if literal == 0 { return number(1) }
        if literal == 1 { return x }
        if literal == 2, x.utf8.count <= 40 { return "\(x) * \(x)" }
        if let literal, literal > 0, literal == literal.rounded() { return "POWER(\(x), \(y))" }
        let zero = number(0)
        return "CASE WHEN \(x) > \(zero) THEN POWER(\(x), \(y)) WHEN \(x) = \(zero) AND \(y) > "
            + "\(zero) THEN \(zero) WHEN \(x) = \(zero) AND \(y) = \(zero) THEN \(number(1)) "
            + "WHEN \(x) < \(zero) AND \(y) = FLOOR(\(y)) THEN POWER(\(x), \(y)) END"
    }

    // MARK: Days, counted from 1970-01-01

    /// The number of days to an expression that is a date.
    func dayNumber(ofDate date: String) -> String {
        switch self {
        case .ansi:
            "CAST(EXTRACT(DAY FROM (\(date) - DATE '1970-01-01') DAY(7)) AS DOUBLE PRECISION)"
        case .tsql: "CAST(DATEDIFF(DAY, '19700101', \(date)) AS FLOAT(53))"
        case .postgresql: "CAST(\(date) - DATE '1970-01-01' AS float8)"
        case .duckdb: "CAST(DATE_DIFF('day', DATE '1970-01-01', \(date)) AS DOUBLE)"
        case .sqlite: "(julianday(date(\(date))) - 2440587.5E0)"
        }
    }

    /// A year, month or day of month of a number of days, which is whole and within the years 1 to 9999.
    func part(_ part: String, ofDay day: String) -> String {
        switch self {
        case .ansi:
            "CAST(EXTRACT(\(part) FROM DATE '1970-01-01' + CAST(\(day) AS INTEGER) * INTERVAL '1' DAY) "
                + "AS DOUBLE PRECISION)"
        case .tsql:
            "CAST(DATEPART(\(part), DATEADD(DAY, CAST(\(day) AS INT), CAST('19700101' AS DATE))) "
                + "AS FLOAT(53))"
        case .postgresql:
            "CAST(EXTRACT(\(part) FROM DATE '1970-01-01' + CAST(\(day) AS integer)) AS float8)"
        case .duckdb:
            "CAST(EXTRACT(\(part) FROM DATE '1970-01-01' + CAST(\(day) AS INTEGER)) AS DOUBLE)"
        case .sqlite:
            "CAST(strftime('\(part == "YEAR" ? "%Y" : part == "MONTH" ? "%m" : "%d")', "
                + "\(day) + 2440587.5E0) AS REAL)"
        }
    }
}
