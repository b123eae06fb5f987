/// A spline as a formula asks for it: `rcs(x, 4)`, `ns(x, df = 3)`, `bs(x, knots = c(10, 20))`.
struct SplineRequest: Sendable {
    /// A value with the character at which it stands.
    struct Placed<Value: Sendable>: Sendable {
        let value: Value
        let position: Int
    }

    let form: SplineBasis.Form
    /// How many knots; of `rcs` only.
    private(set) var knotCount: Placed<Int>?
    /// How many columns; of `ns` and `bs` only.
    private(set) var degreesOfFreedom: Placed<Int>?
    private(set) var knots: Placed<[Double]>?
    private(set) var boundary: Placed<[Double]>?
    private(set) var degree = 3
    private(set) var includesIntercept = false
    /// The call as it is written.
    let text: String
    /// The character at which the call begins.
    let position: Int

    /// The function of a formula that asks for each form.
    static func form(of function: String) -> SplineBasis.Form? {
        SplineBasis.Form(rawValue: function)
    }

    /// What the arguments may be, in the order in which they need no name.
    private var parameters: [String] {
        switch form {
        case .restricted: ["k", "knots"]
        case .natural: ["df", "knots", "intercept", "Boundary.knots"]
        case .bSpline: ["df", "knots", "degree", "intercept", "Boundary.knots"]
        }
    }

    private var example: String {
        switch form {
        case .restricted: "As in rcs(age, 4) or rcs(age, knots = c(12, 14, 16))."
        case .natural: "As in ns(age, df = 3) or ns(age, knots = c(13, 15))."
        case .bSpline: "As in bs(age, df = 5) or bs(age, knots = 14, degree = 2)."
        }
    }

    private func wrong(_ message: String, hint: String? = nil, at position: Int) -> FormulaError {
        FormulaError(.syntax, message, hint: hint ?? example, at: position)
    }

    /// Reads the arguments behind the column.
    init(
        _ form: SplineBasis.Form, _ arguments: ArraySlice<Expression.Argument>,
        of whole: Expression
    ) throws(FormulaError) {
        self.form = form
        text = whole.description
        position = whole.position
        var given: Set<String> = []
        let named = Set(arguments.compactMap(\.name))
        for argument in arguments {
            var name = argument.name
            if name == nil, form == .restricted {
                // rms takes the number of knots, or the knots, in one place.
                if case .call = argument.value.unwrapped.node { name = "knots" } else { name = "k" }
            } else if name == nil {
                name = parameters.first { !given.contains($0) && !named.contains($0) }
            }
            guard let name, parameters.contains(name), given.insert(name).inserted else {
                throw wrong(
                    "\(form.rawValue)() takes a column and "
                        + parameters.dropLast().joined(separator: ", ")
                        + " and \(parameters[parameters.count - 1]), each once.",
                    at: argument.value.position)
            }
            try take(name, argument.value)
        }
        try requireEnough()
    }

    private mutating func take(_ name: String, _ value: Expression) throws(FormulaError) {
        switch name {
        case "k":
            let allowed = HarrellKnots.allowed
            knotCount = Placed(
                value: try whole(value, allowed, "The number of knots"), position: value.position)
        case "df":
            degreesOfFreedom = Placed(
                value: try whole(value, 1...SplineBasis.mostKnots, "df"), position: value.position)
        case "degree":
            degree = try whole(value, 1...SplineBasis.highestDegree, "The degree")
        case "intercept":
            guard case .name(let word) = value.unwrapped.node,
                let truth = Evaluator.truthWords[word]
            else { throw wrong("intercept is TRUE or FALSE.", at: value.position) }
            includesIntercept = truth == 1
        case "knots":
            let listed = try numbers(value, "knots").sorted()
            if form == .restricted, listed.count < 3 {
                throw wrong(
                    "A restricted cubic spline has 3 knots or more, and not \(listed.count).",
                    at: value.position)
            }
            guard (1...SplineBasis.mostKnots).contains(listed.count) else {
                throw wrong(
                    "There are \(listed.count) knots; from 1 to \(SplineBasis.mostKnots) are taken.",
                    at: value.position)
            }
            if let twice = zip(listed, listed.dropFirst()).first(where: { $0 == $1 }) {
                throw wrong(
                    "The knot \(Expression.text(twice.0)) is named twice.",
                    hint: "Each knot stands once.", at: value.position)
            }
            knots = Placed(value: listed, position: value.position)
        default:
            let ends = try numbers(value, "Boundary.knots").sorted()
            guard ends.count == 2, ends[0] < ends[1] else {
                throw wrong(
                    "Boundary.knots are two different numbers.",
                    hint: "As in Boundary.knots = c(10, 18).", at: value.position)
            }
            boundary = Placed(value: ends, position: value.position)
        }
    }

    /// Whether what is asked makes a spline, whatever the data.
    private func requireEnough() throws(FormulaError) {
        if form == .restricted {
            if let knots, knotCount != nil {
                throw wrong(
                    "rcs() takes a number of knots or the knots, and not both.", at: knots.position)
            }
        } else if let knots, let asked = degreesOfFreedom {
            let (count, made) = (knots.value.count, columns(knots: knots.value.count))
            throw wrong(
                "df and knots say the same in two ways.",
                hint:
                    "Leave one out: \(count) knot\(count == 1 ? " makes" : "s make") \(made) columns"
                    + (made == asked.value ? "." : ", not \(asked.value)."), at: asked.position)
        } else if form == .natural, knots == nil, degreesOfFreedom == nil {
            throw wrong("ns() needs df or knots: without them it is a straight line.", at: position)
        } else if let asked = degreesOfFreedom, asked.value < columns(knots: 0) {
            let least = columns(knots: 0)
            throw wrong(
                "\(text) needs a df of \(least) or more"
                    + (form == .bSpline
                        ? ", its degree\(includesIntercept ? " and 1" : "")." : "."),
                hint: form == .bSpline && !includesIntercept
                    ? "As in bs(age, df = \(least + 1)), or a lower degree: bs(age, df = "
                        + "\(asked.value), degree = \(asked.value))." : "As in df = \(least + 1).",
                at: asked.position)
        }
        if let boundary, let knots {
            let ends = boundary.value
            if let outside = knots.value.first(where: { $0 <= ends[0] || $0 >= ends[1] }) {
                throw wrong(
                    "The knot \(Expression.text(outside)) does not lie between the boundary knots "
                        + "\(Expression.text(ends[0])) and \(Expression.text(ends[1])).",
                    hint: "Boundary knots enclose the others.", at: knots.position)
            }
        }
    }

    /// How many columns so many interior knots make.
    func columns(knots: Int) -> Int {
        knots + (form == .natural ? 1 : degree) + (includesIntercept ? 1 : 0)
    }

    private func whole(_ value: Expression, _ allowed: ClosedRange<Int>, _ what: String)
        throws(FormulaError) -> Int
    {
        guard case .number(let number) = value.unwrapped.node, let whole = Int(exactly: number),
            allowed.contains(whole)
        else {
            throw wrong(
                "\(what) is a whole number from \(allowed.lowerBound) to \(allowed.upperBound).",
                at: value.position)
        }
        return whole
    }

    /// The numbers of `c(1, -2.5)`, or one alone.
    private func numbers(_ value: Expression, _ what: String) throws(FormulaError) -> [Double] {
        switch value.unwrapped.node {
        case .number(let number): return [number]
        case .negative(let operand):
            guard case .number(let number) = operand.unwrapped.node else { break }
            return [-number]
        case .call("c", let arguments) where !arguments.isEmpty:
            guard arguments.allSatisfy({ $0.name == nil }) else { break }
            var all: [Double] = []
            for argument in arguments { all += try numbers(argument.value, what) }
            return all
        default: break
        }
        throw wrong(
            "\(what) are numbers, as in c(12, 14.5).",
            hint: "A quantile or a column is not looked up here; say the numbers.",
            at: value.position)
    }
}
