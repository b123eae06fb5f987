extension Study {
    /// Every study.
    public static let all: [Study] =
        tables + associations + samples + pairedSamples + strataPairsAndClusters
        + agreementAndFamilies + clusteredFunctions + timesToEvent + outcomes + registers
}
