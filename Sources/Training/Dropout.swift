import Datasets

/// Dropout (Srivastava et al., *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*,
/// JMLR 2014, section 4): training multiplies each input of a layer by a mask r, which is 0 with
/// probability p and otherwise 1. The inputs that stay are not scaled up; instead the test scales
/// the weights by 1 − p. Each sample of each mini-batch has a mask of its own (section 5.1).
enum Dropout {
  /// Draws the masks of a mini-batch.
  ///
  /// - Parameters:
  ///   - mask: its values in use become 0 or 1.
  ///   - rate: p, the probability of 0, in [0, 1); it is kept to 2⁻³².
  static func sample(_ mask: inout Matrix, rate: Double, using generator: inout SeededGenerator) {
    let threshold = UInt64(rate * wordRange)
    let count = mask.count
    var values = mask.values.mutableSpan
    for index in 0..<count where index.isMultiple(of: 2) {
      // One number of the generator decides about two inputs.
      let bits = generator.next()
      values[index] = bits >> wordBits < threshold ? 0 : 1
      if index + 1 < count {
        values[index + 1] = bits & wordMask < threshold ? 0 : 1
      }
    }
  }

  private static let wordBits: UInt64 = 32
  private static let wordMask: UInt64 = 1 << wordBits - 1
  private static let wordRange = 0x1p32
}
