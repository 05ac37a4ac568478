extension StringProtocol {
  /// Without the spaces and tabs at its ends, whatever kind of space Unicode has, that without width included.
  public func trimmed() -> String {
    trimmed(where: {
      $0 == "\t" || $0 == "\u{200B}" || $0.properties.generalCategory == .spaceSeparator
    })
  }

  /// Without what is in `ends` at its ends.
  public func trimmed(of ends: Set<Unicode.Scalar>) -> String {
    trimmed(where: ends.contains)
  }

  /// With spaces behind it, so that it has at least this many characters.
  public func padded(to width: Int) -> String {
    String(self) + String(repeating: " ", count: Swift.max(0, width - count))
  }

  private func trimmed(where isLeftOut: (Unicode.Scalar) -> Bool) -> String {
    let rest = unicodeScalars.drop(while: isLeftOut)
    let end = rest.lastIndex { !isLeftOut($0) }.map(rest.index(after:)) ?? rest.startIndex
    return String(String.UnicodeScalarView(rest[..<end]))
  }
}
