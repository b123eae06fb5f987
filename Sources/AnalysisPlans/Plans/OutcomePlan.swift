import ActivityHistories
import Tables

/// NEET from histories of activity: at a date, ever, for six months, and months of it.
public struct OutcomePlan: AnalysisRequest {
    /// The file of histories.
    public var options: DataOptions
    /// The file of the table that says which state a code is.
    public var codes: String
    /// The column that says who it is.
    public var id: String
    /// The columns of months, of a file with a row for each person; nil of a row for each activity.
    public var months: String?
    /// The month of the first of them, where their names do not say it.
    public var firstMonth: CalendarMonth?
    /// The column of codes, of a row for each activity.
    public var code = "code"
    /// The column of first days.
    public var start = "start"
    /// The column of last days; nil for `end` where there is one.
    public var end: String?
    /// The day whose state is asked for.
    public var at: Int32?
    /// The first day of the window.
    public var from: Int32?
    /// The last day of the window.
    public var to: Int32?
    /// How days are counted as months.
    public var monthsBy = MonthRule.monthEnd
    /// Which of several activities of one day holds.
    public var overlap = OverlapRule.latest
    /// The day that the data were extracted.
    public var extractDate: Int32?
    /// The day on which a prediction of the outcome is to be made.
    public var predictionDate: Int32?
    /// A file with a row for each person of the cohort; nil for whoever has a history.
    public var cohort: String?
    /// A column whose levels are groups.
    public var by: String?
    /// The file that gets a row for each person.
    public var persons: String?
    /// What the people are called in sentences.
    public var people = "young people"
    /// The coverage of intervals.
    public var confidence = 0.95
    /// Whose words the result is told in.
    public var audience = Audience.analyst
    /// How many threads; nil for as many as there are cores.
    public var threads: Int?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        options = try DataOptions(&reader)
        codes = try reader.requiredText(
            "codes", hint: "As in \"Models/neet-outcome/nccis-2025.json\".")
        id = try reader.requiredText("id", hint: "The column that says who it is, as in \"child\".")
        try readColumns(&reader)
        at = try Self.day("at", &reader)
        from = try Self.day("from", &reader)
        to = try Self.day("to", &reader)
        monthsBy = try reader.word("months_by", MonthRule.self) ?? .monthEnd
        extractDate = try Self.day("extract_date", &reader)
        predictionDate = try Self.day("prediction_date", &reader)
        try check(&reader)
        cohort = try reader.text("cohort")
        by = try reader.text("by")
        if by == id {
            throw reader.refuse(
                "by", "\"\(id)\" says who it is, and each would be a group.",
                hint: "Name a column that people share, as ward.")
        }
        persons = try reader.text("persons")
        if let word = try reader.text("people") {
            guard !word.isEmpty, word.count <= 40, word.allSatisfy({ $0.isLetter || $0 == " " })
            else {
                throw reader.refuse(
                    "people", "\"\(word)\" is no word for people.",
                    hint: "As in young people or care leavers.")
            }
            people = word
        }
        confidence = try reader.confidence()
        audience = try reader.word("audience", Audience.self) ?? .analyst
        threads = try reader.threads()
        options.threads = threads
    }

    /// The columns of either layout; those of the other are refused.
    private mutating func readColumns(_ reader: inout PlanReader) throws(AnalysisError) {
        months = try reader.text("months")
        if let text = try reader.text("first_month") {
            guard let month = CalendarMonth(text) else {
                throw reader.refuse(
                    "first_month", "\"\(text)\" is no month.", hint: "As in 1993-07.")
            }
            firstMonth = month
        }
        if months == nil, firstMonth != nil {
            throw reader.refuse(
                "first_month", "A first month belongs to columns of months.",
                hint: "Name them, as \"months\": \"Jul.93..Jun.99\".")
        }
        let (code, start, end) = (
            try reader.text("code"), try reader.text("start"), try reader.text("end")
        )
        let overlap = try reader.word("overlap", OverlapRule.self)
        if months != nil {
            for (key, isSaid) in [
                ("code", code != nil), ("start", start != nil), ("end", end != nil),
                ("overlap", overlap != nil),
            ] where isSaid {
                throw reader.refuse(
                    key, "A file with a column for each month has no \"\(key)\".",
                    hint: "Leave it out, or leave \"months\" out.")
            }
        }
        self.code = code ?? self.code
        self.start = start ?? self.start
        self.end = end
        self.overlap = overlap ?? self.overlap
    }

    /// Refuses days that cannot be asked for together.
    private func check(_ reader: inout PlanReader) throws(AnalysisError) {
        do throws(HistoryError) {
            _ = try OutcomeDefinition(
                at: at, from: from, to: to, months: monthsBy, extractDay: extractDate)
        } catch {
            throw reader.refuse(error.key ?? "at", error.message, hint: error.hint)
        }
        guard let predictionDate else { return }
        for (key, day) in [("at", at), ("from", from)] {
            guard let day, day <= predictionDate else { continue }
            throw reader.refuse(
                "prediction_date",
                "The prediction of \(CalendarDay.text(predictionDate)) is not made before "
                    + "\"\(key)\", \(CalendarDay.text(day)).",
                hint: "What is predicted comes after the prediction.")
        }
    }

    private static func day(_ key: String, _ reader: inout PlanReader) throws(AnalysisError)
        -> Int32?
    {
        guard let text = try reader.text(key) else { return nil }
        guard let day = DescribePlan.day(text) else {
            throw reader.refuse(key, "\"\(text)\" is no day.", hint: "As in 2025-03-01.")
        }
        return day
    }

    /// The same with the column of last days that a file has, where none was said.
    func naming(_ end: String?) -> OutcomePlan {
        var plan = self
        if months == nil, self.end == nil { plan.end = end }
        return plan
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        try container.encode(codes, forKey: "codes")
        try container.encode(id, forKey: "id")
        if let months {
            try container.encode(months, forKey: "months")
            if let firstMonth { try container.encode(firstMonth.text, forKey: "first_month") }
        } else {
            try container.encode(code, forKey: "code")
            try container.encode(start, forKey: "start")
            if let end { try container.encode(end, forKey: "end") }
            try container.encode(overlap.rawValue, forKey: "overlap")
        }
        for (key, day) in [
            ("at", at), ("from", from), ("to", to), ("extract_date", extractDate),
            ("prediction_date", predictionDate),
        ] {
            if let day {
                try container.encode(CalendarDay.text(day), forKey: PlanKey(stringLiteral: key))
            }
        }
        try container.encode(monthsBy.rawValue, forKey: "months_by")
        if let cohort { try container.encode(cohort, forKey: "cohort") }
        if let by { try container.encode(by, forKey: "by") }
        if let persons { try container.encode(persons, forKey: "persons") }
        try container.encode(people, forKey: "people")
        try container.encode(confidence, forKey: "confidence")
        try container.encode(audience, forKey: "audience")
        if let threads { try container.encode(threads, forKey: "threads") }
    }
}

extension OutcomePlan {
    static let analysis = "outcome"
    var plan: AnalysisPlan { .outcome(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
    var filesBeside: [String] { [codes] + [cohort, persons].compactMap(\.self) }
}
