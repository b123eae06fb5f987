extension Study {
    /// Every study.
    public static let all: [Study] =
        tables + samples + strataPairsAndClusters + timesToEvent + registers
}
