/// What the plan of every analysis answers, so that a door need not know which one it is.
protocol AnalysisRequest: Sendable, Equatable {
    /// The analysis by its name in a plan.
    static var analysis: String { get }
    /// The plan that holds this.
    var plan: AnalysisPlan { get }
    /// What the table is made of; nil for an analysis that reads none. Setting it where there is
    /// none changes nothing.
    var dataOptions: DataOptions? { get set }
    /// The formula, where there is one.
    var formulaText: String? { get }
    /// The files that are read or written beside the data.
    var filesBeside: [String] { get }

    /// What it tells a register, where it answers a question; nil where it answers none.
    var registrable: Registrable? { get }

    /// The columns that keys of the plan name beside a formula, by the key.
    var columnOptions: [String: String] { get }

    /// Reads the keys of a plan.
    init(_ reader: inout PlanReader) throws(AnalysisError)
    /// Writes the keys with every default.
    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws
}

extension AnalysisRequest {
    var formulaText: String? { nil }
    var columnOptions: [String: String] { [:] }
    var filesBeside: [String] { [] }
    var registrable: Registrable? { nil }
}

/// What a plan that answers a question tells a register, if it does.
struct Registrable {
    /// Its own keys; nil where it names no register.
    var options: RegisterOptions?
    /// What is taken where it does not say it.
    var usual = RegisterOptions.Usual()
}
