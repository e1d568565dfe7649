/// What libFuzzer calls with every input of the target `csv`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneTable(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    fuzzCSV(UnsafeRawBufferPointer(start: data, count: count))
    return 0
}
