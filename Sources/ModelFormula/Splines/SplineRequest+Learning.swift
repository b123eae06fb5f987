extension SplineRequest {
    /// The number of knots that `rcs(x)` has, as in R's rms.
    private static let usualKnots = 5

    /// Finds the knots that were not given.
    ///
    /// - Parameters:
    ///   - sample: the values of the rows used; not empty.
    ///   - name: the column or expression inside, for messages.
    ///   - place: the character at which it stands.
    /// - Throws: `FormulaError` where the values do not have as many places.
    func basis(learnedFrom sample: OrderedSample, name: String, at place: Int)
        throws(FormulaError) -> SplineBasis
    {
        guard sample.values.count > 1 else {
            throw FormulaError(
                .typeMismatch,
                "\"\(name)\" is \(Expression.text(sample.values[0])) in every row used, and bends "
                    + "nowhere.", hint: "Leave it out.", at: place)
        }
        let found =
            form == .restricted
            ? try restricted(sample, name: name, at: place)
            : try enclosed(sample, name: name, at: place)
        guard found.isConsistent else {
            let all = found.boundary.prefix(1) + found.knots + found.boundary.dropFirst()
            throw FormulaError(
                .typeMismatch,
                "The knots of \(text) lie too close together, or too far apart, to reckon with: "
                    + all.map(Expression.text).joined(separator: ", ") + ".",
                hint: "Leave out knots that all but coincide.", at: knots?.position ?? position)
        }
        return found
    }

    private func restricted(_ sample: OrderedSample, name: String, at place: Int)
        throws(FormulaError) -> SplineBasis
    {
        if let knots { return SplineBasis(.restricted, knots: knots.value) }
        let count = knotCount?.value ?? Self.usualKnots
        let learned = HarrellKnots(count, sample)
        if let knots = learned.knots { return SplineBasis(.restricted, knots: knots) }
        let hint: String
        if learned.alternative.isEmpty {
            hint = "Let it enter as it is, or as C(\(name))."
        } else {
            let places = Self.readable(learned.alternative)
            hint = "Name them: rcs(\(name), knots = c(" + places.joined(separator: ", ") + "))."
        }
        throw FormulaError(
            .typeMismatch,
            "\"\(name)\" has no \(count) places for knots: " + Self.crowding(sample) + ".",
            hint: hint, at: place)
    }

    private func enclosed(_ sample: OrderedSample, name: String, at place: Int)
        throws(FormulaError) -> SplineBasis
    {
        let ends = boundary?.value ?? [sample.values[0], sample.values[sample.values.count - 1]]
        func made(_ knots: [Double]) -> SplineBasis {
            SplineBasis(
                form, knots: knots, boundary: ends, degree: degree,
                includesIntercept: includesIntercept)
        }
        if let knots {
            if let outside = knots.value.first(where: { $0 <= ends[0] || $0 >= ends[1] }) {
                throw FormulaError(
                    .typeMismatch,
                    "The knot \(Expression.text(outside)) does not lie inside "
                        + "\"\(name)\", which runs from \(Expression.text(ends[0])) to "
                        + "\(Expression.text(ends[1])) in the rows used.",
                    hint: "Choose knots between them, or say Boundary.knots.", at: knots.position)
            }
            return made(knots.value)
        }
        let count = max(0, (degreesOfFreedom?.value ?? columns(knots: 0)) - columns(knots: 0))
        guard count > 0 else { return made([]) }
        let inside =
            boundary == nil
            ? sample
            : sample.between(above: ends[0].nextDown, below: ends[1].nextUp)
        guard !inside.values.isEmpty else {
            throw FormulaError(
                .typeMismatch,
                "\"\(name)\" has no value between the boundary knots "
                    + "\(Expression.text(ends[0])) and \(Expression.text(ends[1])).",
                hint: "They belong where the values are.", at: boundary?.position ?? place)
        }
        let step = 1 / Double(count + 1)
        let places = (1...count).map { inside.quantile(Double($0) * step) }
        let apart = Set(places.filter { $0 > ends[0] && $0 < ends[1] }).sorted()
        guard apart.count == count else {
            let fewer = columns(knots: apart.count)
            throw FormulaError(
                .typeMismatch,
                "\"\(name)\" has no \(count) place\(count == 1 ? "" : "s") inside its range for knots: "
                    + Self.crowding(sample) + ".",
                hint: apart.isEmpty
                    ? "Ask for a df of \(fewer), or name the knots: knots = c(...)."
                    : "Name them: \(form.rawValue)(\(name), knots = c("
                        + Self.readable(apart).joined(separator: ", ") + ")"
                        + (degree == 3 ? "" : ", degree = \(degree)") + ").",
                at: degreesOfFreedom?.position ?? place)
        }
        return made(places)
    }

    /// Why values leave no places: how few they are, and what share the commonest has.
    private static func crowding(_ sample: OrderedSample) -> String {
        let most = sample.cases.indices.max { sample.cases[$0] < sample.cases[$1] } ?? 0
        let share = (100 * sample.cases[most] / sample.count).rounded()
        let count = sample.values.count
        return "it has \(count) different value\(count == 1 ? "" : "s") in the rows used, and "
            + "\(Int(share))% of them are \(Expression.text(sample.values[most]))"
    }

    /// Places in as few digits as keep them apart: rounded to a thousandth of their range.
    private static func readable(_ places: [Double]) -> [String] {
        guard let first = places.first, let last = places.last, last > first,
            (last - first).isFinite
        else {
            return places.map(Expression.text)
        }
        var unit = 1.0
        let target = (last - first) / 1000
        while unit > target, unit > 1e-300 { unit /= 10 }
        while unit * 10 <= target { unit *= 10 }
        let finer = (1 / unit).rounded()
        let rounded = places.map { place in
            unit < 1 && finer.isFinite
                ? (place * finer).rounded() / finer : (place / unit).rounded() * unit
        }
        // Values that rounding would move beyond the data, or together, stay as they are.
        let isSafe =
            zip(rounded, rounded.dropFirst()).allSatisfy { $0 < $1 }
            && rounded.allSatisfy(\.isFinite)
        return (isSafe ? rounded : places).map(Expression.text)
    }
}
