/// Dropout (Srivastava et al., *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*,
/// JMLR 2014, section 4): training multiplies each input of a layer by a mask r, which is 0 with
/// probability p and otherwise 1. The inputs that stay are not scaled up; instead the test scales
/// the weights by 1 − p. Each sample of each mini-batch has a mask of its own (section 5.1).
///
/// Libraries that scale the inputs that stay by 1 / (1 − p) ("inverted dropout") hold weights
/// w′ = (1 − p) · w. Their step ε and max-norm c are here, for the weights of a layer whose inputs
/// are dropped, ε / (1 − p)² and c / (1 − p).
enum Dropout {
  /// Draws the masks of one sample.
  ///
  /// - Parameters:
  ///   - mask: its values become 0 or 1.
  ///   - rate: p, the probability of 0, in [0, 1); it is kept to 2⁻¹⁶.
  ///   - key: decides the mask. The same key gives the same mask on every machine and thread.
  static func sample(_ mask: Floats, rate: Double, key: UInt64) {
    let threshold = UInt64((rate * fieldRange).rounded())
    let count = mask.count
    var state = key
    var index = 0
    while index + fieldsPerWord <= count {
      let bits = nextWord(&state)
      mask[index] = bits & fieldMask < threshold ? 0 : 1
      mask[index + 1] = bits >> 16 & fieldMask < threshold ? 0 : 1
      mask[index + 2] = bits >> 32 & fieldMask < threshold ? 0 : 1
      mask[index + 3] = bits >> 48 < threshold ? 0 : 1
      index += fieldsPerWord
    }
    var bits = nextWord(&state)
    while index < count {
      mask[index] = bits & fieldMask < threshold ? 0 : 1
      bits >>= 16
      index += 1
    }
  }

  /// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014), here so that it becomes part of the loop.
  @inline(__always)
  private static func nextWord(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  private static let fieldsPerWord = 4
  private static let fieldMask: UInt64 = 0xFFFF
  private static let fieldRange = 0x1p16
}
