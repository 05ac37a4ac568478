/// He et al., *Delving Deep into Rectifiers*, ICCV 2015, eq. 10: weights of variance 2 / inputs, such
/// that signals keep their size where half of the units are off.
///
/// The paper draws from a normal distribution; here it is the uniform one of the same variance, in
/// ±√(6 / inputs), whose weights stay inside a known range.
enum He {
  static func limit(inputCount: Int) -> Double {
    (6 / Double(inputCount)).squareRoot()
  }
}
