extension Study {
    /// Every study.
    public static let all: [Study] = tables + timesToEvent + registers
}
