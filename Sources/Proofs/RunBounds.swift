public import FloatNetwork
public import Quantization

/// How far the float network's numbers can be from those of one fixed-point run.
///
/// What the rounding of weights, biases and inputs does to this run is known; of each rounding to a
/// word only that it moves by half an ulp at most. `Docs/proofs.md`, "One run, on the host", has the
/// statement and its proof.
public struct RunBounds: Sendable {
  /// For each output the interval of float − fixed, in ulps of the outputs.
  public let errors: [ClosedRange<Double>]
  /// For each layer and value the most that it can differ, in ulps of its unit.
  public let unitBounds: [[Double]]
  /// Whether this run alone proves the float network's answer.
  public let isCertified: Bool

  /// The most that an output can differ, in ulps of the outputs.
  public func bound(ofOutput index: Int) -> Double { errors[index].largestMagnitude }

  /// The most that any output can differ, in ulps of the outputs.
  public var largestBound: Double { errors.map(\.largestMagnitude).max() ?? 0 }
}

/// A part of the bound of a run; tests leave one out, and must then find the bound broken.
enum BoundTerm: CaseIterable {
  /// What the rounding of weights does to the words of this run.
  case weightResidue
  /// What the rounding of biases does.
  case biasResidue
  /// How far an input lies from its word.
  case inputResidue
  /// Half an ulp for the rounding of each sum.
  case rounding
  /// What saturation takes from a sum.
  case saturationLoss
  /// Units whose side, or whose largest piece, is not decided.
  case openUnits
  /// How much the slope of a smooth activation varies.
  case slopeWidth
  /// How far an entry of a table is from the function.
  case tableError
  /// How far a cap is from the float network's.
  case capResidue
}

extension PairedNetwork {
  /// Bounds every number of a run.
  ///
  /// Where the reverse mode of every unit takes few products, it bounds each of them; that is tried as
  /// well, up to more products, where the answer is not certified otherwise.
  ///
  /// - Parameters:
  ///   - trace: the run.
  ///   - words: its inputs.
  ///   - values: what the float network is asked about, in its own units; nil for what the words stand
  ///     for.
  ///   - answer: what is to be certified.
  /// - Returns: nil where a value lies beyond the words of its input, so that nothing is known.
  /// - Precondition: the run is of the paired network, and the values are finite.
  public func bounds(
    of trace: FixedPointTrace,
    words: [Int16],
    values: [Float]? = nil,
    answer: Answer = .values
  ) -> RunBounds? {
    let products = costs.tightProductCount
    let bounds = bounds(
      of: trace,
      words: words,
      values: values,
      answer: answer,
      isTight: products <= Self.mostProductsOfBounds
    )
    guard let bounds, !bounds.isCertified, answer != .values,
      products > Self.mostProductsOfBounds, products <= Self.mostProductsOfCertificates
    else { return bounds }
    return self.bounds(of: trace, words: words, values: values, answer: answer, isTight: true)
  }

  /// The same with each unit bounded by reverse mode, or only the last layer's, and without some terms.
  func bounds(
    of trace: FixedPointTrace,
    words: [Int16],
    values: [Float]? = nil,
    answer: Answer = .values,
    isTight: Bool,
    omitting omitted: Set<BoundTerm> = []
  ) -> RunBounds? {
    precondition(words.count == inputCount && values?.count ?? inputCount == inputCount)
    let inputs = RunInputs(words, values, inputScales, omitted)
    guard !inputs.isSaturated else { return nil }
    var passages: [Passage] = []
    var last: ReverseRows?
    for (index, layer) in layers.enumerated() {
      var sums = RunSums(
        layer,
        trace.layers[index],
        RunSources(of: layer, trace, inputs, passages),
        omitted
      )
      let isLast = index == layers.count - 1
      if isLast || isTight {
        let goesBack = costs.coefficientCounts[index] <= Self.mostCoefficients
        let rows =
          goesBack ? ReverseRows(of: layers[...index], sums, passages) : ReverseRows(forward: sums)
        sums.narrow(to: rows.largest)
        last = rows
      }
      passages.append(Passage(layer, sums, trace.layers[index], isLast: isLast, omitted))
    }
    guard let last, let passage = passages.last else { return nil }
    let outputs = OutputErrors(
      last,
      passage,
      isSoftmax: layers[layers.count - 1].activation.isSoftmax
    )
    let run = trace.layers[layers.count - 1]
    let errors = outputs.errors(run)
    return RunBounds(
      errors: errors,
      unitBounds: passages.dropLast().map(\.bounds) + [errors.map(\.largestMagnitude)],
      isCertified: outputs.certify(answer, run, outputExponent: outputExponent)
    )
  }

  /// How many products the bounds of one run take, for estimates: two passes forward, and one back for
  /// each row of the last layer, or of every layer.
  public var productCountOfBounds: Int {
    let forward = 2 * layers.reduce(0) { $0 + $1.maps.float.productCount }
    let tight = costs.tightProductCount
    guard tight > Self.mostProductsOfBounds else { return forward + tight }
    // What is not certified otherwise may take the tight bounds in addition.
    return forward + costs.productCountOfLast
      + (tight <= Self.mostProductsOfCertificates ? tight / 2 : 0)
  }

  private static let mostProductsOfBounds = 2_000_000
  private static let mostProductsOfCertificates = 20_000_000
  /// Beyond this, 256 MB, going back from all rows of a layer at once is left out.
  private static let mostCoefficients = 1 << 25
}
