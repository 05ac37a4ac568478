/// Glorot & Bengio, *Understanding the Difficulty of Training Deep Feedforward Neural Networks*,
/// AISTATS 2010, eq. 16: weights uniform in ±√(6 / (inputs + units)), such that signals and gradients
/// keep their size from layer to layer where the activation is about linear.
enum Glorot {
  static func limit(inputCount: Int, unitCount: Int) -> Double {
    (6 / (Double(inputCount) + Double(unitCount))).squareRoot()
  }
}
