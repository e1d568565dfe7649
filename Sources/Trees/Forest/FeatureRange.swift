/// Values of a column in the training data, as far as a forest needs to tell others about them.
public enum FeatureRange: Hashable, Sendable {
    /// No tree could use it: constant, or left out.
    case unused
    /// Numbers from the smallest to the largest.
    case numerical(lowest: Double, highest: Double)
    /// Categories, in the order of their frequency; −1 stands for missing ones.
    case categorical([Int])
}
