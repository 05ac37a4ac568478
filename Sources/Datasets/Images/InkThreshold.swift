/// The gray level from which a pixel counts as ink.
public struct InkThreshold: Equatable, Sendable {
  /// The level; ink is 0...1.
  public var level: Float

  /// A pixel that holds at least half of full ink is ink.
  public static let half = InkThreshold(level: 0.5)

  /// Makes a threshold at `level`.
  public init(level: Float) { self.level = level }

  /// 1 where `ink` reaches the level, otherwise 0.
  public func callAsFunction(_ ink: Float) -> Float { ink >= level ? 1 : 0 }
}

extension GrayImage {
  /// The image in two levels: ink is 1, no ink is 0.
  public func thresholded(at threshold: InkThreshold = .half) -> GrayImage {
    GrayImage(width: width, height: height, pixels: pixels.map { threshold($0) })
  }
}
