import SimulationStudies

// Runs every study and prints its table:
// coverage REPLICATES [PART-OF-NAME | hypotheses | regressions [FROM-TO]]
let arguments = CommandLine.arguments.dropFirst()
let replicates = arguments.first.flatMap { Int($0) } ?? 10_000
let part = arguments.dropFirst().first
let named =
    switch part {
    case "regressions": Study.regressions
    case "hypotheses": Study.hypotheses
    default: Study.all.filter { study in part.map(study.method.contains) ?? true }
    }
let piece = (arguments.dropFirst(2).first ?? "").split(separator: "-").compactMap { Int($0) }
let chosen = piece.count == 2 ? Array(named.prefix(piece[1]).dropFirst(piece[0])) : named

func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)%"
}

/// Three significant digits, without an exponent between .001 and 1,000,000.
func width(_ value: Double) -> String {
    guard value > 0, value.isFinite else { return "0" }
    var (scale, digits) = (1.0, 0)
    while value * scale < 100, digits < 6 {
        scale *= 10
        digits += 1
    }
    let whole = Int((value * scale).rounded())
    guard digits > 0 else { return "\(whole)" }
    let text = "\(whole)"
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
}

print(
    "| Method | Data sets | Drawn | Promise | Found | ± | Below | Above | Width | Open | No answer | |"
)
print("|---|---|---|---|---|---|---|---|---|---|---|---|")
for study in chosen {
    let tally = study.run(replicates: min(replicates, study.most))
    let verdict =
        switch (study.promise, study.isKept(by: tally, errors: 2)) {
        case (.shown, _): "-"
        case (.shortfall, true), (.excess, true): "as known"
        case (_, true): "kept"
        case (_, false): "BROKEN"
        }
    let answers = Double(max(tally.answers, 1))
    let isInterval = tally.open + tally.closed > 0
    let shape =
        isInterval
        ? [
            percent(Double(tally.below) / answers), percent(Double(tally.above) / answers),
            tally.meanWidth.map(width) ?? "-", "\(tally.open)",
        ] : ["", "", "", ""]
    let cells =
        [
            study.method, study.scenario, "\(tally.answers + tally.silent)", study.promise.words,
            percent(tally.share), percent(tally.standardError),
        ] + shape + ["\(tally.silent)", verdict]
    print("| " + cells.joined(separator: " | ") + " |")
}
