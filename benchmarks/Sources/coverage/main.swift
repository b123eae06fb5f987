import SimulationStudies

// Runs every study and prints its table: coverage REPLICATES [PART-OF-NAME]
let arguments = CommandLine.arguments.dropFirst()
let replicates = arguments.first.flatMap { Int($0) } ?? 10_000
let part = arguments.dropFirst().first

func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)%"
}

print("| Method | Data sets | Promise | Found | ± | No answer | |")
print("|---|---|---|---|---|---|---|")
for study in Study.all where part.map({ study.method.contains($0) }) ?? true {
    let tally = study.run(replicates: replicates)
    let verdict = study.isKept(by: tally, errors: 2) ? "kept" : "BROKEN"
    print(
        "| \(study.method) | \(study.scenario) | \(study.promise.words) | \(percent(tally.share)) "
            + "| \(percent(tally.standardError)) | \(tally.silent) | \(verdict) |")
}
