import FloatNetwork

/// The sums of each kind of layer in integers, and what rounding makes of them.
extension QuantizedLayer {
  /// The exact sums of a run, without the half of an ulp that rounds them: of rows in units of 2^−(8+f), of poolings
  /// in ulps, of additions before the last shift.
  ///
  /// - Parameter inputs: the tensors that the layer reads.
  /// - Returns: `form.sumCount` sums.
  func exactSums(of inputs: [[Int16]]) -> [Int64] {
    switch form.kind {
    case .dense, .convolution: patchSums(inputs[0])
    case .depthwise: depthwiseSums(inputs[0])
    case .maxPooling: inputs[0].map { Int64($0) }
    case .averagePooling: windowSums(inputs[0])
    case .addition:
      inputs[0].indices.map { shifts[$0 % unitCount].sum(inputs[0][$0], inputs[1][$0]) }
    }
  }

  /// The pre-activations of sums: rounded half up to ulps, not saturated.
  func rounded(_ sums: [Int64]) -> [Int64] {
    switch form.kind {
    case .dense, .convolution, .depthwise:
      let pieces = activation.pieces
      return sums.indices.map { index in
        let bits = fractionBits[index % rowCount / pieces]
        return (sums[index] + Self.half(bits)) >> Int64(bits)
      }
    case .maxPooling: return sums
    case .averagePooling:
      let divisors = (0..<form.output.placeCount).map { Int64(form.divisor(at: $0)) }
      return sums.indices.map { index in
        let divisor = divisors[index / unitCount]
        return floorDivision(2 * sums[index] + divisor, by: 2 * divisor)
      }
    case .addition:
      return sums.indices.map { index in
        let shift = Int64(shifts[index % unitCount].result)
        return (sums[index] + (1 << shift) >> 1) >> shift
      }
    }
  }

  /// How many units of its sum are an ulp.
  package func sumScale(at index: Int) -> Double {
    switch form.kind {
    case .dense, .convolution, .depthwise:
      power(Int(fractionBits[index % rowCount / activation.pieces]))
    case .maxPooling: 1
    case .averagePooling: Double(form.divisor(at: index / unitCount))
    case .addition: power(shifts[index % unitCount].result)
    }
  }

  private func patchSums(_ input: [Int16]) -> [Int64] {
    let biases = (0..<rowCount).map { Int64(starts[$0]) - Self.half(fractionBits(ofRow: $0)) }
    var sums: [Int64] = []
    sums.reserveCapacity(form.sumCount)
    let columns = columnCount
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe input.withUnsafeBufferPointer { input in
        for position in 0..<form.output.placeCount {
          let runs = form.runs(at: position)
          for row in 0..<rowCount {
            var sum = biases[row]
            for run in runs {
              let first = row * columns + run.column
              for offset in 0..<run.count {
                // Exact: 32 bits hold a product, and 64 any number of them that there can be.
                let product =
                  unsafe Int32(weights[first + offset]) &* Int32(input[run.input + offset])
                sum &+= Int64(product)
              }
            }
            sums.append(sum)
          }
        }
      }
    }
    return sums
  }

  private func depthwiseSums(_ input: [Int16]) -> [Int64] {
    let biases = (0..<rowCount).map { Int64(starts[$0]) - Self.half(fractionBits(ofRow: $0)) }
    let channels = (0..<rowCount).map { form.channel(ofRow: $0) }
    var sums: [Int64] = []
    sums.reserveCapacity(form.sumCount)
    for position in 0..<form.output.placeCount {
      let places = form.places(at: position)
      for row in 0..<rowCount {
        let (first, channel) = (row * columnCount, channels[row])
        sums.append(
          places.reduce(biases[row]) {
            $0 + Int64(weights[first + $1.place]) * Int64(input[$1.index + channel])
          }
        )
      }
    }
    return sums
  }

  private func windowSums(_ input: [Int16]) -> [Int64] {
    (0..<form.output.placeCount).flatMap { position in
      let places = form.places(at: position)
      return (0..<unitCount).map { channel in
        places.reduce(Int64(0)) { $0 + Int64(input[$1.index + channel]) }
      }
    }
  }
}

/// ⌊dividend / divisor⌋ for a positive divisor.
private func floorDivision(_ dividend: Int64, by divisor: Int64) -> Int64 {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? quotient - 1 : quotient
}
