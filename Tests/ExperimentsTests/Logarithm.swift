import Foundation

/// ln x.
func logarithm(_ x: Double) -> Double { log(x) }
