/// Which end of an image file's brightness is ink.
public enum InkPolarity: String, CaseIterable, Sendable {
  /// Black is ink, as on paper.
  case darkOnLight = "dark-on-light"
  /// White is ink, as in MNIST.
  case lightOnDark = "light-on-dark"
  /// What most of the border is, is paper: where the median of the border's pixels is 128 or more,
  /// the ink is dark.
  case automatic

  /// Whether the median of the border's brightness lies in the upper half.
  ///
  /// Of an even count of pixels the median is the upper one of the middle two.
  static func isPaperLight(width: Int, height: Int, brightness: [UInt8]) -> Bool {
    precondition(width >= 1 && height >= 1 && brightness.count == width * height)
    let firstLight = UInt8(128)
    var lightCount = 0
    var borderCount = 0
    for y in 0..<height {
      let isWholeRowBorder = y == 0 || y == height - 1
      let step = isWholeRowBorder ? 1 : max(1, width - 1)
      for x in stride(from: 0, to: width, by: step) {
        borderCount += 1
        if brightness[y * width + x] >= firstLight { lightCount += 1 }
      }
    }
    return 2 * lightCount >= borderCount
  }
}
