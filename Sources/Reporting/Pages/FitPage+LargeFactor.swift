import AnalysisPlans

extension FitPage {
    /// A factor of very many levels in a line: how many, against which, and how far their estimates reach.
    static func levels(_ factor: FitResult.LargeFactor) -> String {
        let ends = factor.quantiles.map { $0.value.map { NumberText.significant($0, 3) } ?? "-" }
        let dropped = factor.dropped.high + factor.dropped.low
        return
            "Not listed: \(factor.variable), \(NumberText.count(factor.estimated)) levels against "
            + "\(NumberText.quoted(factor.reference))"
            + (dropped > 0 ? ", \(NumberText.count(dropped)) more left out" : "")
            + ". Their estimates run from \(ends[0]) to \(ends[4]), quartiles \(ends[1]), \(ends[2]) "
            + "and \(ends[3]), each from \(NumberText.count(factor.fewestRows)) to "
            + "\(NumberText.count(factor.mostRows)) rows. The JSON result has them all."
    }
}
