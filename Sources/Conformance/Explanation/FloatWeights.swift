import FloatNetwork
import Quantization

/// The fixed-point network's weights in Float64, for the steps between float and fixed point. Values are in units of
/// 256 ulps.
struct FloatWeights: Sendable {
  private let layers: [Layer]

  /// One layer.
  fileprivate struct Layer: Sendable {
    let form: LayerForm
    /// Rows × columns, as fractions of 1.
    let weights: [Double]
    let biases: [Double]
    /// What each channel's words are multiplied by before they are added.
    let factors: [(first: Double, second: Double)]
    let cap: Double?
    /// The function that a table stands for, of values in these units.
    let function: TableFunction?
  }

  /// A function in the network's own units, for values in units of 256 ulps.
  fileprivate struct TableFunction: Sendable {
    let function: ScalarFunction
    let inputFactor: Double
    let outputFactors: [Double]
  }

  /// - Parameter network: the float network, for the functions that tables stand for.
  init(of fixed: QuantizedNetwork, _ network: Network) {
    layers = zip(fixed.layers, network.layers).map { layer, float in
      Layer(
        form: layer.form,
        weights: layer.realWeights,
        biases: (0..<layer.rowCount).map { layer.bias(ofRow: $0) / 256 },
        factors: layer.shifts.map {
          (powerOfTwo($0.first - $0.result), powerOfTwo($0.second - $0.result))
        },
        cap: layer.cap.map { Double($0) / 256 },
        function: layer.table.flatMap { table in
          guard case .table(let function) = float.activation else { return nil }
          return TableFunction(
            function: function,
            inputFactor: powerOfTwo(table.inputExponent),
            outputFactors: layer.exponents.map { powerOfTwo(-$0) }
          )
        }
      )
    }
  }

  /// What each layer gives, with some of the steps to fixed point taken.
  ///
  /// - Parameters:
  ///   - saturates: whether pre-activations are saturated.
  ///   - rounds: whether they are rounded to words.
  func steppedActivations(
    for input: [Double],
    saturates: Bool = false,
    rounds: Bool = false
  ) -> [[Double]] {
    var tensors = [input]
    for layer in layers {
      var z = layer.sums(of: layer.form.sources.map { tensors[$0] })
      if rounds { z = z.map { ($0 * 256 + 0.5).rounded(.down) / 256 } }
      if saturates { z = z.map { min(max($0, -128), 128 - 1.0 / 256) } }
      tensors.append(layer.values(ofSums: z))
    }
    return Array(tensors.dropFirst())
  }
}

extension FloatWeights.Layer {
  /// The sums of a run (`LayerForm.sumCount`).
  func sums(of inputs: [[Double]]) -> [Double] {
    switch form.kind {
    case .dense, .convolution: patchSums(inputs[0])
    case .depthwise: depthwiseSums(inputs[0])
    case .maxPooling: inputs[0]
    case .averagePooling: averages(inputs[0])
    case .addition:
      inputs[0].indices.map { index in
        let factor = factors[index % form.unitCount]
        return inputs[0][index] * factor.first + inputs[1][index] * factor.second
      }
    }
  }

  /// What the layer gives.
  func values(ofSums sums: [Double]) -> [Double] {
    if case .maxPooling = form.kind { return form.largest(of: sums) }
    if let cap { return sums.map { min(cap, max(0, $0)) } }
    if let function {
      return sums.indices.map { index in
        function.function(sums[index] * function.inputFactor)
          * function.outputFactors[index % form.unitCount]
      }
    }
    return form.activation.reference(sums)
  }

  private func patchSums(_ input: [Double]) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(form.sumCount)
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe input.withUnsafeBufferPointer { input in
        for position in 0..<form.output.placeCount {
          let runs = form.runs(at: position)
          for row in 0..<form.rowCount {
            var sum = biases[row]
            for run in runs {
              let first = row * form.columnCount + run.column
              sum += unsafe dotProduct(
                UnsafeBufferPointer(rebasing: weights[first..<first + run.count]),
                UnsafeBufferPointer(rebasing: input[run.input..<run.input + run.count])
              )
            }
            sums.append(sum)
          }
        }
      }
    }
    return sums
  }

  private func depthwiseSums(_ input: [Double]) -> [Double] {
    let channels = (0..<form.rowCount).map { form.channel(ofRow: $0) }
    var sums: [Double] = []
    sums.reserveCapacity(form.sumCount)
    for position in 0..<form.output.placeCount {
      let places = form.places(at: position)
      for row in 0..<form.rowCount {
        var sum = biases[row]
        for place in places {
          sum += weights[row * form.columnCount + place.place] * input[place.index + channels[row]]
        }
        sums.append(sum)
      }
    }
    return sums
  }

  private func averages(_ input: [Double]) -> [Double] {
    (0..<form.output.placeCount).flatMap { position in
      let places = form.places(at: position)
      let divisor = Double(form.divisor(at: position))
      return (0..<form.unitCount).map { channel in
        places.reduce(0) { $0 + input[$1.index + channel] } / divisor
      }
    }
  }
}

/// Σ aᵢ·bᵢ in eight partial sums, so that the compiler may use vectors.
@unsafe
private func dotProduct(
  _ first: UnsafeBufferPointer<Double>,
  _ second: UnsafeBufferPointer<Double>
) -> Double {
  var sums = SIMD8<Double>.zero
  var index = 0
  while index + 8 <= first.count {
    var (left, right) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for lane in 0..<8 {
      left[lane] = unsafe first[index + lane]
      right[lane] = unsafe second[index + lane]
    }
    sums += left * right
    index += 8
  }
  var sum = sums.sum()
  while index < first.count {
    sum += unsafe first[index] * second[index]
    index += 1
  }
  return sum
}

/// 2^exponent.
func powerOfTwo(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1)
}
