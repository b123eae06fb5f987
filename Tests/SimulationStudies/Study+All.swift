extension Study {
    /// Every study.
    public static let all: [Study] = hypotheses + regressions

    /// Intervals and tests of tables, samples, rates, times and registers.
    public static let hypotheses: [Study] =
        tables + associations + samples + pairedSamples + strataPairsAndClusters
        + agreementAndFamilies + clusteredFunctions + timesToEvent + outcomes + registers

    /// Intervals and tests of regressions.
    public static let regressions: [Study] =
        logisticIntervals + familyIntervals + clusteredRegressions + robustRegressions
        + averageEffects + regressionTests
}
