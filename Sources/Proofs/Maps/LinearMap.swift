import FloatNetwork
import Quantization

/// How a layer's sums depend on what it reads: linearly, in a way that each kind has of its own.
///
/// Sums are those of `LayerForm.sumCount`: place by place, and at each place as many as there are norms.
protocol LinearMap: Sendable {
  /// Σ|coefficient| of each sum of one place, where nothing of it is padding, rounded up.
  var rowNorms: [Double] { get }
  /// How many terms a sum has at most.
  var termCount: Int { get }
  /// How many products the sums take.
  var productCount: Int { get }
  /// In how many sums a value of what it reads can be.
  var mostReaders: Int { get }
  /// All coefficients, where they are those of one place that covers the whole input.
  var wholeMatrix: RowMatrix? { get }
  /// How many coefficients `unrolled` has to make.
  var unrolledCount: Int { get }

  /// The sums of some values.
  ///
  /// - Parameter inputs: for each source its values; nil counts as 0.
  func times(_ inputs: [[Double]?]) -> [Double]

  /// The same with the coefficients' magnitudes.
  func absoluteTimes(_ inputs: [[Double]?]) -> [Double]

  /// A row of coefficients at a source's values for each sum.
  func unrolled(source: Int) -> RowMatrix

  /// Goes back from the sums to a source: adds, for each row of coefficients at the sums, the coefficients at the
  /// source's values that follow.
  func add(_ coefficients: SumCoefficients, source: Int, to result: inout [Double])
}

extension LinearMap {
  var wholeMatrix: RowMatrix? { nil }
}

/// Rows of coefficients at a layer's sums: what they are at its values, times how each value follows from the sum
/// that decides it.
struct SumCoefficients {
  /// The coefficients at the layer's values.
  let values: RowMatrix
  /// For each value its slope; 0 where it does not depend on any sum.
  let slopes: [Double]
  /// For each value the sum that decides it.
  let sums: [Int]

  var rowCount: Int { values.rowCount }

  /// A coefficient at the sum that decides a value.
  @inline(__always)
  func factor(_ row: Int, _ value: Int) -> Double {
    values.values[row * values.columnCount + value] * slopes[value]
  }
}

/// The coefficients of a layer in float, in fixed point, and what they differ by.
struct LayerMaps {
  /// W.
  let float: any LinearMap
  /// V.
  let fixed: any LinearMap
  /// E = W − V.
  let residue: any LinearMap

  init(_ form: LayerForm, _ coefficients: PairedCoefficients) {
    let make: (RowMatrix) -> any LinearMap
    switch form.kind {
    case .dense, .convolution:
      let patches = Patches(form)
      make = { PatchMap($0, patches) }
    case .depthwise:
      let places = WindowPlaces(form)
      make = { DepthwiseMap($0, form, places) }
    case .maxPooling, .addition:
      make = { ChannelMap($0, form) }
    case .averagePooling:
      let places = WindowPlaces(form)
      make = { AverageMap($0, form, places) }
    }
    float = make(coefficients.float)
    fixed = make(coefficients.fixed)
    residue = make(coefficients.residue)
  }
}
