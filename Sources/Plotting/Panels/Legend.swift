/// What each kind of mark stands for, in a row above the panel that breaks where it is full.
struct Legend {
    enum Sample {
        case line(Tone, Canvas.Dash)
        case band
        case mark(Tone, MarkShape)
        case dot
    }

    var entries: [(sample: Sample, text: String)]

    /// Draws it and answers how high it is.
    func draw(on canvas: inout Canvas, left: Double, top: Double, width: Double) -> Double {
        guard !entries.isEmpty else { return 0 }
        var x = left
        var y = top
        for (sample, text) in entries {
            let shown = TextFit.shortened(text, width: width - 32)
            let size = 32 + TextFit.width(shown) + 18
            if x > left, x + size - 18 > left + width {
                x = left
                y += 20
            }
            switch sample {
            case .line(let tone, let dash):
                canvas.line(x, y + 8, x + 26, y + 8, tone, width: 2, dash: dash)
            case .band: canvas.rectangle(x, y + 2, 26, 12, .band)
            case .mark(let tone, let shape): canvas.mark(x + 13, y + 8, tone, shape)
            case .dot: canvas.circle(x + 13, y + 8, 2, .muted)
            }
            canvas.text(x + 32, y + 12.5, shown, .ink)
            x += size
        }
        return y + 20 - top
    }
}
