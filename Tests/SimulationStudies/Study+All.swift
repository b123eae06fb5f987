extension Study {
    /// Every study.
    public static let all: [Study] =
        tables + associations + samples + pairedSamples + strataPairsAndClusters
        + agreementAndFamilies + clusteredFunctions + timesToEvent + outcomes + registers
        + regressions

    /// Intervals and tests of regressions.
    public static let regressions: [Study] =
        logisticIntervals + familyIntervals + clusteredRegressions + robustRegressions
        + averageEffects + regressionTests
}
