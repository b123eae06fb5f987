import GeneralizedLinearModels
import Glibc

extension FitSentences {
    /// What an infinite coefficient's profile still leaves out: ", and below 3.1 it fits them no longer".
    func finiteEnd(_ row: FitResult.Coefficient) -> String {
        func show(_ value: Double) -> String {
            RatioKind(settings) == nil ? NumberText.plain(value) : NumberText.ratio(exp(value))
        }
        let level = NumberText.level(confidence)
        if let low = row.confLow.value { return ", at least \(show(low)) by its \(level) interval" }
        if let high = row.confHigh.value {
            return ", at most \(show(high)) by its \(level) interval"
        }
        return row.firthEstimate?.value.map {
            " (odds ratio \(NumberText.ratio(exp($0))) by Firth's penalised likelihood)"
        } ?? ""
    }

    /// What Firth's penalised likelihood says of the coefficients that the plain one leaves infinite.
    var penalised: [String] {
        guard let firth = result.firth else { return [] }
        let infinite = Set(result.coefficients.filter { $0.status == "infinite" }.map(\.term))
        return firth.coefficients.filter { infinite.contains($0.term) }.prefix(Self.mostSentences)
            .compactMap { row in
                guard let ratio = row.oddsRatio.value, let display = row.pDisplay.value else {
                    return nil
                }
                let interval =
                    row.oddsRatioLow.value.flatMap { low in
                        row.oddsRatioHigh.value.map { high in
                            " (\(NumberText.level(confidence)) interval \(NumberText.ratio(low)) to "
                                + "\(NumberText.ratio(high)))"
                        }
                    } ?? ""
                return "\(row.term): by Firth's penalised likelihood the odds ratio is "
                    + "\(NumberText.ratio(ratio))\(interval), \(NumberText.pValue(display))."
            }
    }
}
