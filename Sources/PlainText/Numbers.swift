#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Numbers as people read them, rounded as C's `printf` rounds. (Foundation's `String(format:)` would bring ICU, which
// is several times as large as the whole program.)
extension Double {
  /// With this many digits behind the point, for example `3.14` or `-0.50`: C's `%.2f`.
  ///
  /// - Parameters:
  ///   - decimals: how many digits stand behind the point.
  ///   - width: the least number of characters; spaces come before what is shorter.
  ///   - isSigned: whether a plus stands before what is not negative.
  public func fixed(_ decimals: Int, width: Int = 0, isSigned: Bool = false) -> String {
    printed(isSigned ? "%+*.*f" : "%*.*f", width: width, precision: decimals)
  }

  /// With at most this many significant digits, and a power of ten where it is far from one, for example `3.14`,
  /// `0.5` or `1e+09`: C's `%.3g`.
  public func significant(_ digits: Int) -> String {
    printed("%*.*g", width: 0, precision: digits)
  }

  /// As one digit, this many behind the point, and a power of ten, for example `3.1e+00`: C's `%.1e`.
  public func scientific(_ decimals: Int) -> String {
    printed("%*.*e", width: 0, precision: decimals)
  }

  /// What C makes of this number by a format that takes a width and a precision before it.
  private func printed(_ format: String, width: Int, precision: Int) -> String {
    let arguments: [any CVarArg] = [CInt(width), CInt(precision), self]
    let count = unsafe withVaList(arguments) { unsafe vsnprintf(nil, 0, format, $0) }
    return unsafe String(unsafeUninitializedCapacity: Int(count) + 1) { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
        Int(
          unsafe withVaList(arguments) {
            unsafe vsnprintf(characters.baseAddress, characters.count, format, $0)
          }
        )
      }
    }
  }
}

extension Int {
  /// With zeros before it, so that it has at least this many digits, for example `0042`: C's `%04d` of what is not
  /// negative.
  public func padded(_ digits: Int) -> String {
    let text = "\(self)"
    return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
  }
}
