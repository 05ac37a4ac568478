import FloatNetwork
import Quantization

/// A layer's activation in both networks. The pieces of a maxout unit have been compared before it.
enum PairedActivation: Sendable {
  /// The pre-activation itself.
  case linear
  case relu
  /// Its cap in fixed point, and for each unit in float, both in ulps.
  case cappedRelu(fixed: Double, float: [Double])
  case sigmoid
  case tanh
  case softmax
  case table(PairedTable)

  /// - Parameter enclosures: those that are known already.
  init(_ float: Activation, _ fixed: QuantizedLayer, _ enclosures: inout FunctionEnclosures) {
    switch float {
    case .linear, .maxout: self = .linear
    case .relu: self = .relu
    case .cappedRelu(let cap):
      self = .cappedRelu(
        fixed: Double(fixed.cap ?? .max),
        float: fixed.exponents.map { cap * power(8 - $0) }
      )
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .softmax: self = .softmax
    case .table(let function):
      guard let table = fixed.table else { preconditionFailure("the layer has its own table") }
      self = .table(
        PairedTable(
          enclosure: enclosures.enclosure(of: function, inputExponent: table.inputExponent),
          table: table,
          scale: power(8 - (fixed.exponents.first ?? 0))
        )
      )
    }
  }

  /// Whether it makes 0 of what is negative.
  var isRectified: Bool {
    switch self {
    case .relu, .cappedRelu: true
    case .linear, .sigmoid, .tanh, .softmax, .table: false
    }
  }

  /// Whether what is large is cut off anyway.
  var isCapped: Bool { if case .cappedRelu = self { true } else { false } }

  /// Between which real numbers a pre-activation is not saturated: what lies below 0 before ReLU, or above a cap, is
  /// cut off next.
  var limits: ClosedRange<Double> {
    (isRectified ? -.infinity : smallestValue)...(isCapped ? .infinity : largestValue)
  }

  var isSoftmax: Bool { if case .softmax = self { true } else { false } }
}

/// A function and the table that stands for it, in ulps of what both give.
struct PairedTable: Sendable {
  private let enclosure: FunctionEnclosure
  let table: QuantizedTable
  /// How many ulps are 1.
  private let scale: Double

  init(enclosure: FunctionEnclosure, table: QuantizedTable, scale: Double) {
    self.enclosure = enclosure
    self.table = table
    self.scale = scale
  }

  /// The function between two places of its words, with its slopes in ulps for each ulp.
  func callAsFunction(_ range: ClosedRange<Double>) -> SlopedInterval {
    let enclosed = enclosure(range)
    return SlopedInterval(enclosed.value.scaled(scale), slope: enclosed.slope.scaled(scale))
  }

  /// The function at one place.
  func value(at word: Double) -> Interval { enclosure.value(at: word).scaled(scale) }
}

/// The enclosures of networks' functions, each made once.
package struct FunctionEnclosures {
  private struct Key: Hashable {
    let function: ScalarFunction
    let inputExponent: Int
  }

  private var known: [Key: FunctionEnclosure] = [:]

  /// None yet.
  package init() {}

  mutating func enclosure(of function: ScalarFunction, inputExponent: Int) -> FunctionEnclosure {
    let key = Key(function: function, inputExponent: inputExponent)
    if let enclosure = known[key] { return enclosure }
    let enclosure = FunctionEnclosure(function, inputExponent: inputExponent)
    known[key] = enclosure
    return enclosure
  }
}
