import CMath
import FloatNetwork

/// The weights of a layer as whole numbers of few bits, while training moves them as floats.
///
/// A weight is q · 2^−f, with q in −2^(b−1) … 2^(b−1) − 1 and f a unit's own, the same for all its pieces. Passes use
/// these weights; the gradient in them moves the float weights that they are rounded from as if nothing had been
/// rounded, so that many small steps add up to another q: the straight-through estimator (Courbariaux, Bengio &
/// David, *BinaryConnect*, NIPS 2015; Jacob et al., *Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference*, CVPR 2018). A weight beyond the largest q keeps its gradient, too: it can come
/// back, and where many stay beyond, the next fit makes room for them.
///
/// f is fitted: where a larger one clips few weights, it may represent the others so much better that the squared
/// error of all is smaller (as in Rastegari et al., *XNOR-Net*, ECCV 2016, whose scale minimizes it; Esser et al.,
/// *Learned Step Size Quantization*, ICLR 2020, learn the step instead, which must be a power of two here). It is fitted
/// before each epoch and stays within: weights that swing around the border between two f would otherwise throw the
/// whole unit back and forth. For the same reason an f gives way only to one whose error is clearly smaller.
final class WeightQuantizer: @unchecked Sendable {
  /// rows × inputs: what passes multiply by, that is q · 2^−f without the factor that export folds in.
  let weights: Matrix
  /// f, one a unit. Floats, as all that a checkpoint holds of a training.
  var exponents: Floats { exponentBuffer.floats }

  private let exponentBuffer: FloatBuffer
  private let smallest: Float
  private let largest: Float
  private let pieces: Int
  /// What export multiplies the weights by before they are rounded: dropout's 1 − p.
  private let scale: Float

  /// Fits every f to the weights of a layer.
  ///
  /// - Parameters:
  ///   - bits: b, at least 2.
  ///   - pieces: rows of a unit.
  ///   - scale: what the weights are multiplied by before they are rounded, above 0.
  init(bits: Int, pieces: Int, scale: Float, of floats: Matrix) {
    let range = Float(sign: .plus, exponent: bits - 1, significand: 1)
    smallest = -range
    largest = range - 1
    self.pieces = pieces
    self.scale = scale
    weights = Matrix(rowCount: floats.rowCount, columnCount: floats.columnCount)
    exponentBuffer = FloatBuffer(count: floats.rowCount / pieces)
    exponents.fill(.nan)
    fit(to: floats)
  }

  /// Whether a number can be an f.
  static func isExponent(_ value: Float) -> Bool {
    Int(exactly: value).map(exponentRange.contains) ?? false
  }

  /// Fits every f anew.
  func fit(to floats: Matrix) {
    for unit in 0..<exponents.count {
      exponents[unit] = fitted(
        to: floats.floats(inRows: unit * pieces..<(unit + 1) * pieces),
        current: exponents[unit]
      )
    }
  }

  /// Rounds some rows to `weights`.
  func round(_ floats: Matrix, rows: Range<Int>) {
    for row in rows {
      let (perStep, step) = steps(exponents[row / pieces])
      round(
        floats.floats(inRow: row),
        perStep: perStep,
        step: step / scale,
        into: weights.floats(inRow: row)
      )
    }
  }

  /// q · 2^−f of all weights, row by row: what export is to see, once dropout is folded.
  func folded(_ floats: Matrix) -> [Float] {
    let result = Matrix(rowCount: floats.rowCount, columnCount: floats.columnCount)
    for row in 0..<floats.rowCount {
      let (perStep, step) = steps(exponents[row / pieces])
      round(
        floats.floats(inRow: row),
        perStep: perStep,
        step: step,
        into: result.floats(inRow: row)
      )
    }
    return result.usedValues
  }

  /// What to multiply a float weight by to count its steps, and a step.
  private func steps(_ exponent: Float) -> (perStep: Float, step: Float) {
    let power = Float(sign: .plus, exponent: Int(exponent), significand: 1)
    return (power * scale, 1 / power)
  }

  private func round(_ floats: Floats, perStep: Float, step: Float, into result: Floats) {
    let (smallest, largest) = (smallest, largest)
    Elementwise.map(floats, into: result) { value in
      Self.floor(value * perStep + 0.5, from: smallest, to: largest) * step
    }
  }

  /// The f of a unit: of the largest that holds every weight and a few above it the one with the least squared error.
  private func fitted(to floats: Floats, current: Float) -> Float {
    var (low, high): (Float, Float) = (0, 0)
    for index in 0..<floats.count {
      low = min(low, floats[index])
      high = max(high, floats[index])
    }
    let extent = max(high / (largest + 0.5), low / (smallest - 0.5)) * scale
    // Any f suits weights that are all 0, or no longer numbers: then training stops with a message.
    guard extent > 0, extent.isFinite else { return current.isNaN ? 0 : current }
    let holding = -Int(log2(Double(extent)).rounded(.up))
    var best = current
    var leastError =
      current.isNaN ? .infinity : squaredError(of: floats, exponent: current) * Self.clearly
    for exponent in holding...holding + Self.candidatesAbove {
      let candidate = Float(
        min(max(exponent, Self.exponentRange.lowerBound), Self.exponentRange.upperBound)
      )
      let error = squaredError(of: floats, exponent: candidate)
      if error < leastError { (best, leastError) = (candidate, error) }
    }
    return best.isNaN ? Float(Self.exponentRange.upperBound) : best
  }

  private func squaredError(of floats: Floats, exponent: Float) -> Float {
    let (perStep, step) = steps(exponent)
    let (smallest, largest) = (smallest, largest)
    var sum: Float = 0
    for index in 0..<floats.count {
      let count = floats[index] * perStep
      let error = count - Self.floor(count + 0.5, from: smallest, to: largest)
      sum += error * error
    }
    return sum * step * step
  }

  /// The largest whole number up to a value, saturated; by sums, which compile to vector instructions.
  @inline(__always)
  private static func floor(_ value: Float, from smallest: Float, to largest: Float) -> Float {
    let above = value < largest + 0.5 ? value : largest + 0.5
    let saturated = above > smallest ? above : smallest
    // Numbers of this size have no fraction.
    let whole: Float = 0x1.8p23
    let nearest = (saturated + whole) - whole
    return nearest > saturated ? nearest - 1 : nearest
  }

  /// How many exponents above the one that holds every weight are tried.
  private static let candidatesAbove = 3
  /// By how much less the error of another exponent must be.
  private static let clearly: Float = 0.95
  /// Units of weights beyond any use stay countable.
  private static let exponentRange = -8...24
}
