/// Where a value stands in a JSON document. Decoders forget that, so the document is gone through once more for a message.
struct JSONPlace {
    /// A step from a value to one inside it.
    enum Step {
        case key(String), index(Int)
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0

    /// Line of the value at the end of a path, counted from 1; `nil` where there is none.
    static func line(of path: [Step], in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = JSONPlace(bytes: bytes)
        for step in path where !place.enter(step) { return nil }
        return 1 + bytes[..<place.at].count { $0 == UInt8(ascii: "\n") }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The next byte that is no white space; 0 behind the end.
    private mutating func next() -> UInt8 {
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): at += 1
            case let byte: return byte
            }
        }
        return 0
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next() == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    /// Goes to a member or an element of the value here, or says that it has none of these.
    private mutating func enter(_ step: Step) -> Bool {
        switch step {
        case .key(let name):
            guard take("{") else { return false }
            repeat {
                guard next() == UInt8(ascii: "\""), let key = string(), take(":") else { return false }
                if bytes[key].elementsEqual(name.utf8) { return next() != 0 }
                skip()
            } while take(",")
            return false
        case .index(let index):
            guard take("[") else { return false }
            for _ in 0..<index {
                skip()
                guard take(",") else { return false }
            }
            return next() != 0
        }
    }

    /// Goes behind the string that begins here; what stands between its quotes, or `nil` where it does not end.
    private mutating func string() -> Range<Int>? {
        let start = at + 1
        at = start
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        guard at < bytes.count else { return nil }
        defer { at += 1 }
        return start..<at
    }

    /// Goes behind the value that begins here.
    private mutating func skip() {
        var depth = 0
        while true {
            switch next() {
            case 0: return
            case UInt8(ascii: "\""):
                guard string() != nil else { return }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                at += 1
                continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                at += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                at += 1
                continue
            default: literal()
            }
            if depth <= 0 { return }
        }
    }

    /// Goes behind a number, `true`, `false` or `null`.
    private mutating func literal() {
        at += 1
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), 0...32: return
            default: at += 1
            }
        }
    }
}
