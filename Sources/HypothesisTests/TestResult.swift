import Distributions

/// What every hypothesis test answers.
public struct TestResult: Sendable, Hashable {
    /// The test's stable name in JSON, such as `pearson_chi_squared`.
    public var name: String
    /// The test in words, with every choice that it made.
    public var method: String
    /// The test statistic; nil where the test has none (Fisher) or could not be made.
    public var statistic: Double?
    /// Degrees of freedom of the statistic's reference distribution; nil where there are none.
    public var df: Double?
    /// Degrees of freedom of the denominator, for a statistic that is a ratio (F).
    public var df2: Double?
    /// The two-sided p-value; nil where the test could not be made.
    public var pValue: PValue?
    /// The lower limit of a simulated p-value (Clopper-Pearson); nil where p is no estimate.
    public var pLow: Double?
    /// The upper limit of a simulated p-value (Clopper-Pearson); nil where p is no estimate.
    public var pHigh: Double?
    /// How many replicates a simulated p-value rests on; nil where p is no estimate.
    public var replicates: Int?
    /// The seed of the replicates; nil where p is no estimate.
    public var seed: UInt64?
    /// Whether the test could be made.
    public var status: EstimationStatus
    /// Why it could not, in words; nil where it could.
    public var note: String?

    /// A test that was made.
    public init(
        name: String, method: String, statistic: Double? = nil, df: Double? = nil,
        df2: Double? = nil, pValue: PValue?
    ) {
        self.name = name
        self.method = method
        self.statistic = statistic
        self.df = df
        self.df2 = df2
        self.pValue = pValue
        self.status = pValue == nil ? .notEstimable : .estimated
        self.note = pValue == nil ? "the statistic is out of range" : nil
    }

    /// A test that could not be made, and why.
    public init(name: String, method: String, notEstimable note: String) {
        self.name = name
        self.method = method
        self.status = .notEstimable
        self.note = note
    }
}
