public import FloatNetwork
public import Quantization

/// The products that make the sum that decides one value, in float and in fixed point, in the network's own units: of
/// weights and inputs, of the parts of an average, of both words of an addition; of a max pooling the largest word.
public struct RowProducts: Equatable, Sendable {
  /// One product.
  public struct Product: Equatable, Sendable {
    /// The column of its weight, in layers with weights; otherwise which of the factors it is.
    public let column: Int
    /// The tensor whose value it is of, and which value.
    public let input: (tensor: Int, value: Int)
    /// Its weight in float, dropout's factor included, and in fixed point.
    public let weights: (float: Double, fixed: Double)
    /// Its value in both networks.
    public let values: (float: Double, fixed: Double)
    /// Weight times value.
    public var products: (float: Double, fixed: Double) {
      (weights.float * values.float, weights.fixed * values.fixed)
    }

    /// Whether all numbers are equal.
    public static func == (first: Product, second: Product) -> Bool {
      first.column == second.column && first.input == second.input
        && first.weights == second.weights && first.values == second.values
    }
  }

  /// The row of weights, unit · pieces + piece; nil in layers without weights.
  public let row: Int?
  /// The exact sum in fixed point, with the bias.
  public let sum: Double
  /// The products, the largest first, by the magnitude in fixed point.
  public let products: [Product]

  /// - Parameters:
  ///   - layer: the layer, from 0.
  ///   - value: which of its values.
  ///   - float: the outputs of all layers, in ulps, in float.
  ///   - trace: the run in fixed point.
  public init(
    layer: Int,
    value: Int,
    of network: Network,
    _ fixed: QuantizedNetwork,
    input: [Float],
    float: LayerOutputs,
    trace: FixedPointTrace
  ) {
    let target = fixed.layers[layer]
    let sums = trace.layers[layer].sums
    let candidates = target.form.candidates(ofValue: value)
    let deciding = candidates.max { sums[$0] < sums[$1] } ?? value
    row = target.form.kind.hasWeights ? deciding % target.rowCount : nil
    let unit = value % target.unitCount
    let ulp = powerOfTwo(target.preActivationExponent(ofUnit: unit) - 8)
    sum = Double(sums[deciding]) / target.sumScale(at: deciding) * ulp
    let keep = network.isDropoutFolded ? 1 : 1 - network.layers[layer].inputDropout
    let run = SharedRun(fixed: fixed, input: input, float: float, trace: trace)
    products = network.layers[layer].factors(ofSum: deciding, target).map { factor in
      let tensor = target.form.sources[factor.source]
      let exponents = fixed.exponents(ofTensor: tensor)
      return Product(
        column: factor.column,
        input: (tensor, factor.value),
        weights: (
          factor.float * keep,
          // From words to ulps of the layer's.
          factor.fixed * ulp / powerOfTwo(exponents[factor.value % exponents.count] - 8)
        ),
        values: run.values(ofTensor: tensor, at: factor.value)
      )
    }.sorted { abs($0.products.fixed) > abs($1.products.fixed) }
  }
}

/// What a sum multiplies a value by: in float in the network's units, in fixed point from words to words.
private struct Factor {
  let column: Int
  /// Which of the layer's sources.
  var source = 0
  let value: Int
  let float: Double
  let fixed: Double
}

extension NetworkLayer {
  /// The factors of one of the layer's sums.
  fileprivate func factors(ofSum index: Int, _ target: QuantizedLayer) -> [Factor] {
    let whole = { (value: Int, factor: Double) in
      Factor(column: 0, value: value, float: factor, fixed: factor)
    }
    switch form.kind {
    case .dense, .convolution, .depthwise: return rowFactors(ofSum: index, target)
    case .maxPooling: return [whole(index, 1)]
    case .averagePooling:
      let (position, channel) = index.quotientAndRemainder(dividingBy: unitCount)
      let share = 1 / Double(form.divisor(at: position))
      return form.places(at: position).map { whole($0.index + channel, share) }
    case .addition:
      let shift = target.shifts[index % unitCount]
      return [shift.first, shift.second].enumerated().map { source, first in
        Factor(
          column: source,
          source: source,
          value: index,
          float: 1,
          fixed: powerOfTwo(first - shift.result)
        )
      }
    }
  }

  private func rowFactors(ofSum index: Int, _ target: QuantizedLayer) -> [Factor] {
    let (position, row) = index.quotientAndRemainder(dividingBy: rowCount)
    let channel = form.kind.isDepthwise ? form.channel(ofRow: row) : 0
    let unit = powerOfTwo(-Int(target.fractionBits(ofRow: row)))
    return form.taps(at: position).map { tap in
      let weight = row * columnCount + tap.column
      return Factor(
        column: tap.column,
        value: tap.input + channel,
        float: Double(weights[weight]),
        fixed: Double(target.weights[weight]) * unit
      )
    }
  }
}

/// The values of all tensors in both networks.
private struct SharedRun {
  let fixed: QuantizedNetwork
  let input: [Float]
  let float: LayerOutputs
  let trace: FixedPointTrace

  /// One value, in the network's own units.
  func values(ofTensor tensor: Int, at index: Int) -> (float: Double, fixed: Double) {
    guard tensor > 0 else {
      let scale = fixed.channelScales[index % fixed.channelScales.count]
      return (Double(input[index]), scale.value(of: trace.input[index]))
    }
    let exponents = fixed.exponents(ofTensor: tensor)
    let ulp = powerOfTwo(exponents[index % exponents.count] - 8)
    return (
      float.layers[tensor - 1][index] * ulp,
      Double(trace.layers[tensor - 1].outputs[index]) * ulp
    )
  }
}
