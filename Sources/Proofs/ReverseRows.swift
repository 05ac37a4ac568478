import FloatNetwork
import Quantization

/// How far sums of one layer can be from the float network's, by going back from them through the
/// layers before: where a unit is decided the network is linear, so of each rounding only half an ulp
/// times a coefficient remains.
struct ReverseRows {
  /// What is known of float − fixed of each row, in ulps.
  private(set) var known: [Double]
  /// How far from it float − fixed can be.
  private(set) var widths: [Double]
  /// What Float64 rounded in both.
  private(set) var slacks: [Double]
  /// For each layer before, the last one first: the rows' coefficients at its units' errors, and what is
  /// not known of these.
  private var steps: [(coefficients: RowMatrix, noise: [Double])] = []
  /// What has no coefficients: the rounding of each row, and where they were not taken what it carries, too.
  private let own: [Double]

  /// - Parameters:
  ///   - layers: the layers up to the one whose rows are meant.
  ///   - sums: that layer's.
  ///   - passages: those of the layers before it.
  init(of layers: ArraySlice<PairedLayer>, _ sums: RunSums, _ passages: [Passage]) {
    (known, widths, slacks, own) = (sums.known, sums.roundings, sums.slacks, sums.roundings)
    guard let layer = layers.last else { return }
    // Rows that are not the weights themselves have been rounded, or are added to those of other readers.
    if layer.sharesSources || layer.maps.float.wholeMatrix == nil {
      for row in slacks.indices { slacks[row] += layer.readerSlack * sums.carried[row] }
    }
    var tensors = TensorCoefficients(rowCount: known.count, passages)
    for (index, source) in layer.form.sources.enumerated() where source > 0 {
      tensors.add(layer.maps.float.unrolled(source: index).values, to: source)
    }
    for index in passages.indices.reversed() {
      guard let coefficients = tensors.take(index + 1) else { continue }
      add(coefficients, passages[index])
      tensors.goBack(from: coefficients, passages[index], layers[layers.startIndex + index])
    }
  }

  /// What a forward pass knows of the sums, for more rows than going back is worth it.
  init(forward sums: RunSums) {
    (known, slacks) = (sums.known, sums.slacks)
    own = zip(sums.roundings, sums.carried).map(+)
    widths = own
  }

  private mutating func add(_ coefficients: RowMatrix, _ passage: Passage) {
    let sumSlack = 1 + summationSlack(terms: passage.noise.count)
    let parts = coefficients.times(passage.known)
    let widths = coefficients.absoluteTimes(passage.noise)
    let slacks = coefficients.absoluteTimes(passage.slack)
    for row in known.indices {
      known[row] += parts[row]
      self.widths[row] += widths[row] * sumSlack
      self.slacks[row] += slacks[row] * sumSlack + widths[row] * 0x1p-48
    }
    steps.append((coefficients, passage.noise))
  }

  /// The most that each row can differ.
  var largest: [Double] {
    known.indices.map { (abs(known[$0]) + widths[$0] + slacks[$0]) * (1 + 0x1p-50) }
  }

  /// How far factor · row − otherFactor · other can be from what is known of it: what both rows have in
  /// common cancels in their coefficients.
  func width(_ row: Int, times factor: Double, minus other: Int, times otherFactor: Double)
    -> Double
  {
    var width = abs(factor) * own[row] + abs(otherFactor) * own[other]
    for step in steps {
      let sum = step.coefficients.absoluteDifference(
        row,
        times: factor,
        minus: other,
        times: otherFactor,
        weightedBy: step.noise
      )
      width += sum * (1 + summationSlack(terms: step.noise.count))
    }
    return width + abs(factor) * slacks[row] + abs(otherFactor) * slacks[other]
  }
}

/// The coefficients of some rows at tensors that are still to be passed: what all readers of a tensor hand to it
/// adds up.
private struct TensorCoefficients {
  private let rowCount: Int
  private let valueCounts: [Int]
  private var values: [[Double]?]

  init(rowCount: Int, _ passages: [Passage]) {
    self.rowCount = rowCount
    valueCounts = [0] + passages.map(\.bounds.count)
    values = valueCounts.map { _ in nil }
  }

  mutating func add(_ others: [Double], to tensor: Int) {
    guard var sums = values[tensor] else {
      values[tensor] = others
      return
    }
    values[tensor] = nil
    for index in sums.indices { sums[index] += others[index] }
    values[tensor] = sums
  }

  /// Those at a tensor that all its readers have handed to; nil where no row depends on it.
  mutating func take(_ tensor: Int) -> RowMatrix? {
    guard let taken = values[tensor] else { return nil }
    values[tensor] = nil
    return RowMatrix(rowCount: rowCount, columnCount: valueCounts[tensor], values: taken)
  }

  /// Hands the coefficients at what a layer gives to what it reads; not to the network's input, of which all is
  /// known.
  mutating func goBack(from coefficients: RowMatrix, _ passage: Passage, _ layer: PairedLayer) {
    let atSums = SumCoefficients(
      values: coefficients,
      slopes: passage.slopes,
      sums: passage.deciding
    )
    for (index, source) in layer.form.sources.enumerated() where source > 0 {
      var sums =
        values[source] ?? Array(repeating: 0, count: rowCount * valueCounts[source])
      values[source] = nil
      layer.maps.float.add(atSums, source: index, to: &sums)
      values[source] = sums
    }
  }
}
