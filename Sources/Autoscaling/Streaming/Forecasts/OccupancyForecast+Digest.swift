extension OccupancyForecast {
    /// FNV-1a hash of the one-step forecasts over slots: two runs with the same digest saw the same forecasts.
    public func digest(over slots: Range<Int>) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for slot in slots {
            var value = UInt64(truncatingIfNeeded: point(target: slot, decision: slot - 1)?.streams ?? -1)
            for _ in 0..<8 {
                hash = (hash ^ (value & 0xFF)) &* 0x0000_0100_0000_01B3
                value >>= 8
            }
        }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
