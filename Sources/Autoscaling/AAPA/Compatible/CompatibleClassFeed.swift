/// Which class is handed to a policy in which minute of a run.
///
/// AAPA's helper for experiments hands features over for as many minutes as there are feature **columns**, 37; from then on nothing is
/// handed over, and a policy keeps the class that it knows. ``publishedMinutes`` as `limit` does the same.
public struct CompatibleClassFeed: Hashable, Sendable {
    /// Minutes in which the published helper hands features over.
    public static let publishedMinutes = 37

    /// Classes by minute; `nil` where there is none.
    public var classes: [CompatibleClass?]
    /// Minutes from the start in which anything is handed over; `nil` for all.
    public var limit: Int?

    /// Makes a feed.
    public init(_ classes: [CompatibleClass?], limit: Int? = nil) { (self.classes, self.limit) = (classes, limit) }

    /// The same class in every one of so many minutes.
    public init(_ one: CompatibleClass, minutes: Int, limit: Int? = nil) {
        self.init([CompatibleClass?](repeating: one, count: minutes), limit: limit)
    }

    /// Nothing at all.
    public static let none = CompatibleClassFeed([])

    /// What is handed over in a minute, if anything.
    public func handedOver(inMinute minute: Int) -> CompatibleClass? {
        guard minute < classes.count, minute < limit ?? .max else { return nil }
        return classes[minute]
    }
}
