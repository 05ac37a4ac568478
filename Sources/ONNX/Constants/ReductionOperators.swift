import CMath

/// What makes one number of many: along some axes of a constant.
let reductionOperators: [String: ConstantOperator] = [
  "ReduceSum": reduction(Fold(0, +, 0, { a, b, _ in a &+ b }), since: 13),
  "ReduceMean": reduction(Fold(0, +), end: { $0 / Double($1) }),
  "ReduceProd": reduction(Fold(1, *, 1, { a, b, _ in a &* b })),
  "ReduceMax": reduction(
    Fold(-.infinity, { $0.isNaN || $0 > $1 ? $0 : $1 }, nil) { a, b, type in
      type.ordered(a) > type.ordered(b) ? a : b
    }
  ),
  "ReduceMin": reduction(
    Fold(.infinity, { $0.isNaN || $0 < $1 ? $0 : $1 }, nil) { a, b, type in
      type.ordered(a) < type.ordered(b) ? a : b
    }
  ),
  "ReduceL1": reduction(Fold(0, { $0 + abs($1) }, 0, { a, b, _ in a &+ (b < 0 ? 0 &- b : b) })),
  "ReduceL2": reduction(Fold(0, { $0 + $1 * $1 }), end: { sum, _ in sum.squareRoot() }),
  "ReduceSumSquare": reduction(Fold(0, { $0 + $1 * $1 }, 0, { a, b, _ in a &+ b &* b })),
  "ReduceLogSum": reduction(Fold(0, +), end: { sum, _ in log(sum) }),
  "ReduceLogSumExp": { node throws(ONNXError) in
    guard try node.input(0).type.isFloat else { throw node.unfit(try node.input(0)) }
    // Over all of the group less its largest, so that nothing overflows.
    return try node.reduced(since: 18, whole: nil) { values in
      let largest = values.max() ?? 0
      guard largest.isFinite else { return largest }
      return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
    }
  },
  "ArgMax": { node throws(ONNXError) in try node.argument { $0 > $1 } },
  "ArgMin": { node throws(ONNXError) in try node.argument { $0 < $1 } },
  "CumSum": { node throws(ONNXError) in try node.cumulated() },
  "Softmax": { node throws(ONNXError) in try node.softmax(isLogarithm: false) },
  "LogSoftmax": { node throws(ONNXError) in try node.softmax(isLogarithm: true) },
]

/// How a group of numbers becomes one.
private struct Fold: Sendable {
  let start: Double
  let step: @Sendable (Double, Double) -> Double
  /// Nil where the first number is the start.
  let wholeStart: Int64?
  let wholeStep: (@Sendable (Int64, Int64, ElementType) -> Int64)?

  init(
    _ start: Double,
    _ step: @escaping @Sendable (Double, Double) -> Double,
    _ wholeStart: Int64? = nil,
    _ wholeStep: (@Sendable (Int64, Int64, ElementType) -> Int64)? = nil
  ) {
    (self.start, self.step) = (start, step)
    (self.wholeStart, self.wholeStep) = (wholeStart, wholeStep)
  }
}

/// Real numbers are added in Float64 and rounded once: the order in which a run time adds is its own.
private func reduction(
  _ fold: Fold,
  since version: Int = 18,
  end: @escaping @Sendable (Double, Int) -> Double = { result, _ in result }
) -> ConstantOperator {
  { node throws(ONNXError) in
    let type = try node.input(0).type
    let whole = fold.wholeStep.map { step in
      { (values: [Int64]) in
        values.dropFirst(fold.wholeStart == nil ? 1 : 0)
          .reduce(fold.wholeStart ?? values[0]) { step($0, $1, type) }
      }
    }
    return try node.reduced(since: version, whole: whole) { values in
      end(values.reduce(fold.start, fold.step), values.count)
    }
  }
}

extension ConstantNode {
  /// - Parameters:
  ///   - version: from when on the axes are an input.
  ///   - whole: for whole numbers; nil where the result is that of real ones without its fraction.
  fileprivate mutating func reduced(
    since version: Int,
    whole: (([Int64]) -> Int64)?,
    _ function: ([Double]) -> Double
  ) throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    let rank = constant.shape.count
    var axes = try reader.axes(input: 1, since: version, rank: rank) ?? []
    // An empty list stands for all axes, unless an attribute says otherwise.
    if axes.isEmpty, reader.integer("noop_with_empty_axes") ?? 0 == 0 { axes = Array(0..<rank) }
    let keepsAxes = reader.integer("keepdims") ?? 1 != 0
    let (groups, kept) = try groups(of: constant.shape, over: axes)
    guard groups.allSatisfy({ !$0.isEmpty }) else { throw error("reduces no numbers to one") }
    let shape = keepsAxes ? kept : kept.indices.filter { !axes.contains($0) }.map { kept[$0] }
    switch (constant.elements, whole) {
    case (.reals(let values), _):
      return [
        Constant(
          shape: shape,
          type: constant.type,
          reals: groups.map { group in function(group.map { values[$0] }) }
        )
      ]
    case (.integers(let values), let whole?) where constant.type.isInteger:
      return [
        Constant(
          shape: shape,
          type: constant.type,
          integers: groups.map { group in whole(group.map { values[$0] }) }
        )
      ]
    case (.integers(let values), nil) where constant.type.isInteger:
      var results: [Int64] = []
      for group in groups {
        let result = function(group.map { constant.type.real(values[$0]) })
        guard let whole = constant.type.whole(result) else {
          throw error("gives \(result), which \(constant.type.name) cannot hold")
        }
        results.append(whole)
      }
      return [Constant(shape: shape, type: constant.type, integers: results)]
    default: throw unfit(constant)
    }
  }

  /// The places that come together where some axes go; and the shape in which these have length 1.
  fileprivate mutating func groups(
    of shape: [Int],
    over axes: [Int]
  ) throws(ONNXError) -> (groups: [[Int]], kept: [Int]) {
    let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    try reserve(kept, factor: 6)
    try reserve(shape, factor: 2)
    let all = axisPlaces(of: shape)
    let within = places(axes.map { all[$0] })
    let starts = places(shape.indices.filter { !axes.contains($0) }.map { all[$0] })
    return (starts.map { start in within.map { start + $0 } }, kept)
  }

  /// Where along an axis the first, or last, best number is.
  fileprivate mutating func argument(
    isBetter: (Double, Double) -> Bool
  ) throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    let axis = try axis(0, rank: constant.shape.count)
    let takesLast = reader.integer("select_last_index") ?? 0 != 0
    guard constant.type.isFloat || constant.type.size < 8 else { throw unfit(constant) }
    let (groups, kept) = try groups(of: constant.shape, over: [axis])
    let values = constant.values
    var results: [Int64] = []
    for group in groups {
      guard let first = group.first else { throw error("looks for a number among none") }
      var (best, index) = (values[first], 0)
      for (place, value) in group.map({ values[$0] }).enumerated()
      where isBetter(value, best) || takesLast && value == best { (best, index) = (value, place) }
      results.append(Int64(index))
    }
    var shape = kept
    if reader.integer("keepdims") ?? 1 == 0 { shape.remove(at: axis) }
    return [Constant(shape: shape, type: .int64, integers: results)]
  }

  fileprivate mutating func cumulated() throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    guard let given = try single(1).integers.first else { throw error("names no axis") }
    let axis = try reader.axis(given, rank: constant.shape.count)
    let isExclusive = reader.integer("exclusive") ?? 0 != 0
    let isReversed = reader.integer("reverse") ?? 0 != 0
    let groups = try groups(of: constant.shape, over: [axis]).groups
    func sums<Number>(_ values: [Number], _ zero: Number, _ add: (Number, Number) -> Number)
      -> [Number]
    {
      var results = values
      for group in groups {
        var sum = zero
        for place in isReversed ? group.reversed() : group {
          let next = add(sum, values[place])
          results[place] = isExclusive ? sum : next
          sum = next
        }
      }
      return results
    }
    let (shape, type) = (constant.shape, constant.type)
    switch constant.elements {
    case .reals(let values):
      return [
        Constant(shape: shape, type: type, reals: sums(values, 0) { type.rounded($0 + $1) })
      ]
    case .integers(let values) where type.isInteger:
      return [Constant(shape: shape, type: type, integers: sums(values, 0, &+))]
    default: throw unfit(constant)
    }
  }

  fileprivate mutating func softmax(isLogarithm: Bool) throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    var values = try reals(0)
    let rank = constant.shape.count
    // Before opset 13 the axes from this one on were one.
    let axis = try axis(opset < 13 ? 1 : -1, rank: rank)
    let groups = try groups(of: constant.shape, over: opset < 13 ? Array(axis..<rank) : [axis])
      .groups
    for group in groups {
      let largest = group.reduce(-Double.infinity) { max($0, values[$1]) }
      let sum = group.reduce(0.0) { $0 + exp(values[$1] - largest) }
      for place in group {
        let difference = values[place] - largest
        values[place] = isLogarithm ? difference - log(sum) : exp(difference) / sum
      }
    }
    return [Constant(shape: constant.shape, type: constant.type, reals: values)]
  }
}
