/// Values of a patch that lie side by side in the input, and their weights side by side in a row.
public struct PatchRun: Equatable, Sendable {
  /// The index of the first in the input.
  public let input: Int
  /// The column of the first.
  public let column: Int
  /// How many there are.
  public let count: Int
}

extension LayerForm {
  /// The places of a window that lie inside the input, for one place of the output.
  ///
  /// - Returns: each place's number in the kernel and the index of its first channel in the input.
  public func places(at position: Int) -> [(place: Int, index: Int)] {
    guard let window = kind.window else { return [] }
    let rows = window.rows(at: position / output.width, of: input.height)
    let columns = window.columns(at: position % output.width, of: input.width)
    var places: [(place: Int, index: Int)] = []
    places.reserveCapacity(rows.count * columns.count)
    for row in 0..<rows.count {
      let line = (rows.first + row * rows.step) * input.width
      for column in 0..<columns.count {
        places.append(
          (
            (rows.kernel.lowerBound + row) * window.kernelWidth + columns.kernel.lowerBound
              + column,
            (line + columns.first + column * columns.step) * input.channels
          )
        )
      }
    }
    return places
  }

  /// The runs of a dense layer's or a convolution's patch at one place of the output: what is missing lies outside
  /// the input and counts as 0.
  public func runs(at position: Int) -> [PatchRun] {
    switch kind {
    case .dense: return [PatchRun(input: 0, column: 0, count: input.count)]
    case .convolution(let window):
      let channels = input.channels
      guard window.dilationWidth == 1 || window.kernelWidth == 1 else {
        return places(at: position).map {
          PatchRun(input: $0.index, column: $0.place * channels, count: channels)
        }
      }
      let rows = window.rows(at: position / output.width, of: input.height)
      let columns = window.columns(at: position % output.width, of: input.width)
      guard columns.count > 0 else { return [] }
      return (0..<rows.count).map { row in
        let line = (rows.first + row * rows.step) * input.width
        let place =
          (rows.kernel.lowerBound + row) * window.kernelWidth + columns.kernel.lowerBound
        return PatchRun(
          input: (line + columns.first) * channels,
          column: place * channels,
          count: columns.count * channels
        )
      }
    case .depthwise, .maxPooling, .averagePooling, .addition: return []
    }
  }

  /// What each row of weights meets at one place of the output: a column, and the index of the value there; of a
  /// depthwise layer that of the place's first channel.
  public func taps(at position: Int) -> [(column: Int, input: Int)] {
    if case .depthwise = kind { return places(at: position).map { ($0.place, $0.index) } }
    return runs(at: position).flatMap { run in
      (0..<run.count).map { (run.column + $0, run.input + $0) }
    }
  }

  /// By how many values an average at one place of the output is divided.
  public func divisor(at position: Int) -> Int {
    guard case .averagePooling(let window, let countsPadding) = kind else { return 1 }
    return countsPadding ? window.placeCount : places(at: position).count
  }

  /// The largest of some of a run's sums for each value: of the pieces of its unit, or of the places of its
  /// window.
  ///
  /// - Parameter sums: `sumCount` of them.
  public func largest<Number: Comparable>(of sums: [Number]) -> [Number] {
    deciding(isLarger: { sums[$0] > sums[$1] }).map { sums[$0] }
  }

  /// For each value the index of the sum that decides it: the first of the largest.
  ///
  /// - Parameter isLarger: whether the first of two sums is larger.
  public func deciding(isLarger: (Int, Int) -> Bool) -> [Int] {
    if case .maxPooling = kind {
      return (0..<output.placeCount).flatMap { position in
        let places = places(at: position)
        return (0..<output.channels).map { channel in
          places.reduce(-1) { best, place in
            let sum = place.index + channel
            return best < 0 || isLarger(sum, best) ? sum : best
          }
        }
      }
    }
    let pieces = activation.pieces
    guard pieces > 1 else { return Array(0..<valueCount) }
    return (0..<valueCount).map { value in
      (value * pieces + 1..<(value + 1) * pieces).reduce(value * pieces) {
        isLarger($1, $0) ? $1 : $0
      }
    }
  }

  /// The sums that a value is the largest of.
  public func candidates(ofValue value: Int) -> [Int] {
    guard case .maxPooling = kind else {
      return Array(value * activation.pieces..<(value + 1) * activation.pieces)
    }
    let (position, channel) = value.quotientAndRemainder(dividingBy: output.channels)
    return places(at: position).map { $0.index + channel }
  }
}
