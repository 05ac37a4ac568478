import FloatNetwork

/// What a layer's rows read on some samples: the mean products of each two of their columns, from which follows how much
/// the rounding of weights costs.
struct InputMoments: Sendable {
  /// The columns of a row.
  let columnCount: Int
  /// Columns × columns; of a depthwise layer one such matrix for each channel.
  private let matrices: [[Double]]
  /// The mean of each column.
  private let means: [[Double]]

  /// The mean of each column of a row.
  func means(ofRow row: Int, _ form: LayerForm) -> [Double] { means[index(ofRow: row, form)] }

  private func index(ofRow row: Int, _ form: LayerForm) -> Int {
    if case .depthwise = form.kind { form.channel(ofRow: row) } else { 0 }
  }

  /// The mean products of what a row reads in other units, each column's value less a number and times a factor.
  func matrix(ofRow row: Int, _ form: LayerForm, less: [Double], times factors: [Double])
    -> [Double]
  {
    let index = index(ofRow: row, form)
    var matrix = matrices[index]
    let means = means[index]
    for i in 0..<columnCount {
      for j in 0..<columnCount {
        let shift = less[i] * less[j] - means[i] * less[j] - less[i] * means[j]
        matrix[i * columnCount + j] =
          (matrix[i * columnCount + j] + shift) * factors[i] * factors[j]
      }
    }
    return matrix
  }

  /// Those of each layer; nil for one without weights.
  ///
  /// - Parameter samples: at least one.
  static func ofLayers(of network: Network, _ samples: [[Float]]) -> [InputMoments?] {
    var gatherers = network.layers.map { MomentGatherer($0.form) }
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

  fileprivate init(columnCount: Int, matrices: [[Double]], means: [[Double]]) {
    self.columnCount = columnCount
    self.matrices = matrices
    self.means = means
  }
}

/// Sums the products of what a layer's rows read.
private struct MomentGatherer {
  private let form: LayerForm
  private let columnCount: Int
  private var matrices: [[Double]]
  private var sums: [[Double]]
  private var count = 0

  init?(_ form: LayerForm) {
    guard form.kind.hasWeights else { return nil }
    self.form = form
    columnCount = form.columnCount
    var channels = 1
    if case .depthwise = form.kind { channels = form.input.channels }
    matrices = Array(
      repeating: [Double](repeating: 0, count: columnCount * columnCount),
      count: channels
    )
    sums = Array(repeating: [Double](repeating: 0, count: columnCount), count: channels)
  }

  var moments: InputMoments {
    let scale = 1 / Double(max(1, count))
    return InputMoments(
      columnCount: columnCount,
      matrices: matrices.map { $0.map { $0 * scale } },
      means: sums.map { $0.map { $0 * scale } }
    )
  }

  /// Adds what the rows read of a tensor, at some positions.
  mutating func add(_ tensor: [Double]) {
    guard let window = form.kind.window else {
      add(tensor, to: 0)
      count += 1
      return
    }
    let positions = form.output.height * form.output.width
    let step = max(1, positions / Self.mostPositions)
    // Not always the same ones.
    for position in stride(from: count % step, to: positions, by: step) {
      let patch = form.patch(of: tensor, window, position: position)
      count += 1
      if case .depthwise = form.kind {
        let channels = form.input.channels
        for channel in 0..<channels {
          add(stride(from: channel, to: patch.count, by: channels).map { patch[$0] }, to: channel)
        }
      } else {
        add(patch, to: 0)
      }
    }
  }

  private mutating func add(_ columns: [Double], to matrix: Int) {
    let count = columnCount
    for column in 0..<count { sums[matrix][column] += columns[column] }
    unsafe matrices[matrix].withUnsafeMutableBufferPointer { sums in
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

  private static let mostPositions = 12
}

extension LayerForm {
  /// What a window sees at a position, place by place and channel by channel; places outside are 0.
  fileprivate func patch(of tensor: [Double], _ window: Window, position: Int) -> [Double] {
    let (y, x) = (position / output.width, position % output.width)
    var patch = [Double](
      repeating: 0,
      count: window.kernelHeight * window.kernelWidth * input.channels
    )
    for i in 0..<window.kernelHeight {
      let row = y * window.strideHeight + i * window.dilationHeight - window.paddingTop
      guard (0..<input.height).contains(row) else { continue }
      for j in 0..<window.kernelWidth {
        let column = x * window.strideWidth + j * window.dilationWidth - window.paddingLeft
        guard (0..<input.width).contains(column) else { continue }
        let source = (row * input.width + column) * input.channels
        let target = (i * window.kernelWidth + j) * input.channels
        for channel in 0..<input.channels { patch[target + channel] = tensor[source + channel] }
      }
    }
    return patch
  }
}
