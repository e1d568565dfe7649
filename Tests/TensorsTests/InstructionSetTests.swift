import Tensors
import Testing

@Test func theBestLevelIsTheLastSupportedOne() {
    #expect(InstructionSet.supported.first == .scalar)
    #expect(InstructionSet.supported.last == .best)
    #expect(InstructionSet.supported == InstructionSet.supported.sorted())
    // Levels build on each other.
    #expect(InstructionSet.allCases.prefix(InstructionSet.supported.count).elementsEqual(InstructionSet.supported))
    #expect(Kernels.best.instructionSet == .best)
}

@Test(arguments: InstructionSet.allCases)
func levelsAreFoundByTheirNames(level: InstructionSet) {
    #expect(InstructionSet(name: level.name) == level)
    #expect(InstructionSet(name: level.name.uppercased()) == nil)
    #expect(InstructionSet(rawValue: level.rawValue) == level)
}

@Test func kernelsKeepTheirLevel() {
    for level in InstructionSet.supported { #expect(Kernels(level).instructionSet == level) }
}
