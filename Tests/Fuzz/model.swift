/// What libFuzzer calls with every input of the target `model`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneModelFile(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    fuzzModelFile([UInt8](UnsafeRawBufferPointer(start: data, count: count)))
    return 0
}
