import FoundationEssentials
import Glibc
import ModelFormula

/// Where a result was entered in a register.
public struct Registration: Codable, Sendable, Equatable {
    /// The register, as the plan names it.
    public var register: String
    /// The entry's place, from 1; of a screen that of its last.
    public var sequence: Int
    /// The hash of its line, which is the register's head now.
    public var hash: String
    /// The hash of the plan.
    public var planHash: String
    /// The question in the user's words.
    public var question: String
    /// Which way it says that the effect goes.
    public var direction: HypothesisDirection
    /// Its family.
    public var family: String
    /// Which side of none the effect lies on; null where it has none, absent for a plan.
    public var side: Label?
    /// Whether the plan was registered before, with the same direction and family; absent for a
    /// plan.
    public var preregistered: Bool?
    /// The entry by which it was registered.
    public var registeredAs: Int?
    /// The candidates of a screen that were entered, in the order of their entries; absent elsewhere.
    public var entries: [CandidateEntry]? = nil
    /// How many candidates of a screen could not be tested and were not entered; absent elsewhere.
    public var notEntered: Int? = nil
    /// What a plan's direction is of, where that does not go without saying; not part of the JSON.
    public var directionNote: String? = nil

    private enum CodingKeys: String, CodingKey {
        case register, sequence, hash, question, direction, family, side, preregistered
        case planHash = "plan_hash"
        case entries
        case registeredAs = "registered_as"
        case notEntered = "not_entered"
    }

    /// A candidate of a screen with its entry.
    public struct CandidateEntry: Codable, Sendable, Equatable {
        /// The candidate.
        public var candidate: String
        /// Its entry's place, from 1.
        public var sequence: Int
    }
}

extension Runner {
    /// Answers what survives of a register.
    public func run(_ plan: RegisterPlan) throws(AnalysisError) -> ResultFrame<RegisterResult> {
        let path = try source.resolve(plan.register)
        let contents = try RegisterFile(path: path).read(noted: plan.head)
        var items: [RegisterReview.Item] = []
        items.reserveCapacity(contents.chain.lines.count)
        for (index, line) in contents.chain.lines.enumerated() {
            items.append(
                RegisterReview.Item(line: line, entry: try RegisterFile.entry(contents, index)))
        }
        let result = RegisterReview(items, rate: plan.rate)
            .result(head: contents.chain.lastHash, notedLine: contents.noted)
        var warnings: [ResultWarning] = []
        if contents.chain.tornBytes > 0 {
            warnings.append(
                ResultWarning(
                    "register_unfinished_line",
                    "After line \(items.count) stand "
                        + "\(NumberText.counted(contents.chain.tornBytes, "byte")) of "
                        + "\(contents.chain.unfinished), as a crash leaves it; the next entry takes "
                        + "it off."))
        }
        if contents.linesBehind > 0 {
            warnings.append(
                ResultWarning(
                    "register_head_behind",
                    "The head counts "
                        + "\(NumberText.counted(items.count - contents.linesBehind, "line")), "
                        + (contents.linesBehind == 1
                            ? "one" : NumberText.count(contents.linesBehind))
                        + " less than there are, as a crash leaves it; the next entry puts it right."
                ))
        }
        let sentences = RegisterSentences(result: result)
        let tests = items.count { $0.line.kind == .tested }
        var excluded: [RowExclusion] = []
        let plans = items.count - tests
        if plans > 0 { excluded.append(RowExclusion(code: "plan", column: "kind", rows: plans)) }
        let repeats = result.count(.repeated) + result.count(.redirected)
        if repeats > 0 {
            excluded.append(RowExclusion(code: "repeat", column: "plan_hash", rows: repeats))
        }
        let data = DataSummary(
            source: plan.register, sha256: DataSource.sha256(contents.bytes), rows: items.count,
            rowsUsed: tests - repeats, rowsExcluded: excluded)
        return ResultFrame(
            analysis: "register", plan: .register(plan), data: data, result: result,
            warnings: warnings, shows: sentences.shows(to: plan.audience),
            doesNotShow: sentences.doesNotShow(to: plan.audience))
    }

    /// Registers a plan before its data are looked at: no file of data is read.
    public func register(
        _ plan: AnalysisPlan, _ options: RegisterOptions
    ) throws(AnalysisError) -> Registration {
        let entry = RegisterEntry(
            time: Self.now(), engineVersion: engineVersion, question: options.question,
            direction: options.direction, family: options.family, analysis: plan.name,
            formula: plan.formula)
        var registration = try append(plan, options, .registered, [entry])
        registration.directionNote = registration.noteOnTimes(plan.formula)
        return registration
    }

    /// Enters the result of a test.
    ///
    /// - Parameters:
    ///   - p: the primary test's name and log₁₀ p; nil where none was made.
    ///   - effect: the effect that the question is about.
    func register(
        _ plan: AnalysisPlan, _ options: RegisterOptions, data: DataSummary, n: Int,
        test: String?, pValue: Double?, log10P: Double?, effect: RegisterEntry.EffectFigures?
    ) throws(AnalysisError) -> Registration {
        let entry = RegisterEntry(
            time: Self.now(), engineVersion: engineVersion, question: options.question,
            direction: options.direction, family: options.family, analysis: plan.name,
            formula: plan.formula, dataSHA256: data.sha256, rows: data.rows, n: n,
            test: Label(test), effect: effect, pValue: Figure(pValue), log10P: Figure(log10P))
        return try append(plan, options, .tested, [entry])
    }

    /// Adds entries of one plan, all of them or none.
    ///
    /// - Returns: where the last of them stands.
    func append(
        _ plan: AnalysisPlan, _ options: RegisterOptions, _ kind: RegisterEntry.Kind,
        _ entries: [RegisterEntry]
    ) throws(AnalysisError) -> Registration {
        precondition(!entries.isEmpty, "there is something to enter")
        let path = try source.resolve(options.register)
        let planHash = try PlanFingerprint.of(plan)
        let added = try RegisterFile(path: path).append(kind: kind, planHash: planHash) {
            registered in
            guard kind == .tested else { return entries }
            return entries.map { entry in
                var marked = entry
                let match = registered.first {
                    $0.entry.direction == entry.direction && $0.entry.family == entry.family
                }
                marked.preregistered = match != nil
                marked.registeredAs = match?.sequence
                return marked
            }
        }
        let (line, written) = (added.lines[entries.count - 1], added.entries[entries.count - 1])
        return Registration(
            register: options.register, sequence: line.sequence, hash: line.hash,
            planHash: planHash, question: options.question, direction: options.direction,
            family: options.family,
            side: kind == .tested ? written.effect?.side ?? Label(nil) : nil,
            preregistered: written.preregistered, registeredAs: written.registeredAs)
    }

    /// The time, UTC, to the second.
    static func now() -> String {
        var seconds = time(nil)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return "1970-01-01T00:00:00Z" }
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        let day = [String(parts.tm_year + 1900), two(parts.tm_mon + 1), two(parts.tm_mday)]
        let clock = [two(parts.tm_hour), two(parts.tm_min), two(parts.tm_sec)]
        return day.joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
    }
}

extension Runner {
    /// Registers the plan of a file, or of standard input for `-`, before its data are looked at.
    ///
    /// - Parameters:
    ///   - register: the register's file, from the working directory.
    ///   - question, direction, family: what the plan does not say itself, or says otherwise.
    /// - Throws: where the file holds no single plan of a test, or there is no question.
    public func register(
        planFile: String, in register: String, question: String?, direction: String?,
        family: String?
    ) throws(AnalysisError) -> Registration {
        let document = try PlanDocument(path: planFile)
        guard case .one(let plan) = document else {
            throw AnalysisError(
                "plan_value", "A list of plans cannot be registered at once.",
                hint: "Register each by itself, with its own question.")
        }
        guard let own = plan.request.registrable else {
            throw AnalysisError(
                "plan_value", "A plan of \"\(plan.name)\" answers no question that is registered.",
                hint: "Register a plan that can be run with --register, such as that of a test.")
        }
        var keys: [String: JSONValue] = ["register": .text(register)]
        if let text = question ?? own.options?.question { keys["question"] = .text(text) }
        if let text = direction ?? own.options?.direction.rawValue {
            keys["direction"] = .text(text)
        }
        if let text = family ?? own.options?.family { keys["family"] = .text(text) }
        var reader = try PlanReader(.object(keys), pointer: "")
        guard let options = try RegisterOptions.read(&reader, usual: own.usual) else {
            throw AnalysisError("usage", "No register is named.")
        }
        return try self.register(plan, options)
    }
}
