import Tables

/// Every number that decides what a description says, in one place.
///
/// They are conventions, chosen so that clean data raise nothing: a finding asks for a look and
/// proves no mistake. Results carry them, so that a reader can see what was looked for.
public enum Thresholds {
    /// Levels listed of a column, the most frequent first.
    public static let levelsListed = 8
    /// Whole numbers with at most so many distinct values are also counted as levels.
    public static let wholeNumbersAsLevels = 10
    /// Patterns of missing columns that are listed, the most frequent first.
    public static let patternsListed = 10
    /// Bins of a histogram at most.
    public static let histogramBins = 12
    /// A column is mostly missing from this share on.
    public static let mostlyMissingShare = 0.5
    /// Outliers lie further than so many interquartile ranges from the quartiles (Tukey's outer
    /// fence: Exploratory Data Analysis, 1977).
    public static let outlierSpread = 3.0
    /// One value that holds this share of a column of many numbers is named.
    public static let heapShare = 0.2
    /// What "many numbers" are for that: distinct values.
    public static let heapDistinct = 50
    /// Another value than 0 is named from so many rows on, if no third value has a third of them.
    public static let spikeRows = 5
    /// The greatest value may be a cap where so many rows share it, three times those of each of the
    /// three values below it.
    public static let capRows = 10
    /// The distinct values from which a cap is looked for.
    public static let capDistinct = 10
    /// Text is numbers or dates where this share of its values is, of at least `textValues`.
    public static let textShare = 0.8
    /// Fewer values are numbers or dates only where all of them are.
    public static let textValues = 10
    /// Text of which this share of the values differ is an identifier, of at least `idValues`.
    public static let idShare = 0.9
    /// Fewer values are identifiers only where all differ, and at least five.
    public static let idValues = 20
    /// Whole numbers of five digits and more are identifiers from this share of different ones on.
    public static let longIDShare = 0.5
    /// So many levels that look like names of persons, and half of all, are taken to be names.
    public static let personalNames = 3
    /// Text in a column named like notes is shown where it has no more levels than this,
    public static let answers = 3
    /// and each is one word of no more characters than this, as yes and no.
    public static let answerCharacters = 12
    /// Text with this mean of characters and of words is free text, if it seldom repeats.
    public static let freeTextCharacters = 30.0
    /// See `freeTextCharacters`.
    public static let freeTextWords = 4.0
    /// The share of values that differ from which long text counts as seldom repeated.
    public static let freeTextShare = 0.2
    /// Categories with more levels are named as having many.
    public static let manyLevels = 50
    /// Ages, in years, outside of this are never right.
    public static let age = 0.0...120.0
    /// Where this share of the ages lies in `childAge`, those above are named.
    public static let childShare = 0.99
    /// The ages, in years, that children's services mostly record.
    public static let childAge = 0.0...25.0
    /// Two columns of numbers are nearly the same from this |r| on.
    public static let correlation = 0.999
    /// A relation is exact where no row lies further from it, as a share of the largest value.
    public static let exactness = 1e-9
    /// Columns of numbers that are compared pair by pair at most.
    public static let columnsCompared = 400
    /// The pairs times rows that are compared in full at most.
    public static let rowsCompared = 100_000_000
    /// Columns in a row with the same levels are one run from so many on.
    public static let runColumns = 6
    /// The same, for columns of only two levels, which more often mean different things.
    public static let runColumnsOfTwoLevels = 20
    /// An identifier of which a smaller share of the values come back mostly names one row each.
    public static let seldomShare = 0.05
    /// One value of an identifier that holds so many rows, and ten times those of the next, is
    /// taken to stand for unknown.
    public static let placeholderRows = 20
}
