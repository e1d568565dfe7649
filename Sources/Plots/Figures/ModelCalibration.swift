import Forecasting

/// How honest one model was, for figures of several.
public struct ModelCalibration: Hashable, Sendable {
    /// Name as it is shown.
    public var model: String
    /// Coverage, width, probability integral transforms.
    public var calibration: CalibrationEvaluation
    /// Ceilings by level; empty where they were not scored.
    public var ceilings: [CeilingEvaluation.Level]
    /// Whether it is there to compare with: drawn in grey.
    public var isRival: Bool

    /// Makes an entry.
    public init(model: String, calibration: CalibrationEvaluation, ceilings: [CeilingEvaluation.Level] = [], isRival: Bool = false) {
        (self.model, self.calibration, self.ceilings, self.isRival) = (model, calibration, ceilings, isRival)
    }

    /// Colours of models in one figure.
    static func colors(_ models: [ModelCalibration]) -> [PlotColor] {
        Palette.models(models.map(\.model), rivals: Set(models.filter(\.isRival).map(\.model)))
    }

    /// Models with something scored.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when there is none.
    static func scored(_ models: [ModelCalibration], figure: String) throws(PlotError) -> [ModelCalibration] {
        let scored = models.filter { $0.calibration.targets > 0 }
        guard !scored.isEmpty else { throw .nothingToDraw(figure: figure, reason: "no target was scored") }
        return scored
    }
}
