import Foundation
import GeneralizedLinearModels
import LinearAlgebra
import ModelFormula
import Tables

// fit FILE FORMULA THREADS RUNS [bootstrap=DRAWS | profile] [family=NAME[/LINK]]: a regression of a CSV,
// logistic unless told otherwise, standard errors included, and the bounds beside it: reading every
// number of the frame once, and dsyrk over its columns of numbers. With `bootstrap` what is timed is a
// bootstrap of its cases, with `profile` the profile-likelihood intervals of all coefficients, both of
// the fit at hand.

let asked = CommandLine.arguments.last.flatMap { word in
    word.hasPrefix("family=") ? word.dropFirst(7).split(separator: "/").map(String.init) : nil
}
let words = asked == nil ? CommandLine.arguments : Array(CommandLine.arguments.dropLast())
let family = asked?.first.flatMap(Family.init(rawValue:)) ?? .binomial
let link = asked?.dropFirst().first.flatMap(Link.init(rawValue:)) ?? family.links[0]
let isKnown = asked == nil || Family(rawValue: asked?.first ?? "") != nil
guard isKnown, family.links.contains(link), (5...6).contains(words.count),
    let threads = Int(words[3]), let runs = Int(words[4])
else {
    let usage =
        "usage: fit FILE FORMULA THREADS RUNS [bootstrap=DRAWS | profile] [family=NAME[/LINK]]\n"
    FileHandle.standardError.write(Data(usage.utf8))
    exit(64)
}

let kind: Response.Request =
    switch family {
    case .binomial: .binary
    case .poisson, .negativeBinomial: .counts
    case .gaussian: .numbers
    case .gamma: .positiveNumbers
    }

func seconds<Value>(_ work: () throws -> Value) rethrows -> (Double, Value) {
    let start = ContinuousClock.now
    let value = try work()
    let took = ContinuousClock.now - start
    return (Double(took.components.attoseconds) / 1e18 + Double(took.components.seconds), value)
}

let table = try CSVReader.read(path: words[1])
let (frameTime, frame) = try seconds {
    try ModelFrame(
        Formula(parsing: words[2]), table: table,
        response: kind)
}
var times: [Double] = []
var answer: GLMFit?
for _ in 0..<runs {
    var regression = GLM(family: family, link: link, threads: threads)
    regression.eliminatesFrom = GLM.eliminationPaysFrom
    let (time, fit) = try seconds { try regression.fit(frame) }
    times.append(time)
    answer = fit
}
guard let fit = answer else { exit(64) }
let levels = fit.largeFactor?.levels ?? []
let effects = levels.map { $0.estimate.map { "\($0)" } ?? "null" }.joined(separator: ", ")
let levelErrors = levels.map { $0.standardError.map { "\($0)" } ?? "null" }.joined(separator: ", ")
var again: [Double] = []
if words.count == 6 {
    let draws = words[5].split(separator: "=").last.flatMap { Int($0) }
    for _ in 0..<runs {
        let (time, found) = try seconds {
            if let draws { return try fit.bootstrap(replicates: draws, seed: 1).estimates.count }
            return try fit.profileIntervals(confidence: 0.95).count { $0 != nil }
        }
        guard found > 0 else { exit(1) }
        again.append(time)
    }
}
print(
    """
    {"seconds": \(times), "again": \(again), "frame": \(frameTime), "rows": \(frame.rowCount), \
    "rows_fitted": \(fit.frame.rowCount), "levels": [\(effects)], "level_errors": [\(levelErrors)], \
    "iterations": \(fit.iterations), "deviance": \(fit.deviance), \
    "bounds": {\(Bounds(frame, threads: threads).json)}, \
    "estimates": \(fit.estimates), "errors": \(fit.standardErrors.map { $0 ?? .nan })}
    """)
