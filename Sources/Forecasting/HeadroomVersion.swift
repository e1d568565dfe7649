/// The version of the engine: what `headroom --version` prints and what every model file says it was made by.
public enum HeadroomVersion {
    /// Semantic version of this source tree.
    public static let current = "0.1.0"
}
