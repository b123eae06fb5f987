/// The keys by which a plan enters its result into a register: `register`, `question`, `direction` and
/// `family`.
public struct RegisterOptions: Sendable, Equatable {
    /// The register's file.
    public var register: String
    /// The question in the user's words.
    public var question: String
    /// Which way the question says that the effect goes.
    public var direction: HypothesisDirection
    /// The family of questions that it is corrected among.
    public var family: String

    /// The family of questions that none was named for: one for them all.
    static let commonFamily = "all"

    /// The files that it writes.
    var files: [String] { [register, register + ".head"] }

    /// Options as they are said.
    public init(
        register: String, question: String, direction: HypothesisDirection = .twoSided,
        family: String = "all"
    ) {
        self.register = register
        self.question = question
        self.direction = direction
        self.family = family
    }

    /// What is taken where a plan does not say it.
    struct Usual: Sendable {
        /// The question; nil where it must be said.
        var question: String?
        /// The family of questions.
        var family = RegisterOptions.commonFamily
        /// Whether a direction can be stated.
        var takesDirection = true
    }

    /// Reads the keys; nil where no register is named.
    static func read(
        _ reader: inout PlanReader, usual: Usual = Usual()
    ) throws(AnalysisError) -> RegisterOptions? {
        let register = try reader.text("register")
        let question = try reader.text("question")
        let direction = try reader.word("direction", HypothesisDirection.self)
        let family = try reader.text("family")
        guard let register else {
            for (key, isSaid) in [
                ("question", question != nil), ("direction", direction != nil),
                ("family", family != nil),
            ] where isSaid {
                throw reader.refuse(
                    key, "\"\(key)\" is told to a register, and none is named.",
                    hint: "Name its file with register.")
            }
            return nil
        }
        guard let question = question ?? usual.question,
            question.contains(where: { !$0.isWhitespace })
        else {
            throw reader.refuse(
                "question", "A register keeps the question that a test answers.",
                hint: "Say it in a sentence: \"Do cases of team B close quicker?\".")
        }
        guard family?.isEmpty != true else {
            throw reader.refuse("family", "A family of questions has a name.")
        }
        guard usual.takesDirection || direction ?? .twoSided == .twoSided else {
            throw reader.refuse(
                "direction", "Candidates are looked at both ways, and no direction holds for all.",
                hint: "Where it is known which way one goes, test it by itself: "
                    + "casewise test 'outcome ~ candidate' ... --register FILE --direction higher.")
        }
        return RegisterOptions(
            register: register, question: question, direction: direction ?? .twoSided,
            family: family ?? usual.family)
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try container.encode(register, forKey: "register")
        try container.encode(question, forKey: "question")
        try container.encode(direction, forKey: "direction")
        try container.encode(family, forKey: "family")
    }
}
