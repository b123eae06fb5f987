/// The few colours of a picture, each with its value on light, on dark and in print.
///
/// Two tones apart in lightness and in hue (blue and ochre) for two kinds of marks, which differ in shape or dash as
/// well; no red. Contrast of text and lines against the paper is at least 4.5 to 1 on light and dark, but for the
/// grid and the band.
enum Tone: CaseIterable {
    case paper
    case ink
    case muted
    case grid
    case band
    case first
    case second

    var name: String {
        switch self {
        case .paper: "paper"
        case .ink: "ink"
        case .muted: "muted"
        case .grid: "grid"
        case .band: "band"
        case .first: "first"
        case .second: "second"
        }
    }

    var light: String {
        switch self {
        case .paper: "#ffffff"
        case .ink: "#1c2530"
        case .muted: "#566270"
        case .grid: "#dfe4ea"
        case .band: "#cfe0f3"
        case .first: "#1d5fa6"
        case .second: "#8a5a00"
        }
    }

    var dark: String {
        switch self {
        case .paper: "#12161c"
        case .ink: "#e8ecf1"
        case .muted: "#a6b1be"
        case .grid: "#2c3540"
        case .band: "#23405f"
        case .first: "#83b8f2"
        case .second: "#e8b04a"
        }
    }

    var print: String {
        switch self {
        case .paper: "#ffffff"
        case .ink, .first: "#000000"
        case .muted, .second: "#444444"
        case .grid: "#cccccc"
        case .band: "#dddddd"
        }
    }

    /// The style sheet of a picture. A page that sets `--plot-ink`, `--plot-ink-dark` and so on has its own colours.
    static let styleSheet: String = {
        func values(_ value: (Tone) -> String) -> String {
            allCases.map { "--c-\($0.name):\(value($0));" }.joined()
        }
        var sheet = ".casewise-plot{\(values { "var(--plot-\($0.name),\($0.light))" })}\n"
        sheet += "@media (prefers-color-scheme:dark){.casewise-plot{"
        sheet += values { "var(--plot-\($0.name)-dark,\($0.dark))" } + "}}\n"
        sheet += "@media print{.casewise-plot{\(values { $0.print })}}\n"
        for tone in allCases {
            sheet += ".casewise-plot .f-\(tone.name){fill:var(--c-\(tone.name))}\n"
        }
        return sheet
    }()
}
