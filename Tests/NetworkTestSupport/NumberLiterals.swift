/// Ranges of the number literals of a JSON text.
public func numberLiterals(in text: String) -> [Range<String.Index>] {
    var found: [Range<String.Index>] = []
    var index = text.startIndex
    var inString = false
    while index < text.endIndex {
        let character = text[index]
        if character == "\"" { inString.toggle() }
        guard !inString, character == "-" || character.isNumber else {
            index = text.index(after: index)
            continue
        }
        let end = text[index...].firstIndex { !($0.isNumber || "+-.eE".contains($0)) } ?? text.endIndex
        found.append(index..<end)
        index = end
    }
    return found
}
