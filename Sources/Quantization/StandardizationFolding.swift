public import FloatNetwork

extension Network {
  /// The network for raw inputs: the standardization x′ = (x − μ)/σ multiplied into the first layer,
  /// which is affine, so W·x′ + b = (W/σ)·x + (b − W·(μ/σ)).
  ///
  /// Where the first layer drops inputs and that is not folded yet, training dropped x′; the bias
  /// then takes 1 − p times the shift, which `foldingDropout()` leaves alone. So both foldings may
  /// be done in either order. Sums are taken in Float64 and rounded once to Float32.
  ///
  /// - Precondition: there is one mean and deviation for each input.
  public func folding(_ standardization: Standardization) -> Network {
    precondition(standardization.inputCount == inputCount)
    let layer = layers[0]
    let keep = isDropoutFolded ? 1 : 1 - layer.inputDropout
    var weights = layer.weights
    var biases = layer.biases
    for row in biases.indices {
      var shift = 0.0
      for input in 0..<inputCount {
        let index = row * inputCount + input
        let weight =
          Double(layer.weights[index]) / Double(standardization.deviations[input])
        weights[index] = Float(weight)
        shift += weight * Double(standardization.means[input])
      }
      biases[row] = Float(Double(layer.biases[row]) - keep * shift)
    }
    var folded = self
    folded.setParameters(ofLayerAt: 0, weights: weights, biases: biases)
    return folded
  }
}

extension Network {
}

extension Standardization {
  /// Checks that an int16_t holds every raw value of the training samples.
  ///
  /// - Parameter limit: the values lie below it and not below its negative: 128 for values in Q8.8,
  ///   32,768 for whole numbers.
  /// - Throws: `RawInputError` for the input that lies farthest out.
  public func checkRawInputsFit(below limit: Float = 128) throws(RawInputError) {
    let reach = (0..<inputCount).map { max(abs(smallest[$0]), abs(largest[$0])) }
    guard let worst = reach.indices.max(by: { reach[$0] < reach[$1] }), reach[worst] >= limit else {
      return
    }
    throw RawInputError(
      limit: limit,
      input: worst,
      smallest: smallest[worst],
      largest: largest[worst],
      others: reach.count { $0 >= limit } - 1
    )
  }

  /// How far rounding a raw input to Q8.8 may move the standardized input, at most: half an ulp over
  /// the smallest deviation.
  public var worstInputRounding: Double {
    let halfUlp = 1.0 / 512
    return halfUlp / Double(deviations.min() ?? 1)
  }

  /// How far rounding a folded weight to Q8.8 may move the weight on the standardized input, at
  /// most: half an ulp times the largest deviation.
  public var worstWeightRounding: Double {
    let halfUlp = 1.0 / 512
    return halfUlp * Double(deviations.max() ?? 1)
  }
}

/// A raw input of the training samples that an int16_t cannot hold. Inputs count from 0.
public struct RawInputError: Error, Equatable, CustomStringConvertible {
  /// What the values must lie below: 128 for values in Q8.8, 32,768 for whole numbers.
  public let limit: Float
  /// The input.
  public let input: Int
  /// Its smallest value.
  public let smallest: Float
  /// Its largest value.
  public let largest: Float
  /// How many other inputs do not fit either.
  public let others: Int

  /// One line for a person.
  public var description: String {
    let more = others == 0 ? "" : " (as are \(others) others)"
    let isInQ8_8 = limit == 128
    let range = isInQ8_8 ? "Q8.8, which holds -128 to 127.996" : "an int16_t"
    return
      "input \(input) is from \(smallest) to \(largest) in the training samples, outside \(range)"
      + "\(more); export with --inputs standardized"
      + (isInQ8_8 ? ", or, where the values are whole numbers, with --inputs counts" : "")
  }
}
