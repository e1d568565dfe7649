internal import CKernels

/// Training of gradient-boosted trees on binned values. Shapes, alignment and determinism are those of `CKernels/include/ckernels.h`.
extension Kernels {
    /// Sizes that the kernels' layouts fix.
    package enum TreeLayout {
        /// Bins of a feature, the missing one included.
        package static let bins = Int(HK_TREE_BINS)
        /// Most bounds between the bins of a feature.
        package static let bounds = Int(HK_TREE_BOUNDS) - 2
        /// Floats of a feature's narrow sums of gradients.
        package static let featureFloats = 2 * bins + 16
        /// Words of a feature's narrow sums of integers.
        package static let featureWords = bins + 16
        /// Counters of a bin in histograms of ranks.
        package static let ranks = Int(HK_TREE_RANKS)
        /// Counters of a feature's narrow sums of ranks.
        package static let featureRanks = bins * ranks + 32
        /// Bytes that tables keep behind a feature's last bin.
        package static let binSlack = 3
    }

    /// What a split has to keep and what its leaves are worth: see `hk_tree_rule`.
    package struct TreeRule {
        var rule: hk_tree_rule

        package init(
            l1: Double, l2: Double, minimumHessian: Double, lower: Double = -.infinity, upper: Double = .infinity, monotone: Int = 0
        ) {
            rule = hk_tree_rule(
                l1: l1, l2: l2, minimum_hessian: minimumHessian, lower: lower, upper: upper, monotone: Int32(monotone))
        }

        /// Value of a leaf.
        package func value(_ gradient: Double, _ hessian: Double) -> Double {
            withUnsafePointer(to: rule) { hk_tree_leaf_value($0, gradient, hessian) }
        }

        /// Gain of a leaf.
        package func gain(_ gradient: Double, _ hessian: Double) -> Double {
            withUnsafePointer(to: rule) { hk_tree_leaf_gain($0, gradient, hessian) }
        }
    }

    /// A threshold of a numerical feature: bins `1...bin` go left, missing values where ``missingLeft`` says.
    package struct TreeSplit {
        /// Gain of both sides; −infinity when there is no split, and then nothing else is defined.
        package let gain: Double
        /// Sums of the left side.
        package let leftGradient: Double, leftHessian: Double
        package let bin: Int
        package let missingLeft: Bool

        init(_ split: hk_tree_split) {
            (gain, leftGradient, leftHessian) = (split.gain, split.left_gradient, split.left_hessian)
            (bin, missingLeft) = (Int(split.bin), split.missing_left)
        }
    }

    /// Bins of values, `stride` floats apart; whether one of them is missing.
    package func binValues(
        _ bins: UnsafeMutablePointer<UInt8>, of values: UnsafePointer<Float>, stride: Int, count: Int, bounds: [Float]
    ) -> Bool {
        table.pointee.tree_bin(bins, values, stride, count, bounds, bounds.count)
    }

    /// Sorts values that are not NaN; `scratch` has as many.
    package static func sort(_ values: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, count: Int) {
        hk_sort_floats(values, scratch, count)
    }

    /// The value at a rank of the sorted values, which are put in another order.
    package static func select(_ values: UnsafeMutablePointer<Float>, count: Int, rank: Int) -> Float {
        hk_select_float(values, count, rank)
    }

    /// The value at a rank of the sorted values and the one behind it, the same at the last rank; the values are lost.
    package static func selectNeighbours(_ values: UnsafeMutablePointer<Float>, count: Int, rank: Int) -> (Float, Float) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { out in
            hk_select_neighbours(out.baseAddress!, values, count, rank)
            return (out[0], out[1])
        }
    }

    /// The largest absolute gradient and hessian of `count` pairs; infinite or NaN where one is.
    package func largest(_ gradients: UnsafePointer<Float>, count: Int) -> (gradient: Float, hessian: Float) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { out in
            out.initialize(repeating: 0)
            table.pointee.tree_largest(out.baseAddress!, gradients, count)
            return (out[0], out[1])
        }
    }

    /// Rounds pairs of gradient and hessian to whole steps by chance.
    ///
    /// - Parameters:
    ///   - words: gradient in the upper half, hessian in the lower one.
    ///   - perGradient, perHessian: steps of a unit.
    ///   - gradientSteps, hessianSteps: most steps.
    ///   - isConstant: whether hessians are rounded to the next step.
    ///   - state: state of SplitMix64 for the first row; ``RandomStream/gamma`` is added for each of the next ones.
    package func round(
        _ words: UnsafeMutablePointer<UInt32>, _ gradients: UnsafePointer<Float>, count: Int, perGradient: Float, perHessian: Float,
        gradientSteps: Int, hessianSteps: Int, isConstant: Bool, state: UInt64
    ) {
        var steps = hk_tree_steps(
            per_gradient: perGradient, per_hessian: perHessian, gradient_limit: Float(gradientSteps), hessian_limit: Float(hessianSteps),
            constant_hessian: isConstant)
        table.pointee.tree_round(words, gradients, count, &steps, state)
    }

    /// Adds pairs of gradient and hessian of rows to the bins of `features` features; without a list rows are `0..<count`.
    package func addHistogram(
        _ sums: UnsafeMutablePointer<Float>, bins: UnsafePointer<UInt8>, stride: Int, gradients: UnsafePointer<Float>,
        rows: UnsafePointer<UInt32>?, count: Int, features: Int
    ) { table.pointee.tree_histogram(sums, bins, stride, gradients, rows, count, features) }

    /// The same with quantised gradients.
    package func addHistogram(
        _ sums: UnsafeMutablePointer<UInt32>, bins: UnsafePointer<UInt8>, stride: Int, gradients: UnsafePointer<UInt32>,
        rows: UnsafePointer<UInt32>?, count: Int, features: Int
    ) { table.pointee.tree_histogram_integers(sums, bins, stride, gradients, rows, count, features) }

    /// The same with ranks among predicted quantiles.
    package func addHistogram(
        _ sums: UnsafeMutablePointer<UInt16>, bins: UnsafePointer<UInt8>, stride: Int, ranks: UnsafePointer<UInt8>,
        counts: UnsafePointer<UInt16>, rows: UnsafePointer<UInt32>?, count: Int, features: Int
    ) { table.pointee.tree_histogram_ranks(sums, bins, stride, ranks, counts, rows, count, features) }

    /// Adds narrow sums to wide ones and clears them.
    package func moveSums(_ total: UnsafeMutablePointer<Double>, _ sums: UnsafeMutablePointer<Float>, count: Int) {
        table.pointee.tree_move_sums(total, sums, count)
    }

    /// Adds the halves of `count` words to pairs and clears the words.
    package func moveSums(_ total: UnsafeMutablePointer<Double>, _ sums: UnsafeMutablePointer<UInt32>, count: Int) {
        table.pointee.tree_move_integers(total, sums, count)
    }

    /// Adds counters to wide ones and clears them.
    package func moveSums(_ total: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<UInt16>, count: Int) {
        table.pointee.tree_move_ranks(total, sums, count)
    }

    /// Takes a child's sums from its parent's, which leaves the other child's.
    package func subtractSums(_ parent: UnsafeMutablePointer<Double>, _ child: UnsafePointer<Double>, count: Int) {
        table.pointee.tree_subtract(parent, child, count)
    }

    /// Takes a child's counters from its parent's.
    package func subtractSums(_ parent: UnsafeMutablePointer<Float>, _ child: UnsafePointer<Float>, count: Int) {
        table.pointee.tree_subtract_ranks(parent, child, count)
    }

    /// The best threshold of a feature.
    package func bestSplit(
        _ histogram: UnsafePointer<Double>, bins: Int, gradient: Double, hessian: Double, hasMissing: Bool, rule: TreeRule
    ) -> TreeSplit {
        withUnsafePointer(to: rule.rule) {
            TreeSplit(table.pointee.tree_best_split(histogram, bins, gradient, hessian, hasMissing, $0))
        }
    }

    /// The best threshold of a feature for several quantile levels at once.
    package func bestSplit(
        _ histogram: UnsafePointer<Float>, bins: Int, total: UnsafePointer<Float>, levels: UnsafePointer<Float>, levelCount: Int,
        minimumRows: Double, hasMissing: Bool, left: UnsafeMutablePointer<Float>
    ) -> TreeSplit {
        TreeSplit(
            table.pointee.tree_best_rank_split(left, histogram, bins, total, levels, levelCount, minimumRows, hasMissing))
    }

    /// Sends rows to both sides of a split, keeping their order; how many went left. `right` may be `rows`; without a list rows are
    /// `first..<first + count`.
    package func partition(
        left: UnsafeMutablePointer<UInt32>, right: UnsafeMutablePointer<UInt32>, rows: UnsafePointer<UInt32>?, first: Int, count: Int,
        bins: UnsafePointer<UInt8>, sides: SIMD8<UInt32>
    ) -> Int {
        withUnsafeBytes(of: sides) { sides in
            let words = sides.assumingMemoryBound(to: UInt32.self).baseAddress!
            return table.pointee.tree_partition(left, right, rows, UInt32(first), count, bins, words)
        }
    }

    /// Writes down the leaf of every row of a range; moves `next`, each leaf's next row, on.
    package static func numberLeaves(
        _ leafOf: UnsafeMutablePointer<UInt32>, next: UnsafeMutablePointer<UnsafePointer<UInt32>?>,
        last: UnsafePointer<UnsafePointer<UInt32>?>, leaves: Int, rows: Range<Int>
    ) { hk_tree_number_leaves(leafOf, next, last, leaves, UInt32(rows.lowerBound), UInt32(rows.upperBound)) }

    /// Adds the values of their leaves to the scores of rows.
    package static func addLeaves(
        _ scores: UnsafeMutablePointer<Double>, leafOf: UnsafePointer<UInt32>, values: UnsafePointer<Double>, count: Int
    ) { hk_tree_add_leaves(scores, leafOf, values, count) }
}
