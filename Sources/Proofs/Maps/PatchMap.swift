import FloatNetwork
import Quantization

/// The patches of a dense layer or of a convolution: what each row of weights meets at each place of the output.
struct Patches: Sendable {
  let inputCount: Int
  let placeCount: Int
  /// How many rows can meet a value: those of one place, at as many places as the kernel has.
  let mostReaders: Int
  private let runs: [PatchRun]
  private let starts: [Int]

  init(_ form: LayerForm) {
    inputCount = form.input.count
    placeCount = form.output.placeCount
    mostReaders = form.rowCount * min(placeCount, form.kind.window?.placeCount ?? 1)
    var runs: [PatchRun] = []
    var starts = [0]
    for position in 0..<form.output.placeCount {
      runs += form.runs(at: position)
      starts.append(runs.count)
    }
    (self.runs, self.starts) = (runs, starts)
  }

  /// The runs at a place of the output.
  func runs(at place: Int) -> ArraySlice<PatchRun> { runs[starts[place]..<starts[place + 1]] }

  /// How many weights meet a value, at all places.
  var valueCount: Int { runs.reduce(0) { $0 + $1.count } }

  /// Whether there is one patch, and it is the whole input as it lies in memory.
  var isWhole: Bool {
    placeCount == 1 && runs.count == 1 && runs[0].input == 0 && runs[0].column == 0
      && runs[0].count == inputCount
  }
}

/// Dense layers and convolutions: the same rows of weights over a patch at each place of the output.
struct PatchMap: LinearMap {
  private let weights: RowMatrix
  private let patches: Patches
  let rowNorms: [Double]
  let productCount: Int
  let wholeMatrix: RowMatrix?

  init(_ weights: RowMatrix, _ patches: Patches) {
    self.weights = weights
    self.patches = patches
    rowNorms = weights.absoluteRowSums
    productCount = patches.valueCount * weights.rowCount
    let isWhole = patches.isWhole && weights.columnCount == patches.inputCount
    wholeMatrix = isWhole ? weights : nil
  }

  var termCount: Int { weights.columnCount }
  var mostReaders: Int { patches.mostReaders }
  var unrolledCount: Int {
    wholeMatrix == nil ? patches.placeCount * weights.rowCount * patches.inputCount : 0
  }

  func times(_ inputs: [[Double]?]) -> [Double] {
    guard let input = inputs[0] else { return zeros }
    return wholeMatrix?.times(input) ?? products(input, areMagnitudes: false)
  }

  func absoluteTimes(_ inputs: [[Double]?]) -> [Double] {
    guard let input = inputs[0] else { return zeros }
    return wholeMatrix?.absoluteTimes(input) ?? products(input, areMagnitudes: true)
  }

  private var zeros: [Double] {
    Array(repeating: 0, count: patches.placeCount * weights.rowCount)
  }

  /// - Parameter areMagnitudes: whether those of the weights are meant.
  private func products(_ input: [Double], areMagnitudes: Bool) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(patches.placeCount * weights.rowCount)
    var place = [Double](repeating: 0, count: weights.rowCount)
    for position in 0..<patches.placeCount {
      for row in place.indices { place[row] = 0 }
      for run in patches.runs(at: position) {
        weights.addProducts(
          columns: run.column..<run.column + run.count,
          with: input,
          from: run.input,
          areMagnitudes: areMagnitudes,
          to: &place
        )
      }
      sums += place
    }
    return sums
  }

  func unrolled(source: Int) -> RowMatrix {
    if let wholeMatrix { return wholeMatrix }
    let rows = weights.rowCount
    let width = patches.inputCount
    var values = [Double](repeating: 0, count: unrolledCount)
    for position in 0..<patches.placeCount {
      for run in patches.runs(at: position) {
        for row in 0..<rows {
          let from = row * weights.columnCount + run.column
          let to = (position * rows + row) * width + run.input
          for offset in 0..<run.count { values[to + offset] = weights.values[from + offset] }
        }
      }
    }
    return RowMatrix(rowCount: patches.placeCount * rows, columnCount: width, values: values)
  }

  func add(_ coefficients: SumCoefficients, source: Int, to result: inout [Double]) {
    let values = coefficients.slopes.count / patches.placeCount
    for position in 0..<patches.placeCount {
      let active = (position * values..<(position + 1) * values).filter {
        coefficients.slopes[$0] != 0
      }
      guard !active.isEmpty else { continue }
      let terms = ProductTerms(coefficients, active) {
        (coefficients.sums[$0] - position * weights.rowCount) * weights.columnCount
      }
      for run in patches.runs(at: position) {
        terms.addProducts(of: weights, run, to: &result, width: patches.inputCount)
      }
    }
  }
}
