import CPage

/// The files that every page is made of, which the program holds.
enum PageFiles {
  /// The scripts, without the comments that describe them to developers: those that begin a line with `/**` or `//`.
  static var scripts: String {
    var isInComment = false
    let lines = text(unsafe cpage_scripts, cpage_scripts_size).split(separator: "\n").filter {
      line in
      let words = line.drop { $0 == " " }
      let wasInComment = isInComment
      if words.hasPrefix("/**") { isInComment = true }
      let isComment = isInComment || wasInComment || words.hasPrefix("//")
      // A comment may stand before code in a line; then the line stays.
      if isInComment, let end = line.firstRange(of: "*/") {
        isInComment = false
        return !line[end.upperBound...].allSatisfy { $0 == " " }
      }
      return !isComment
    }
    return lines.joined(separator: "\n") + "\n"
  }
  /// The styles.
  static var styles: String { text(unsafe cpage_styles, cpage_styles_size) }
  /// The runtime as WebAssembly.
  static var runtime: [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: cpage_runtime, count: cpage_runtime_size))
  }

  @safe
  private static func text(_ start: UnsafePointer<UInt8>, _ count: Int) -> String {
    unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }
}
