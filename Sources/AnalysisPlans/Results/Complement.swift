extension Double {
    /// 1 - x without the digits that rounding leaves: .05 of .95, and not .050000000000000044.
    var complement: Double { ((1 - self) * 1e12).rounded() / 1e12 }
}

extension String {
    /// ".05" of "0.05", as p-values are written.
    var droppingLeadingZero: String { hasPrefix("0.") ? String(dropFirst()) : self }
}
