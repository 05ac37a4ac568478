/// Weight decay (Krogh & Hertz, *A Simple Weight Decay Can Improve Generalization*, NIPS 1991): the
/// cost has λ/2 · Σ w² added to it, so λ · w is added to the gradient of each weight. Biases do not
/// decay. With an adaptive optimizer this is the L2 penalty, not the decoupled form of AdamW.
enum WeightDecay {
  /// gradients ← gradients + λ · weights.
  static func add(_ factor: Float, times weights: Floats, to gradients: Floats) {
    Elementwise.map(gradients, weights, into: gradients) { $0 + factor * $1 }
  }
}
