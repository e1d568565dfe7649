import Autoscaling
import Forecasting

extension HTMLReport.Section {
    /// How honest models are: coverage, histograms of probability integral transforms, leads, widths; and their ceilings, where they were
    /// scored.
    /// - Parameter models: a line each, in this order.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when nothing was scored.
    public static func calibration(of models: [ModelCalibration]) throws(PlotError) -> HTMLReport.Section {
        var blocks: [HTMLReport.Block] = [
            .table(ReportTable(calibrationOf: models)),
            .figure(try .coverage(of: models), caption: coverageCaption),
            .figure(try .pit(of: models), caption: pitCaption),
            .figure(
                try .leads(of: models),
                caption: "The 80 % interval by steps ahead. Whiskers: 95 % binomial interval; dotted: what was promised."),
        ]
        // Clockwork series have no seasonal error, and without one there is no width to compare.
        if models.contains(where: { $0.calibration.intervals.contains { $0.scaledWidth != nil } }) {
            blocks.append(.figure(try .sharpness(of: models), caption: sharpnessCaption))
        }
        return HTMLReport.Section("Calibration", blocks)
    }

    /// How reliable the ceilings of models are.
    /// - Parameter models: with ceilings at the same levels.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` without ceilings.
    public static func ceilings(of models: [ModelCalibration]) throws(PlotError) -> HTMLReport.Section {
        let figure = try Figure.ceilings(of: models)
        return HTMLReport.Section(
            "Ceilings",
            [
                .table(ReportTable(ceilingsOf: models)),
                .figure(
                    figure, caption: "Windows whose largest value is not above its forecast quantile. Whiskers: 95 % binomial interval."),
            ])
    }

    private static let coverageCaption =
        "Promised against observed shares: honest forecasts follow the dotted diagonal. Shade: where 95 % of honest forecasts lie, were "
        + "the targets independent. A dashed line leaves out targets on the quantile itself; honest is what has the diagonal between both."
    private static let pitCaption =
        "Where the truth lay in the forecast distribution. Flat is honest, a valley too narrow, a hill too wide, a slope biased. Between "
        + "the dashed lines lie 95 % of the bars of an honest forecast with independent targets. Targets on atoms are spread over their "
        + "mass at random."
    private static let sharpnessCaption =
        "Width of central intervals against what they hold: at equal coverage the lower line is the sharper model. Open circle: the "
        + "interval that promises 80 %."
}

extension ReportTable {
    /// Coverage, width and the test of the probability integral transform.
    init(calibrationOf models: [ModelCalibration]) {
        func percent(_ value: Double?) -> String { ((value ?? .nan) * 100).fixed(1) }
        self.init(
            header: [
                "model", "inside 80 %", "95 % interval", "strictly inside", "zeros", "width", "width / |y|", "dispersion", "bias",
                "unevenness",
            ],
            rows: models.map { model in
                let c = model.calibration
                let eighty = c.intervals.first { abs($0.nominal - 0.8) < 1e-9 }
                return [
                    model.model, percent(eighty?.coverage.share), "\(percent(eighty?.coverage.low))–\(percent(eighty?.coverage.high))",
                    percent(c.strictlyInside80), percent(c.zeros.share), (eighty?.scaledWidth ?? .nan).fixed(2),
                    (eighty?.relativeWidth ?? .nan).fixed(3), (12 * (c.pit.variance ?? .nan)).fixed(2),
                    ((c.pit.mean ?? .nan) - 0.5).fixed(3),
                    (c.pit.deviation ?? .nan).fixed(3),
                ]
            }, quietRows: Set(models.indices.filter { models[$0].isRival }),
            note:
                "Shares in percent of \(models.first?.calibration.targets ?? 0) targets, taken as independent: steps of one window are "
                + "not, and the intervals are lower bounds. Width: of the 80 % interval, by the seasonal error and by the mean demand. Of the "
                + "probability integral transform: dispersion is its variance by that of honest forecasts (below 1 too wide, above 1 too "
                + "narrow), bias its mean less ½ (below 0 too high), unevenness the mean distance of the bars from 1, "
                + "\((models.first?.calibration.pit.expectedDeviation ?? .nan).fixed(3)) by chance.")
    }

    /// Coverage of ceilings with its interval, and loss, by level.
    init(ceilingsOf models: [ModelCalibration]) {
        let models = models.filter { !$0.ceilings.isEmpty }
        let levels = models.first?.ceilings ?? []
        func percent(_ value: Double?) -> String { ((value ?? .nan) * 100).fixed(1) }
        self.init(
            header: ["model"] + levels.flatMap { ["not above \($0.level)", "95 % interval", "loss", "by naive"] },
            rows: models.map { model in
                [model.model]
                    + model.ceilings.flatMap { level in
                        [
                            percent(level.coverage.share), "\(percent(level.coverageLow))–\(percent(level.coverageHigh))",
                            (level.loss ?? .nan).fixed(4), (level.ratio ?? .nan).fixed(3),
                        ]
                    }
            }, quietRows: Set(models.indices.filter { models[$0].isRival }),
            note:
                "Shares in percent of \(levels.first?.coverage.total ?? 0) windows, taken as independent. Loss: quantile loss over the sum "
                + "of the ceilings; by naive: relative to seasonal naive.")
    }
}
