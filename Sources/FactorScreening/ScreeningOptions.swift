import HypothesisTests
import ModelFormula

/// What a screen is asked beside its outcome; every number that decides what is said stands here.
public struct ScreeningOptions: Sendable, Equatable {
    /// The columns to look at; nil for every column that can be a factor.
    public var candidates: [String]?
    /// Columns to leave out.
    public var exclude: [String] = []
    /// The right side of a formula that every candidate is tested beside; nil for none.
    public var adjust: String?
    /// A column that says which cases belong together, such as a family; it is no candidate, and
    /// tests and effects allow for it.
    public var cluster: String?
    /// A column of whole numbers: a row stands for that many cases.
    public var count: String?
    /// How columns of the table were derived, in order: what an outcome is derived from is no
    /// candidate.
    public var derivations: [Derivation] = []
    /// Columns of needs that are looked at for going together; nil for every candidate of two levels
    /// of which one says yes.
    public var needs: [String]?
    /// The correction of p-values for how many candidates, and how many patterns, were tried.
    public var correction: MultiplicityCorrection = .benjaminiHochberg
    /// The coverage of intervals.
    public var confidence = 0.95
    /// Columns whose kind was told and not found.
    public var toldKinds: Set<String> = []
    /// How many threads; it changes no bit.
    public var threads = 1

    /// A level with fewer cases is lumped with the others that have so few.
    public var rareBelow = 10
    /// Candidates with a bias-corrected V from here on are one group.
    public var redundancy = 0.8
    /// A candidate that explains so much of the outcome's deviance nearly determines it.
    public var determination = 0.5
    /// A pattern of needs is listed from so many cases on.
    public var support = 10
    /// The bins that numbers are shown in.
    public var bins = 5

    /// The default choices.
    public init() {}

    /// So many cases of the rarer outcome for each degree of freedom are asked of a test of numbers:
    /// twice as many for a spline, as many for a straight line.
    public static let eventsPerDegree = 10
    /// With fewer cases of the rarer outcome a candidate is tested exactly, by its levels or bins,
    /// and is never a lead, nor suspected of saying the outcome again.
    public static let fewestEvents = 10
    /// So many levels of needs are looked at for going together in pairs.
    public static let mostNeeds = 300
    /// So many needs, those with the most cases, are looked at for going together in threes: 4,060
    /// triples, however many columns there are.
    public static let mostTripled = 30
    /// Two needs that no case has together, though so many cases would by chance, exclude each other.
    public static let exclusiveFrom = 5.0
    /// Cases that counts may come to.
    public static let mostCases = 50_000_000
    /// The knots of the spline of a number, as shares of its values (Harrell's places for three).
    public static let knots = [0.1, 0.5, 0.9]
}

/// Why a column is no candidate.
public enum CandidateExclusion: String, Sendable, Hashable, CaseIterable {
    /// It names persons, families, homes or rows.
    case identifier = "id_like"
    /// Words that somebody wrote.
    case freeText = "free_text"
    /// Days of birth.
    case birthDate = "birth_date"
    /// It holds one value.
    case constant
    /// It holds no value.
    case empty
    /// Numbers that were read as text.
    case numbersAsText = "numbers_as_text"
    /// Days that were read as text.
    case datesAsText = "dates_as_text"
    /// The outcome is made of it.
    case outcome
    /// Candidates are tested beside it.
    case adjustment
    /// It says which cases belong together.
    case cluster
    /// It says how many cases a row stands for.
    case count
    /// It is derived from what the outcome is made of.
    case derivedFromOutcome = "derived_from_outcome"
    /// It was left out by request.
    case excluded
}

/// A column that is no candidate, and why.
public struct ExcludedColumn: Sendable, Hashable {
    /// Its name.
    public let column: String
    /// Why.
    public let reason: CandidateExclusion
}

/// An identifier of which several rows have the same value, as siblings share a family.
public struct RepeatedIdentifier: Sendable, Hashable {
    /// Its name.
    public let column: String
    /// The rows that share their value with another.
    public let rows: Int
}

/// What a screen cannot be made of.
public enum ScreeningError: Error, Sendable, Hashable {
    /// There is no such column; `key` is the option that named it.
    case unknownColumn(String, key: String, columns: [String])
    /// The adjustment set cannot be read, or reads the outcome; its positions are those of the set.
    case adjustment(FormulaError)
    /// The column cannot be a candidate, for a reason.
    case notACandidate(String, CandidateExclusion)
    /// A column of needs holds numbers.
    case needOfNumbers(String)
    /// The needs have more levels than are looked at.
    case tooManyNeeds(Int)
    /// The column of clusters holds no value.
    case emptyCluster(String)
    /// Clusters are allowed for in candidates by themselves, and not beside an adjustment set.
    case clusterBesideAdjustment
    /// The counts come to more cases than are taken.
    case tooManyCases
    /// The outcome is the same in every row that has one.
    case constantOutcome(String, rows: Int)
    /// No column is left to look at.
    case noCandidate
    /// A confidence level lies strictly between 0 and 1.
    case confidence(Double)
}
