extension DataDictionary {
    /// The dictionary as a page of Markdown.
    public var markdown: String {
        var lines = [
            "# Data dictionary: the *\(cohort.rawValue)* cohort, truth *\(truth.rawValue)*", "",
            "**Every person, family, place and service here is invented.** Nothing in this file is"
                + " a finding about anybody.", "",
            "```", command, "```", "",
            "writes these \(Decimals.count(rows)) rows again, byte for byte, on any machine.",
        ]
        for note in about { lines += ["", "**\(note.title)** \(note.text)"] }
        lines += ["", "## Columns", ""]
        lines += ["| Column | What | Values | Empty |", "|---|---|---|---|"]
        for column in columns {
            let share = column.missing.map { Decimals.percent($0.share) } ?? "never"
            lines.append("| `\(column.name)` | \(column.meaning) | \(column.values) | \(share) |")
        }
        lines += missingLines + modelLines + effectLines + populationLines
        lines += ["", "## What misleads, and what finds the truth"]
        for note in analysis { lines += ["", "- **\(note.title)** \(note.text)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private var missingLines: [String] {
        var lines = [
            "", "## What is empty, and why", "",
            "Shares are of the reference population below, not counts of this file.", "",
            "| Column | Kind | Chance, or when | Share |", "|---|---|---|---|",
        ]
        for column in columns {
            guard let missing = column.missing else { continue }
            let kind = missing.mechanism.split(separator: "_").joined(separator: " ")
            lines.append(
                "| `\(column.name)` | \(kind) | \(missing.chance) | "
                    + "\(Decimals.percent(missing.share)) |")
        }
        return lines
    }

    private var modelLines: [String] {
        var lines = ["", "## The truth"]
        for model in models {
            lines += ["", "### \(model.outcome)", "", model.note, ""]
            if let formula = model.formula { lines += ["```", formula, "```", ""] }
            lines += ["| Term | \(model.scale) |", "|---|---|"]
            for term in model.coefficients {
                lines.append("| `\(term.term)` | \(Decimals.text(term.value, digits: 3)) |")
            }
        }
        return lines
    }

    private var effectLines: [String] {
        guard !effects.isEmpty else { return [] }
        var lines = [
            "", "## The average effects of the services", "",
            "Of being offered the service instead of usual support: over all cases (ATE), over the"
                + " cases that were offered it (ATT), and what the naive comparison of the recorded"
                + " groups gives. Standard errors of the averaging in parentheses.", "",
            "| Outcome | Service | All cases | Cases offered it | Naive |", "|---|---|---|---|---|",
        ]
        for effect in effects {
            let digits = effect.unit == "risk_difference" ? 4 : 1
            func text(_ estimate: Estimate) -> String {
                Decimals.text(estimate.value, digits: digits)
                    + " (\(Decimals.text(estimate.standardError, digits: digits)))"
            }
            let unit = effect.unit.split(separator: "_").joined(separator: " ")
            lines.append(
                "| `\(effect.outcome)`, \(unit) | \(effect.service) | \(text(effect.allCases)) | "
                    + "\(text(effect.casesOffered)) | \(text(effect.naive)) |")
        }
        return lines
    }

    private var populationLines: [String] {
        var lines = [
            "", "## The reference population", "",
            "\(Decimals.count(populationRows)) rows of the same generator, from streams that no"
                + " seed's file uses; averages are of each row's true chance where there is one.",
            "", "| Figure | Value | Standard error |", "|---|---|---|",
        ]
        for figure in population {
            func text(_ value: Double, digits: Int) -> String {
                figure.unit == "share"
                    ? Decimals.percent(value, digits: digits - 1)
                    : Decimals.text(value, digits: digits)
                        + (figure.unit == "ratio" ? "" : " \(figure.unit)")
            }
            lines.append(
                "| \(figure.meaning) | \(text(figure.estimate.value, digits: 2)) | "
                    + "\(text(figure.estimate.standardError, digits: 3)) |")
        }
        return lines
    }
}

/// Numbers as a page shows them.
enum Decimals {
    /// A number with so many decimals, rounded to the nearest.
    static func text(_ value: Double, digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = abs(value) * Double(scale) + 0.5
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int(scaled)
        let decimals = String(whole % scale)
        let padded = String(repeating: "0", count: max(0, digits - decimals.count)) + decimals
        let sign = value < 0 && whole > 0 ? "-" : ""
        return sign + String(whole / scale) + (digits > 0 ? "." + padded : "")
    }

    /// A share in per cent.
    static func percent(_ share: Double, digits: Int = 1) -> String {
        text(share * 100, digits: digits) + "%"
    }

    /// A count with commas between thousands.
    static func count(_ value: Int) -> String {
        let digits = Array(String(value))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0 && (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
