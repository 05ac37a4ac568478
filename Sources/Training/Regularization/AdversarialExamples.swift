/// Adversarial training (Goodfellow, Shlens & Szegedy, *Explaining and Harnessing Adversarial Examples*,
/// ICLR 2015, sections 4 and 6): beside each sample x of a mini-batch the network also learns from
/// x + ε · sign(dC/dx), the worst of all inputs in which each value differs from x by at most ε, as
/// far as the network is linear. Both count one half.
///
/// It knows nothing of the inputs' meaning or order. The example keeps its sample's dropout masks, so
/// that it is the worst for the thinned network that it was made with; an input that the mask drops
/// has no gradient and stays.
enum AdversarialExamples {
  /// example ← x + ε · sign(gradient); a gradient of 0, or one that is not a number, moves nothing.
  static func make(
    from inputs: Floats,
    gradients: Floats,
    step: Float,
    into examples: Floats
  ) {
    Elementwise.map(inputs, gradients, into: examples) { input, gradient in
      input + (gradient > 0 ? step : 0) - (gradient < 0 ? step : 0)
    }
  }
}
