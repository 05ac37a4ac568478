/// The sums of each kind of layer in Float64.
extension NetworkLayer {
  /// - Parameter inputs: the tensors that the layer reads.
  /// - Returns: `form.sumCount` sums.
  func referenceSums(for inputs: [[Double]]) -> [Double] {
    switch form.kind {
    case .dense, .convolution: patchSums(inputs[0])
    case .depthwise: depthwiseSums(inputs[0])
    case .maxPooling: inputs[0]
    case .averagePooling: averages(inputs[0])
    case .addition: zip(inputs[0], inputs[1]).map(+)
    }
  }

  /// W·patch + b, in the order of the columns.
  private func patchSums(_ input: [Double]) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(form.sumCount)
    for position in 0..<form.output.placeCount {
      let runs = form.runs(at: position)
      for row in 0..<rowCount {
        var sum = Double(biases[row])
        let start = row * columnCount
        for run in runs {
          let first = start + run.column
          for offset in 0..<run.count {
            sum += Double(weights[first + offset]) * input[run.input + offset]
          }
        }
        sums.append(sum)
      }
    }
    return sums
  }

  private func depthwiseSums(_ input: [Double]) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(form.sumCount)
    for position in 0..<form.output.placeCount {
      let places = form.places(at: position)
      for row in 0..<rowCount {
        let (first, channel) = (row * columnCount, form.channel(ofRow: row))
        sums.append(
          places.reduce(Double(biases[row])) {
            $0 + Double(weights[first + $1.place]) * input[$1.index + channel]
          }
        )
      }
    }
    return sums
  }

  private func averages(_ input: [Double]) -> [Double] {
    (0..<form.output.placeCount).flatMap { position in
      let places = form.places(at: position)
      let divisor = Double(form.divisor(at: position))
      return (0..<form.output.channels).map { channel in
        places.reduce(0) { $0 + input[$1.index + channel] } / divisor
      }
    }
  }
}
