/// The power of two that brings numbers near 1 where their squares and cubes would leave the range of
/// doubles; 0 where they do not, so that numbers of usual size are computed with as they are.
func scalingExponent(_ values: [Double]...) -> Int {
    var largest = 0.0
    for list in values { for value in list { largest = max(largest, abs(value)) } }
    guard largest > 0, largest.isFinite, largest > 1e90 || largest < 1e-90 else { return 0 }
    return Int(largest.exponent)
}

/// Numbers times 2^-`exponent`.
func scaling(_ values: [Double], down exponent: Int) -> [Double] {
    exponent == 0 ? values : values.map { scaled($0, up: -exponent) }
}

/// A number times 2^`exponent`; infinite beyond the largest double.
func scaled(_ value: Double, up exponent: Int) -> Double {
    exponent == 0 ? value : Double(sign: .plus, exponent: exponent, significand: value)
}
