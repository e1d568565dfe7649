/// The weights of feature subsets along one path of a tree, in a buffer that the caller owns.
///
/// Every element stands for one feature on the path (the first one for the empty start): which share of the training rows goes on along the
/// path when the feature is unknown, whether the explained row itself does, and the weight of subsets of that size. Algorithm 2 of Lundberg,
/// Erion, Lee, "Consistent individualized feature attribution for tree ensembles", 2018, arXiv:1802.03888.
struct TreePath {
    struct Element {
        var feature: Int32
        var zeroFraction: Double
        var oneFraction: Double
        var weight: Double
    }

    let elements: UnsafeMutablePointer<Element>
    /// Index of the last element.
    var last: Int

    /// Adds a feature behind the last one; `last` is its place already.
    func extend(feature: Int32, zeroFraction: Double, oneFraction: Double) {
        let size = Double(last + 1)
        elements[last] = Element(feature: feature, zeroFraction: zeroFraction, oneFraction: oneFraction, weight: last == 0 ? 1 : 0)
        for i in stride(from: last - 1, through: 0, by: -1) {
            let weight = elements[i].weight
            elements[i + 1].weight += oneFraction * weight * Double(i + 1) / size
            elements[i].weight = zeroFraction * weight * Double(last - i) / size
        }
    }

    /// Takes a feature out again, as if it had never been added.
    mutating func unwind(_ index: Int) {
        let (one, zero) = (elements[index].oneFraction, elements[index].zeroFraction)
        let size = Double(last + 1)
        var next = elements[last].weight
        for i in stride(from: last - 1, through: 0, by: -1) {
            if one != 0 {
                let weight = elements[i].weight
                elements[i].weight = next * size / (Double(i + 1) * one)
                next = weight - elements[i].weight * zero * Double(last - i) / size
            } else {
                elements[i].weight = elements[i].weight * size / (zero * Double(last - i))
            }
        }
        for i in index..<last {
            elements[i].feature = elements[i + 1].feature
            elements[i].zeroFraction = elements[i + 1].zeroFraction
            elements[i].oneFraction = elements[i + 1].oneFraction
        }
        last -= 1
    }

    /// Sum of the weights that would remain if a feature were taken out.
    func sumWithout(_ index: Int) -> Double {
        let (one, zero) = (elements[index].oneFraction, elements[index].zeroFraction)
        let size = Double(last + 1)
        var sum = 0.0
        guard one != 0 else {
            for i in stride(from: last - 1, through: 0, by: -1) { sum += elements[i].weight / zero / (Double(last - i) / size) }
            return sum
        }
        var next = elements[last].weight
        for i in stride(from: last - 1, through: 0, by: -1) {
            let weight = next * size / (Double(i + 1) * one)
            sum += weight
            next = elements[i].weight - weight * zero * (Double(last - i) / size)
        }
        return sum
    }

    /// Place of a feature; `nil` when the path does not have it.
    func index(of feature: Int32) -> Int? {
        for i in 0...last where elements[i].feature == feature { return i }
        return nil
    }
}
