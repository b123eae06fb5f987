import DataDescription

extension FindingWords {
    func ofNumbers() -> (String, String) {
        switch finding.code {
        case .possibleMissingCode:
            return (
                "\(column) holds \(finding.values.first ?? "") in \(part("value")), far from all "
                    + "its other values.",
                "If it stands for missing, read the file with \(reading) (in every column)."
            )
        case .outliers:
            return (
                "\(column) has \(part("value")) \(beyond), more than three interquartile ranges "
                    + "beyond the quartiles.",
                "Look whether they are right; if so, a condition or a curve may suit the "
                    + "column better than a straight line."
            )
        case .heapedValue where figure(0) == 0:
            return (
                "\(column) is 0 in \(part("value")), and varies in the others.",
                "Ask whether 0 means none or not recorded; a mean hides the difference, and a "
                    + "condition such as \(CommandText.name(column)) > 0 shows it."
            )
        case .heapedValue:
            return (
                "\(column) is \(finding.values.first ?? "") in \(part("value")), and no other "
                    + "value, 0 apart, in more than \(NumberText.count(count(1))).",
                "Ask whether it is a cap, a default or a fixed amount."
            )
        case .cappedValue:
            return (
                "\(column) is \(finding.values.first ?? ""), its greatest value, in "
                    + "\(part("value")), and \(finding.values.last ?? "") in "
                    + "\(NumberText.count(count(0))).",
                "It may stand for that much or more; then a mean is too low, and a condition such "
                    + "as \(CommandText.name(column)) >= \(finding.values.first ?? "") is safe."
            )
        case .ageOutOfRange where finding.isWarning:
            return (
                "\(column) lies outside \(NumberText.plain(figure(0))) to "
                    + "\(NumberText.plain(figure(1))) in \(part("value")).",
                "Look at these rows; an age may be in months, a year, or mistyped."
            )
        case .ageOutOfRange:
            return (
                "\(column) is above \(NumberText.plain(figure(1))) in \(part("value")), while all "
                    + "but these are ages of children and young people.",
                "Look whether these rows are of a parent or carer."
            )
        case .percentOutOfRange:
            return (
                "\(column) lies beyond what a percentage can be in \(part("value")).",
                "Look at these rows, and at how the percentage was made."
            )
        case .mixedScales:
            return (
                "\(column) is above 1 in \(part("value")), while the others lie from 0 to 1.",
                "Look whether shares (0.93) and percentages (93) stand side by side."
            )
        case .negativeValues:
            return (
                "\(column) counts or measures and is below 0 in \(part("value")).",
                "Look at these rows; a code for missing can be named with --na-words."
            )
        default:
            return (
                "\(column) holds \(NumberText.counted(count(0), "different whole number")) and is "
                    + "named like a code.",
                "If they are codes, read it with \(reading), or write "
                    + "C(\(CommandText.name(column))) in a formula."
            )
        }
    }

    /// "above 42,860", or on both sides.
    private var beyond: String {
        let (low, high) = (figure(0), figure(1))
        if figure(2) >= low {
            return "above \(NumberText.plain(high)), up to \(NumberText.plain(figure(3)))"
        }
        if figure(3) <= high {
            return "below \(NumberText.plain(low)), down to \(NumberText.plain(figure(2)))"
        }
        return "outside \(NumberText.plain(low)) to \(NumberText.plain(high))"
    }

    func ofDates() -> (String, String) {
        switch finding.code {
        case .futureDates:
            return (
                "\(column) lies after \(finding.values.first ?? "") in \(part("value")).",
                finding.isWarning
                    ? "Look at these rows; if the data were extracted on another day, say it with "
                        + "--extract-date."
                    : "A planned day may well; leave it out where only what has happened counts."
            )
        case .placeholderDates:
            return (
                "\(column) is \(finding.values.first ?? "") in \(part("value")), a day that programs "
                    + "put where none is known.",
                "If so, read the file with \(reading) (the day as the file writes it)."
            )
        case .endBeforeStart:
            return (
                "\(finding.columns.last ?? "") lies before \(column) in \(part("row")) with both, "
                    + "\(firstRow).",
                "Look whether the two were swapped or one is mistyped."
            )
        case .beforeBirth:
            return (
                "\(finding.columns.last ?? "") lies before \(column) in \(part("row")) with both.",
                "Look at these rows; before a birth it is right only for a child expected."
            )
        case .mixedDateOrders:
            return (
                "\(column) holds days written in both orders: \(NumberText.count(count(0))) can only "
                    + "be day first, \(NumberText.count(count(1))) only month first, and "
                    + "\(NumberText.count(count(2))) either.",
                "No order reads them all: ask how it was exported, and write the days as "
                    + "2024-05-31."
            )
        case .twoDigitYears:
            return (
                "\(column) has years of two digits in \(part("value")).",
                "Write four in the file; 24 may be 1924."
            )
        default:
            return datesAsText()
        }
    }

    private func datesAsText() -> (String, String) {
        var forms: [String] = []
        if count(0) > 0 { forms.append("\(NumberText.count(count(0))) as 2024-05-31") }
        if count(1) > 0 { forms.append("\(NumberText.count(count(1))) as 31/05/2024") }
        if count(2) > 0 { forms.append("\(NumberText.count(count(2))) with a month's name") }
        if count(3) > 0 { forms.append("\(NumberText.count(count(3))) with a time of day") }
        var next: [String] = []
        if !reading.isEmpty { next.append("read the file with \(reading)") }
        if count(3) > 0 { next.append("cut the times off in the file") }
        if count(2) > 0 || count(0) > 0 && count(1) > 0 {
            next.append("write all days as 2024-05-31")
        }
        return (
            "\(column) was read as text, and \(part("value")) "
                + "\(agrees("is a day", "are days")): "
                + FindingWords.list(forms) + "." + strays(count(4)),
            next.isEmpty
                ? "If all are days, say so with --type "
                    + "\(CommandText.argument(column + "=date")), and their order with "
                    + "--date-order dmy or mdy."
                : sentence(next)
        )
    }

    func ofText() -> (String, String) {
        switch finding.code {
        case .numbersAsText:
            return numbersAsText()
        case .unknownLevel:
            return (
                "\(column) has \(finding.values.count == 1 ? "a level" : "levels") for not known "
                    + "(\(FindingWords.list(finding.values.map { "\"\($0)\"" }))) in "
                    + "\(part("value")).",
                reading.isEmpty
                    ? "Decide whether it is missing or an answer of its own."
                    : "If it is missing, read the file with \(reading); keep it where not knowing "
                        + "is itself of interest."
            )
        case .similarLevels:
            let groups = NumberText.counted(count(0), "group")
            let shown = finding.values.isEmpty ? "" : ": " + finding.values.joined(separator: "; ")
            return (
                "\(column) has \(groups) of levels that differ only in case, blanks or how accents "
                    + "are written\(shown).",
                "Each counts as a level of its own: write them alike in the file."
            )
        case .outerBlanks:
            return (
                "\(column) has \(NumberText.counted(count(0), "level")) that "
                    + "\(NumberText.verb(count(0), "begins or ends", "begin or end")) with a blank, in \(part("value")).",
                "A condition must name them with the blank; better take it off in the file."
            )
        case .damagedText:
            return (
                "\(column) has damaged characters in \(part("value")).",
                "The file was once read in a wrong encoding; export it again as UTF-8."
            )
        default:
            return (
                "\(column) has \(NumberText.counted(count(0), "level")) in "
                    + "\(NumberText.counted(finding.rows, "value")).",
                "A fit spends a coefficient on each; group them, or use a wider unit."
            )
        }
    }

    private func numbersAsText() -> (String, String) {
        let best = count(0)
        var next: [String] = []
        if !reading.isEmpty { next.append("read the file with \(reading)") }
        if count(1) > 0 { next.append("take the % signs off in the file") }
        if next.isEmpty { next.append("look at that row, and name its word with --na-words") }
        let part = part("value")
        let reads =
            best < finding.rows ? " (\(NumberText.count(best)) of them in one way of writing)" : ""
        return (
            "\(column) was read as text, and \(part) "
                + "\(agrees("is a number", "are numbers"))\(reads)." + strays(count(2)),
            sentence(next)
        )
    }

    /// What stands beside the numbers or days: words for "not known", and where the rest begins.
    private func strays(_ count: Int) -> String {
        guard count > 0 else { return "" }
        let known = finding.values.map { "\"\($0)\"" }
        let words = known.isEmpty ? "" : " (\(FindingWords.list(known)))"
        let place = finding.row.map {
            known.isEmpty
                ? ", the first in row \(NumberText.count($0)) of the data"
                : "; other words begin in row \(NumberText.count($0)) of the data"
        }
        return " \(NumberText.count(count)) \(count == 1 ? "is" : "are") not\(words)\(place ?? "")."
    }

    private func sentence(_ parts: [String]) -> String {
        let text = FindingWords.list(parts)
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
