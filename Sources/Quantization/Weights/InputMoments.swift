import FloatNetwork

/// What a layer's rows read on some samples: the mean of each column, of its square, and of its products with the others,
/// from which follows how much the rounding of weights costs.
struct InputMoments: Sendable {
  /// Of all channels together, or of a depthwise layer one for each channel.
  private let channels: [Channel]

  /// Those of rows that read the same values.
  struct Channel: Sendable {
    /// The mean of each column.
    fileprivate(set) var means: [Double]
    /// The mean square of each column.
    fileprivate(set) var squares: [Double]
    /// The mean products of each two columns, columns × columns; empty where nobody asked for them, as they are many.
    fileprivate(set) var products: [Double]

    /// The same in other units: each column's value less a number, and times a factor.
    func less(_ offsets: [Double], times factors: [Double]) -> Channel {
      let count = means.count
      let shifted = { (moment: Double, i: Int, j: Int) in
        let shift = offsets[i] * offsets[j] - means[i] * offsets[j] - offsets[i] * means[j]
        return (moment + shift) * factors[i] * factors[j]
      }
      return Channel(
        means: means.indices.map { (means[$0] - offsets[$0]) * factors[$0] },
        squares: squares.indices.map { shifted(squares[$0], $0, $0) },
        products: products.indices.map { shifted(products[$0], $0 / count, $0 % count) }
      )
    }
  }

  /// What a row reads.
  func channel(ofRow row: Int, _ form: LayerForm) -> Channel { channels[index(ofRow: row, form)] }

  /// Rows with the same number read the same values.
  func index(ofRow row: Int, _ form: LayerForm) -> Int {
    if case .depthwise = form.kind { form.channel(ofRow: row) } else { 0 }
  }

  /// Those of each layer; nil for one without weights.
  ///
  /// - Parameters:
  ///   - samples: at least one.
  ///   - hasProducts: whether the products of columns are wanted.
  static func ofLayers(
    of network: Network,
    _ samples: [[Float]],
    hasProducts: Bool
  ) -> [InputMoments?] {
    var gatherers = network.layers.map { MomentGatherer($0.form, hasProducts: hasProducts) }
    let step = max(1, samples.count / mostSamples)
    for index in stride(from: 0, to: samples.count, by: step) {
      let input = samples[index].map(Double.init)
      let activations = [input] + network.referenceActivations(for: input)
      for (layer, form) in network.layers.map(\.form).enumerated() {
        gatherers[layer]?.add(activations[form.sources[0]])
      }
    }
    return gatherers.map { $0?.moments }
  }

  private static let mostSamples = 300

  fileprivate init(channels: [Channel]) {
    self.channels = channels
  }
}

/// Sums what a layer's rows read.
private struct MomentGatherer {
  private let form: LayerForm
  private var sums: [InputMoments.Channel]
  private var count = 0

  init?(_ form: LayerForm, hasProducts: Bool) {
    guard form.kind.hasWeights else { return nil }
    self.form = form
    let columns = form.columnCount
    var channels = 1
    if case .depthwise = form.kind { channels = form.input.channels }
    let none = InputMoments.Channel(
      means: Array(repeating: 0, count: columns),
      squares: Array(repeating: 0, count: columns),
      products: Array(repeating: 0, count: hasProducts ? columns * columns : 0)
    )
    sums = Array(repeating: none, count: channels)
  }

  var moments: InputMoments {
    let scale = 1 / Double(max(1, count))
    return InputMoments(
      channels: sums.map { sum in
        InputMoments.Channel(
          means: sum.means.map { $0 * scale },
          squares: sum.squares.map { $0 * scale },
          products: sum.products.map { $0 * scale }
        )
      }
    )
  }

  /// Adds what the rows read of a tensor, at some positions; places outside are 0.
  mutating func add(_ tensor: [Double]) {
    let positions = form.output.placeCount
    let step = max(1, positions / Self.mostPositions)
    // Not always the same ones.
    for position in stride(from: count % step, to: positions, by: step) {
      let taps = form.taps(at: position)
      for channel in sums.indices {
        var columns = [Double](repeating: 0, count: form.columnCount)
        for tap in taps { columns[tap.column] = tensor[tap.input + channel] }
        sums[channel].add(columns)
      }
      count += 1
    }
  }

  private static let mostPositions = 12
}

extension InputMoments.Channel {
  /// Adds the values of all columns.
  fileprivate mutating func add(_ columns: [Double]) {
    let count = columns.count
    for column in 0..<count {
      means[column] += columns[column]
      squares[column] += columns[column] * columns[column]
    }
    guard !products.isEmpty else { return }
    unsafe products.withUnsafeMutableBufferPointer { sums in
      unsafe columns.withUnsafeBufferPointer { columns in
        for row in 0..<count where unsafe columns[row] != 0 {
          let value = unsafe columns[row]
          let first = row * count
          for column in 0..<count {
            unsafe sums[first + column] += value * columns[column]
          }
        }
      }
    }
  }
}
