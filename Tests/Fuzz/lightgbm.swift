/// What libFuzzer calls with every input of the target `lightgbm`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneLightGBMText(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    fuzzLightGBMText(UnsafeRawBufferPointer(start: data, count: count))
    return 0
}
