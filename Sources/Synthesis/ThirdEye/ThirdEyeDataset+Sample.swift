import Traces

extension ThirdEyeDataset {
    /// The sample of the original: page views and advertisement impressions by country, browser and platform, hourly, 21 cells.
    /// - Parameter zone: zone of the data set; the original's default is `America/Los_Angeles`.
    public static func tracking(zone: TimeZoneRules) -> ThirdEyeDataset {
        let browsers = ["chrome", "safari", "firefox", "edge"]
        // Mean and deviation on desktop and mobile, browser by browser; edge has no mobile cell.
        let views: [(String, [[(Double, Double)]])] = [
            ("us", [[(100, 20), (200, 50)], [(70, 15), (250, 40)], [(30, 5), (20, 3)], [(85, 18)]]),
            ("ca", [[(30, 5), (70, 8)], [(20, 3), (60, 8)], [(12, 2), (7, 1)], [(32, 10)]]),
            ("mx", [[(40, 6), (80, 10)], [(20, 3), (65, 10)], [(15, 3), (12, 2)], [(32, 9)]]),
        ]
        let impressions: [(String, [[(Double, Double)]])] = [
            ("us", [[(50, 10), (100, 25)], [(35, 7), (125, 20)], [(15, 2), (10, 1)], [(42, 9)]])
        ]
        func cells(_ table: [(String, [[(Double, Double)]])]) -> [Cell] {
            table.flatMap { country, rows in
                zip(browsers, rows).flatMap { browser, pairs in
                    zip(["desktop", "mobile"], pairs).map { platform, pair in
                        Cell([country, browser, platform], ThirdEyeGenerator(mean: pair.0, deviation: pair.1))
                    }
                }
            }
        }
        return ThirdEyeDataset(
            name: "tracking", granularity: .fixed(nanoseconds: 3_600_000_000_000), zone: zone,
            dimensions: ["country", "browser", "platform"],
            metrics: [Metric("pageViews", cells(views)), Metric("adImpressions", cells(impressions))])
    }

    /// The second sample: purchases and revenue by country and browser, daily, nine cells. Only its shape is the original's; its means are
    /// not known to us, and these are our own.
    /// - Parameter zone: zone of the data set.
    public static func business(zone: TimeZoneRules) -> ThirdEyeDataset {
        let sizes: [(String, Double)] = [("us", 400), ("ca", 90), ("mx", 120)]
        let shares: [(String, Double)] = [("chrome", 1), ("safari", 0.7), ("firefox", 0.2)]
        func cells(_ price: Double) -> [Cell] {
            sizes.flatMap { country, size in
                shares.map { browser, share in
                    Cell([country, browser], ThirdEyeGenerator(mean: size * share * price, deviation: size * share * price / 8))
                }
            }
        }
        return ThirdEyeDataset(
            name: "business", granularity: .day, zone: zone, dimensions: ["country", "browser"],
            metrics: [Metric("purchases", cells(1)), Metric("revenue", cells(25))])
    }
}
