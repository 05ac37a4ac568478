/// Parts of pictures in SVG, in the colors of the page.
enum Drawing {
  /// A picture with its text alternative.
  ///
  /// - Parameters:
  ///   - name: is unique in the page.
  ///   - title: what it is.
  ///   - description: all that it shows, in words.
  static func svg(
    _ name: String,
    title: String,
    description: String,
    width: Double,
    height: Double,
    _ body: [String]
  ) -> String {
    """
    <svg viewBox="0 0 \(number(width)) \(number(height))" role="img" \
    aria-labelledby="\(name)-title \(name)-desc" font-size="14" fill="currentColor">
    <title id="\(name)-title">\(escaped(title))</title>
    <desc id="\(name)-desc">\(escaped(description))</desc>
    \(body.joined(separator: "\n"))
    </svg>
    """
  }

  /// A picture under its title, and the sentence that says what to see in it.
  static func figure(_ title: String, _ svg: String, caption: String) -> String {
    "<figure><h3>\(escaped(title))</h3>\n\(svg)\n<figcaption>\(escaped(caption))</figcaption></figure>\n"
  }

  static func text(
    _ text: String,
    _ x: Double,
    _ y: Double,
    anchor: String = "start",
    size: Double? = nil
  ) -> String {
    let size = size.map { " font-size=\"\(number($0))\"" } ?? ""
    return "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\"\(size)>"
      + "\(escaped(text))</text>"
  }

  static func bar(
    _ x: Double,
    _ y: Double,
    _ width: Double,
    _ height: Double,
    class name: String = "data",
    title: String? = nil
  ) -> String {
    let title = title.map { "<title>\(escaped($0))</title>" } ?? ""
    return
      "<rect class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" "
      + "height=\"\(number(height))\">\(title)</rect>"
  }

  static func line(_ points: [(x: Double, y: Double)], class name: String = "curve") -> String {
    "<polyline class=\"\(name)\" points=\""
      + points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ") + "\"/>"
  }

  /// A number with one digit behind the point, where there is one.
  static func number(_ value: Double) -> String { decimal(value, digits: 1) }

  /// A number with at most so many digits behind the point.
  static func decimal(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
    var factor = 1
    for _ in 0..<digits { factor *= 10 }
    let scaled = Int((abs(value) * Double(factor)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0, scaled % factor > 0 else { return "\(sign)\(scaled / factor)" }
    var fraction = "\(scaled % factor)"
    while fraction.count < digits { fraction = "0" + fraction }
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(sign)\(scaled / factor).\(fraction)"
  }

  /// A number with about three digits that count, for people.
  static func short(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "\(value == 0 ? "0" : "\(value)")" }
    var size = abs(value)
    var digits = 2
    while size < 1, digits < 9 { (size, digits) = (size * 10, digits + 1) }
    while size >= 10, digits > 0 { (size, digits) = (size / 10, digits - 1) }
    return decimal(value, digits: digits)
  }
}
