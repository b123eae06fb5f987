import ModelFormula

/// What a hypothesis of one shape comes to, before it is framed.
struct HypothesisAnswer {
    /// What was found.
    var result: HypothesisResult
    /// The rows used.
    var rowsUsed: Int
    /// The rows left out, in formula order.
    var exclusions: [RowExclusion]
    /// What the reader should worry about, beside the rows left out and the reading of columns.
    var warnings: [ResultWarning]
    /// The sentences, once it is known what was read.
    var sentences: (DataSummary) -> any ResultSentences
}
