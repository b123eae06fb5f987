import Glibc

extension Double {
    /// To so many significant digits, the double nearest to that decimal number; 0 where it is below 10^-290.
    func rounded(toDigits digits: Int) -> Double {
        guard isFinite, magnitude >= 1e-290 else { return isFinite ? 0 : self }
        let digits = Swift.min(Swift.max(digits, 1), 17)
        guard digits < 17 else { return self }
        let exponent = Int(floor(log10(magnitude))) - (digits - 1)
        // Powers of ten up to 10^306 lie within range on either side.
        let leading =
            exponent >= 0
            ? self / pow(10, Double(exponent)) : self * pow(10, Double(-exponent))
        guard leading.magnitude < 1e18 else { return self }
        return Double("\(Int(leading.rounded()))e\(exponent)").flatMap { $0.isFinite ? $0 : nil }
            ?? self
    }
}
