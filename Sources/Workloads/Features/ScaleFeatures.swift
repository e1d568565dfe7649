import Tensors

/// Features of a window that do not depend on the level of demand, at one scale; `docs/archetypes.md` has the definitions.
///
/// Those that grow with the number of events are cut off where they have said what they can.
public enum ScaleFeature: Int, Sendable, CaseIterable, Codable {
    /// log₂ of variance over mean: 0 for Poisson; at most 1.
    case dispersion
    /// Relative standard deviation beyond what Poisson's noise may have by chance, at most 0.5.
    case excessVariation
    /// R² of a straight line.
    case trendFit
    /// Size of Mann and Kendall's statistic over twelve blocks, in standard deviations.
    case trendOrder
    /// Change along the line beyond two standard errors, relative to the mean.
    case change
    /// Share of the variance that a parabola explains beyond the line.
    case curvature
    /// Size of log₂ of the last quarter over the first, beyond chance.
    case fold
    /// ``dispersion`` around the line.
    case residualDispersion
    /// log₂ of one plus the maximum in robust standard deviations above the median, at most 4.5.
    case spikeHeight
    /// The same for the third largest value.
    case spikeSupport
    /// Share of all events that the largest twentieth of the values has above the median, beyond Poisson's.
    case topShare
    /// log₂ of one plus the kurtosis of stabilised values.
    case tailWeight
    /// Gini coefficient beyond Poisson's, at most 0.3.
    case gini
    /// Fisher's g of the detrended, stabilised values.
    case fisherG
    /// Logarithm of an upper bound of its p-value, at least −30.
    case fisherLogP
    /// log₂ of the cycles in the window of the strongest frequency, at most 2: which period it is must not matter.
    case cycles
    /// Share of power at that frequency and twice and three times it.
    case harmonicShare
    /// Entropy of the spectrum, relative to that of noise.
    case flatness
    /// Share of power of the three slowest frequencies.
    case slowShare
    /// Correlation of neighbours.
    case neighbourCorrelation
    /// Farthest excursion of the cumulated deviations, in standard deviations.
    case excursion
    /// Crossings of the median, per value.
    case crossings
    /// Runs of values high above the median, per block.
    case bursts
    /// ``dispersion`` of twelve blocks.
    case blockDispersion
    /// Skewness of the changes from value to value.
    case changeSkewness

    /// The name in model files.
    public var name: String { "\(self)" }
}
