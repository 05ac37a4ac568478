import CMath
import FloatNetwork

/// Looks for the extremes of each unit's pre-activation inside the inputs' box: from the samples that come
/// nearest, projected sign ascent (as in Madry et al., *Towards Deep Learning Models Resistant to Adversarial
/// Attacks*, ICLR 2018, of a pre-activation in place of a loss).
///
/// Samples alone do not find rare units: fitted to a hundred of them, some unit saturates on others.
struct ExtremeSearch {
  private let layers: [SearchLayer]
  private let lowest: [Double]
  private let highest: [Double]
  private let productCount: Int
  /// For each layer and unit the range of what was found.
  private var found: [[ClosedRange<Double>]] = []
  /// For each layer and unit the samples with the largest and the smallest pre-activation.
  private var best: [[(largest: Int, smallest: Int)]] = []
  private var samples: [[Double]] = []

  init(_ network: Network, box: InputBox) {
    layers = network.layers.map {
      SearchLayer($0, keep: network.isDropoutFolded ? 1 : 1 - $0.inputDropout)
    }
    lowest = box.ranges.map(\.lowerBound)
    highest = box.ranges.map(\.upperBound)
    productCount = network.layers.reduce(0) { $0 + $1.rowCount * $1.inputCount }
  }

  /// By layer and unit.
  var ranges: [[ClosedRange<Double>]?] { found }

  /// Takes a sample into account.
  ///
  /// - Throws: `ScalingError` where a pre-activation is not finite, and then nothing is taken.
  mutating func add(sample: [Double]) throws(ScalingError) {
    let units = trace(sample).map(\.units)
    let index = samples.count
    for (layer, values) in units.enumerated() {
      guard let unit = values.firstIndex(where: { !$0.isFinite }) else { continue }
      throw ScalingError(
        what: "unit \(unit) of layer \(layer + 1) for sample \(index)",
        value: values[unit]
      )
    }
    samples.append(sample)
    guard !found.isEmpty else {
      found = units.map { $0.map { $0...$0 } }
      best = units.map { $0.map { _ in (index, index) } }
      return
    }
    for (layer, values) in units.enumerated() {
      for (unit, value) in values.enumerated() {
        if value > found[layer][unit].upperBound { best[layer][unit].largest = index }
        if value < found[layer][unit].lowerBound { best[layer][unit].smallest = index }
        found[layer][unit] = found[layer][unit].including(value)
      }
    }
  }

  /// Searches for all units of homogeneous layers, as far as the work is within `mostProducts`.
  mutating func search() {
    var goals: [Goal] = []
    for (depth, layer) in layers.enumerated()
    where layer.activation.isHomogeneous || layer.activation.isTable {
      for unit in 0..<layer.unitCount {
        goals.append(Goal(depth: depth, unit: unit, sign: 1, start: best[depth][unit].largest))
        // Before ReLU only the upper end matters.
        guard layer.activation != .relu else { continue }
        goals.append(Goal(depth: depth, unit: unit, sign: -1, start: best[depth][unit].smallest))
      }
    }
    // A step takes a pass forward and one back.
    let costPerStep = 3 * productCount * max(1, goals.count)
    let steps = min(Self.mostSteps, Self.mostProducts / costPerStep)
    guard steps >= Self.fewestSteps else { return }
    for goal in goals {
      let point = climb(goal, steps: steps)
      for (layer, traced) in trace(point).enumerated() {
        for (unit, value) in traced.units.enumerated() {
          found[layer][unit] = found[layer][unit].including(value)
        }
      }
    }
  }

  private struct Goal {
    let depth: Int
    let unit: Int
    let sign: Double
    let start: Int
  }

  private func climb(_ goal: Goal, steps: Int) -> [Double] {
    var point = samples[goal.start]
    var traced = trace(point, depth: goal.depth)
    var reach = 0.3
    for _ in 0..<steps {
      let slope = slope(of: goal, traced)
      var tried = point
      for input in tried.indices where slope[input] != 0 {
        let step = (slope[input] > 0 ? reach : -reach) * (highest[input] - lowest[input])
        tried[input] = min(max(tried[input] + step, lowest[input]), highest[input])
      }
      let next = trace(tried, depth: goal.depth)
      if goal.sign * next[goal.depth].units[goal.unit]
        > goal.sign * traced[goal.depth].units[goal.unit]
      {
        (point, traced) = (tried, next)
      }
      reach *= 0.8
    }
    return point
  }

  /// The gradient of the goal by the inputs.
  private func slope(of goal: Goal, _ traced: [SearchLayer.Values]) -> [Double] {
    var units = [Double](repeating: 0, count: layers[goal.depth].unitCount)
    units[goal.unit] = goal.sign
    for depth in stride(from: goal.depth, through: 0, by: -1) {
      let inputs = layers[depth].back(units, traced[depth])
      guard depth > 0 else { return inputs }
      units = zip(inputs, layers[depth - 1].slopes(traced[depth - 1])).map(*)
    }
    return []
  }

  private func trace(_ input: [Double], depth: Int? = nil) -> [SearchLayer.Values] {
    var result: [SearchLayer.Values] = []
    for layer in layers[...(depth ?? layers.count - 1)] {
      result.append(layer.values(for: result.last?.outputs ?? input))
    }
    return result
  }

  private static let mostSteps = 20
  private static let fewestSteps = 4
  private static let mostProducts = 1 << 35
}

extension ClosedRange<Double> {
  /// The smallest range that also holds a value; all numbers where the value is none.
  func including(_ value: Double) -> ClosedRange<Double> {
    guard !value.isNaN else { return -.infinity ... .infinity }
    return Swift.min(lowerBound, value)...Swift.max(upperBound, value)
  }
}

/// A layer in Float64 for the search.
private struct SearchLayer {
  let activation: Activation
  let unitCount: Int
  private let weights: RowMatrix
  private let biases: [Double]

  /// What a layer gives for an input.
  struct Values {
    /// The row that decides each unit.
    var rows: [Int]
    /// Each unit's pre-activation.
    var units: [Double]
    var outputs: [Double]
  }

  init(_ layer: NetworkLayer, keep: Double) {
    activation = layer.activation
    unitCount = layer.unitCount
    weights = RowMatrix(
      rowCount: layer.rowCount,
      columnCount: layer.inputCount,
      values: layer.weights.map { Double($0) * keep }
    )
    biases = layer.biases.map(Double.init)
  }

  func values(for input: [Double]) -> Values {
    let z = zip(weights.times(input), biases).map(+)
    let pieces = activation.pieces
    let rows = (0..<unitCount).map { unit in
      (unit * pieces..<(unit + 1) * pieces).max { z[$0] < z[$1] } ?? unit
    }
    let units = rows.map { z[$0] }
    return Values(rows: rows, units: units, outputs: outputs(of: units))
  }

  private func outputs(of units: [Double]) -> [Double] {
    switch activation {
    case .linear, .maxout: units
    case .relu: units.map { max(0, $0) }
    case .cappedRelu(let cap): units.map { min(cap, max(0, $0)) }
    case .table(let function): units.map { function($0) }
    case .sigmoid: units.map(logistic)
    case .tanh: units.map { tanh($0) }
    case .softmax: Activation.softmax.reference(units)
    }
  }

  /// The slope of each unit's activation.
  func slopes(_ values: Values) -> [Double] {
    switch activation {
    case .linear, .maxout: values.units.map { _ in 1 }
    case .relu: values.units.map { $0 > 0 ? 1 : 0 }
    case .cappedRelu(let cap): values.units.map { $0 > 0 && $0 < cap ? 1 : 0 }
    case .table(let function): values.units.map { (function($0 + 0x1p-10) - function($0)) * 0x1p10 }
    // Of a softmax, what a logit does to its own output.
    case .sigmoid, .softmax: values.outputs.map { $0 * (1 - $0) }
    case .tanh: values.outputs.map { 1 - $0 * $0 }
    }
  }

  /// Σ units · rows: slopes by the layer's inputs.
  func back(_ units: [Double], _ values: Values) -> [Double] {
    var result = [Double](repeating: 0, count: weights.columnCount)
    for (unit, factor) in units.enumerated() where factor != 0 {
      weights.add(row: values.rows[unit], times: factor, to: &result)
    }
    return result
  }
}
