import AnalysisPlans

/// How a result is written.
public enum OutputFormat: String, Sendable, CaseIterable {
    case text, json, csv, markdown, html
}

/// Renders a report in a format that is laid out for reading.
///
/// - Parameter isPart: whether it stands among others on one page of HTML.
func rendered(_ report: Report, as format: OutputFormat, isBold: Bool, isPart: Bool) -> String {
    switch format {
    case .markdown: MarkdownRenderer.render(report)
    case .html: isPart ? HTMLRenderer.body(report) : HTMLRenderer.render(report)
    default: TextRenderer(isBold: isBold).render(report)
    }
}

extension ResultFrame<FitResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: FitPage.csv(self)
        default:
            Reporting.rendered(FitPage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}

extension ResultFrame<PenalizedResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: PenaltyPage.csv(self)
        default:
            Reporting.rendered(
                PenaltyPage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}

extension ResultFrame<HypothesisResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: TestPage.csv(self)
        default:
            Reporting.rendered(TestPage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}

extension ResultFrame<DescribeResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: DescribePage.csv(self)
        default:
            Reporting.rendered(
                DescribePage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}

extension ResultFrame<ScreenResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: ScreenPage.csv(self)
        default:
            Reporting.rendered(
                ScreenPage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}

/// What stands around reports that share a page of HTML.
public enum HTMLPage {
    /// Before the first.
    public static let opening = HTMLRenderer.head(Report())
    /// After the last.
    public static let closing = HTMLRenderer.tail
}
