import FloatNetwork

/// How weights, values, errors and margins are spread: what the report's pictures show. Its size does not grow with the
/// samples.
public struct Distributions: Codable, Equatable, Sendable {
  /// Of one layer.
  public struct Layer: Codable, Equatable, Sendable {
    /// How many weights lie in each of as many equal parts from −largest to largest.
    public var weights: [Int]
    /// How many words of all samples lie in each of as many equal parts of 16 bits.
    public var words: [Int]
    /// How many errors lie in each octave: the first below 2^−5 steps of a word, each next one up to twice as
    /// much, the last without an end.
    public var errors: [Int]
  }

  /// Samples whose answers lead by about as much.
  public struct Margin: Codable, Equatable, Sendable {
    /// The least lead of the float network's answer over its runner-up, in ulps of the outputs.
    public var least: Double
    /// How many samples lead by so much, up to twice as much.
    public var samples: Int
    /// How many of their answers changed.
    public var changed: Int
  }

  /// The layers, the input's first.
  public var layers: [Layer]
  /// The samples by how clear their answer is; empty where answers are no classes.
  public var margins: [Margin]
  /// For each class that is right, or that float answers where nobody knows, how often fixed point answers each;
  /// empty where answers are no classes, or more than `mostClasses`.
  public var confusion: [[Int]]
  /// Whether the rows of `confusion` are the right classes.
  public var hasLabels: Bool

  static let partCount = 41
  static let octaveCount = 16
  static let firstOctave = -5
  static let mostClasses = 40
  static let marginCount = 20
  static let firstMargin = -6

  init(layerCount: Int, classCount: Int, answer: Answer) {
    let parts = Array(repeating: 0, count: Self.partCount)
    let octaves = Array(repeating: 0, count: Self.octaveCount)
    layers = (0..<layerCount).map { _ in Layer(weights: parts, words: parts, errors: octaves) }
    margins =
      answer.isClass
      ? (0..<Self.marginCount).map {
        Margin(
          least: $0 == 0
            ? 0 : Double(sign: .plus, exponent: Self.firstMargin + $0 - 1, significand: 1),
          samples: 0,
          changed: 0
        )
      } : []
    let row = Array(repeating: 0, count: classCount)
    confusion =
      answer.isClass && (2...Self.mostClasses).contains(classCount)
      ? (0..<classCount).map { _ in row } : []
    hasLabels = true
  }

  /// The part of a symmetric range in which a share of its end lies, from −1 to 1.
  static func part(_ share: Double) -> Int {
    min(partCount - 1, max(0, Int((share + 1) / 2 * Double(partCount))))
  }

  /// Which of so many octaves a size lies in: in the first below 2^first, in each next one up to twice as much, in the
  /// last beyond that, too.
  static func octave(_ size: Double, from first: Int, of count: Int) -> Int {
    guard size > 0 else { return 0 }
    return min(count - 1, max(0, Int(size.exponent) - first + 1))
  }

  /// Adds a sample's answer.
  ///
  /// - Parameter scores: what the float network's answer is read from.
  mutating func add(
    float: Int,
    fixed: Int,
    label: Int?,
    scores: [Double],
    isSmallest: Bool,
    ulp: Double
  ) {
    let signed = isSmallest ? scores.map { -$0 } : scores
    if !margins.isEmpty, signed.count > 1 {
      let best = signed[float]
      let second = signed.indices.filter { $0 != float }.map { signed[$0] }.max() ?? best
      let margin = Self.octave(
        (best - second) / ulp,
        from: Self.firstMargin,
        of: Self.marginCount
      )
      margins[margin].samples += 1
      if float != fixed { margins[margin].changed += 1 }
    }
    if label == nil { hasLabels = false }
    let row = label ?? float
    if confusion.indices.contains(row), confusion.indices.contains(fixed) {
      confusion[row][fixed] += 1
    }
  }
}
