#if canImport(Glibc)
    import Glibc
#endif

func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }
func exponential(_ x: Double) -> Double { exp(x) }
func logarithm1p(_ x: Double) -> Double { log1p(x) }
func naturalLogarithm(_ x: Double) -> Double { log(x) }
