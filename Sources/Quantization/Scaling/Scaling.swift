import CMath
public import FloatNetwork
import HalfwordRuntime

/// Powers of two and offsets between a network's own values and the words of its model.
///
/// ReLU, maxout and linear layers are positively homogeneous: f(s·z) = s·f(z) for s > 0. So the rows and bias
/// of a unit may be multiplied by s where the next layer's weights for it are divided by it (Nagel et al.,
/// *Data-Free Quantization Through Weight Equalization and Bias Correction*, ICCV 2019). With s = 2^k every
/// Float stays exact. The larger a unit's words, the less their rounding weighs; the most that they may be is
/// what 16 bits hold.
public struct Scaling: Equatable, Sendable {
  /// k of each channel of the input, −24 to 24: a word is value · 2^(8−k) − offset.
  public var inputExponents: [Int]
  /// o of each channel of the input, a whole number in the grid of its words.
  public var inputOffsets: [Int32]
  /// For each layer the exponent e of each unit, −24 to 24: a value is word · 2^(e−8). 0 for sigmoid, tanh and
  /// softmax; in the last layer the same for all units, so that the largest stays the largest.
  public var unitExponents: [[Int]]
  /// For each layer whose activation is a table, how that is placed.
  public var tables: [TableRange?]

  /// Gathers exponents and offsets.
  public init(
    inputExponents: [Int],
    inputOffsets: [Int32],
    unitExponents: [[Int]],
    tables: [TableRange?]? = nil
  ) {
    precondition(inputExponents.count == inputOffsets.count)
    self.inputExponents = inputExponents
    self.inputOffsets = inputOffsets
    self.unitExponents = unitExponents
    self.tables = tables ?? unitExponents.map { _ in nil }
    precondition(self.tables.count == unitExponents.count)
  }

  /// The exponents of a tensor's channels.
  public func exponents(ofTensor tensor: Int) -> [Int] {
    tensor == 0 ? inputExponents : unitExponents[tensor - 1]
  }

  /// m, that of the outputs.
  public var outputExponent: Int { unitExponents.last?.first ?? 0 }

  /// Nothing scaled: every value is in Q8.8.
  public static func identity(for network: Network) -> Scaling {
    Scaling(
      inputExponents: Array(repeating: 0, count: network.inputShape.channels),
      inputOffsets: Array(repeating: 0, count: network.inputShape.channels),
      unitExponents: network.layers.map { Array(repeating: 0, count: $0.unitCount) },
      tables: network.layers.map { $0.activation.isTable ? .everything : nil }
    )
  }

  /// The largest exponent on either side, as the image's format has it.
  public static let largestExponent = Int(ImageFormat.largestExponent)
}

/// The smallest and the largest value that each input can have, in the network's own units.
public struct InputBox: Equatable, Sendable {
  /// One range an input.
  public let ranges: [ClosedRange<Double>]

  /// Gathers ranges.
  public init(ranges: [ClosedRange<Double>]) {
    self.ranges = ranges
  }

  /// What plain Q8.8 holds, for each input.
  static func plain(inputCount: Int) -> InputBox {
    InputBox(ranges: Array(repeating: -128...128 - 0x1p-8, count: inputCount))
  }

  /// The smallest range of each channel that holds it at every place.
  func channelRanges(_ channels: Int) -> [ClosedRange<Double>] {
    guard channels < ranges.count else { return ranges }
    return (0..<channels).map { channel in
      stride(from: channel, to: ranges.count, by: channels).lazy.map { ranges[$0] }.hull
    }
  }

  /// The smallest range that holds those of all inputs.
  var hull: ClosedRange<Double> { ranges.hull }
}

/// How powers of two and offsets are chosen.
public struct ScalingOptions: Equatable, Sendable {
  /// How many bits of range hidden units and outputs keep for what was not found.
  public var headroomBits = 1
  /// The same of inputs.
  public var inputHeadroomBits = 1
  /// From how many bits of finer steps on an input gets an offset.
  public var offsetGain = 2
  /// Whether all inputs get the range that holds every one of them.
  public var sharesInputRange = false
  /// Whether no input leaves its box, so that what is proved inside it needs no headroom.
  public var boxIsPromised = false
  /// Whether what a search for extremes found counts.
  public var usesSearch = true
  /// The tensors whose channels get one exponent though nothing demands it: those that narrow weights meet, whose steps
  /// are then alike in all columns of a row.
  public var tensorsWithOneExponent: Set<Int> = []

  /// As above.
  public init() {}
}

/// A value that no power of two of the format brings into 16 bits. Inputs and units count from 0.
public struct ScalingError: Error, Equatable, CustomStringConvertible {
  /// Which value.
  public let what: String
  /// How large it gets.
  public let value: Double

  /// One line for a person.
  public var description: String {
    value.isFinite
      ? "\(what) is as large as \(value), too large for 16 bits with any power of two; standardize the "
        + "inputs in the model, or look for a damaged sample"
      : "\(what) is infinite or not a number; look for a damaged sample or weight"
  }
}

extension Scaling {
  /// Chooses the smallest powers of two that hold what is found with headroom, or what is proved.
  ///
  /// - Parameters:
  ///   - ranges: what the network's units were found and proved to give.
  ///   - box: the values of the inputs; nil where nothing is known, and then inputs stay in Q8.8.
  /// - Throws: `ScalingError` where a value is too large.
  public init(
    fitting network: Network,
    _ ranges: UnitRanges,
    box: InputBox?,
    options: ScalingOptions
  ) throws(ScalingError) {
    self = .identity(for: network)
    let uniform = network.tensorsWithOneExponent.union(options.tensorsWithOneExponent)
    if let box {
      try fitInputs(of: network, to: box, options, uniform: uniform)
    }
    for (index, layer) in network.layers.enumerated() {
      let found = options.usesSearch ? ranges.searched[index] : ranges.sampled[index]
      let unitRanges = UnitFit(proved: ranges.proved[index], found: found, options: options)
      if case .table(let function) = layer.activation {
        try fitTable(function, ofLayerAt: index, unitRanges)
      } else {
        try fitUnits(of: network, at: index, unitRanges)
      }
      if uniform.contains(index + 1) || layer.activation.isCapped {
        unitExponents[index] = unitExponents[index].map { _ in unitExponents[index].max() ?? 0 }
      }
    }
    try alignAdditions(of: network)
  }

  /// What is known of the pre-activations of a layer's units.
  struct UnitFit {
    let proved: [ClosedRange<Double>]
    let found: [ClosedRange<Double>]?
    let options: ScalingOptions
  }

  /// Chooses the exponents of a layer's units, but for a table's.
  private mutating func fitUnits(
    of network: Network,
    at index: Int,
    _ ranges: UnitFit
  ) throws(ScalingError) {
    let layer = network.layers[index]
    if layer.form.kind.isPooling {
      unitExponents[index] = exponents(ofTensor: layer.sources[0])
      return
    }
    if case .cappedRelu(let cap) = layer.activation {
      // So that all units' words hold the cap.
      let exponent = smallestExponent(ofMagnitude: cap, room: Self.provedRoom)
      guard exponent <= Self.largestExponent else {
        throw ScalingError(what: "the cap of layer \(index + 1)", value: cap)
      }
      unitExponents[index] = unitExponents[index].map { _ in exponent }
      return
    }
    guard layer.activation.isHomogeneous else { return }
    var exponents: [Int] = []
    for unit in 0..<layer.unitCount {
      let range = ranges.proved[unit]
      var proved = range.provedMagnitude(of: layer.activation)
      let found = ranges.found?[unit].largestMagnitude ?? 0
      // Of a unit that never gives anything, the pre-activation is what its words must hold: in smaller steps its error
      // words would count millions of them.
      if proved == 0 { proved = range.largestMagnitude }
      let exponent = exponent(proved: proved, found: found, ranges.options)
      guard exponent <= Self.largestExponent else {
        let what = "unit \(unit) of layer \(index + 1)"
        throw ScalingError(what: what, value: found > 0 ? found : proved)
      }
      exponents.append(exponent)
    }
    if layer.form.kind.hasWeights {
      exponents = zip(exponents, leastExponents(of: network, at: index)).map { max($0, $1) }
    }
    unitExponents[index] = exponents
  }

  /// The smallest exponent that holds what is proved, or what was found with headroom.
  private func exponent(proved: Double, found: Double, _ options: ScalingOptions) -> Int {
    let exponent = smallestExponent(ofMagnitude: proved, room: Self.provedRoom)
    guard found > 0 else { return exponent }
    let needed = smallestExponent(ofMagnitude: found, room: room(options.headroomBits))
    // What is proved for the samples' own ranges says nothing of inputs outside of them.
    return options.boxIsPromised ? min(exponent, needed) : needed
  }

  /// Places a table, and chooses the one exponent of what it gives.
  private mutating func fitTable(
    _ function: ScalarFunction,
    ofLayerAt index: Int,
    _ ranges: UnitFit
  ) throws(ScalingError) {
    let proved = ranges.proved.hull
    let found = ranges.found?.hull
    let inputExponent = exponent(
      proved: proved.largestMagnitude,
      found: found?.largestMagnitude ?? 0,
      ranges.options
    )
    guard inputExponent <= Self.largestExponent else {
      throw ScalingError(what: "a unit of layer \(index + 1)", value: proved.largestMagnitude)
    }
    let range = found ?? proved
    let values = function.values(on: range)
    guard values.allSatisfy(\.isFinite) else {
      throw ScalingError(
        what: "the activation of layer \(index + 1)",
        value: values.first { !$0.isFinite } ?? 0
      )
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    let exponent = smallestExponent(
      ofMagnitude: largest,
      room: room(ranges.options.headroomBits)
    )
    guard exponent <= Self.largestExponent else {
      throw ScalingError(what: "the activation of layer \(index + 1)", value: largest)
    }
    unitExponents[index] = unitExponents[index].map { _ in exponent }
    tables[index] = TableRange(
      for: function,
      on: range,
      inputExponent: inputExponent,
      outputExponent: exponent
    )
  }

  /// Raises exponents until the words of each addition can be shifted to each other.
  private mutating func alignAdditions(of network: Network) throws(ScalingError) {
    for index in network.layers.indices.reversed()
    where network.layers[index].form.kind == .addition {
      let sources = network.layers[index].sources
      for channel in 0..<network.layers[index].unitCount {
        let words = sources.map { exponents(ofTensor: $0)[channel] }
        // Before a table the sum is in the words that this is read with.
        let own = tables[index]?.inputExponent
        let largest = max(words[0], words[1], own ?? unitExponents[index][channel])
        let least = largest - AdditionShift.largest
        if own == nil {
          unitExponents[index][channel] = max(unitExponents[index][channel], least)
        }
        for source in sources { raise(channel, ofTensor: source, to: least, in: network) }
        let shift = AdditionShift(
          of: exponents(ofTensor: sources[0])[channel],
          and: exponents(ofTensor: sources[1])[channel],
          giving: own ?? unitExponents[index][channel]
        )
        guard shift.isPossible else {
          throw ScalingError(
            what: "one side of the addition in layer \(index + 1) against the other",
            value: power(largest)
          )
        }
      }
    }
    // What was raised before a pooling counts behind it, too.
    for (index, layer) in network.layers.enumerated() where layer.form.kind.isPooling {
      unitExponents[index] = exponents(ofTensor: layer.sources[0])
    }
  }

  private mutating func raise(
    _ channel: Int,
    ofTensor tensor: Int,
    to least: Int,
    in network: Network
  ) {
    guard tensor > 0, unitExponents[tensor - 1][channel] < least else { return }
    let layer = network.layers[tensor - 1]
    unitExponents[tensor - 1][channel] = least
    if layer.form.kind.isPooling {
      raise(channel, ofTensor: layer.sources[0], to: least, in: network)
    }
  }

  /// The smallest exponents of a layer's units with which weights fit 16 bits and start words 32, with two
  /// fractional bits left: a unit that never gives anything has no other.
  private func leastExponents(of network: Network, at index: Int) -> [Int] {
    let layer = ScaledLayer(of: network, at: index, unitsUnscaled(at: index))
    let pieces = layer.source.activation.pieces
    return (0..<layer.source.unitCount).map { unit in
      let rows = unit * pieces..<(unit + 1) * pieces
      let columns = layer.source.columnCount
      let weight = layer.weights[rows.lowerBound * columns..<rows.upperBound * columns]
        .reduce(0) { max($0, abs($1)) }
      let bias = layer.biases[rows].reduce(0) { max($0, abs($1)) }
      let largest = max(weight / 0x1p13, bias / 0x1p20)
      let least = largest > 0 && largest.isFinite ? Int(log2(largest).rounded(.up)) : 0
      return min(max(least, -Self.largestExponent), Self.largestExponent)
    }
  }

  /// The same scaling but for one layer's units.
  private func unitsUnscaled(at index: Int) -> Scaling {
    var result = self
    result.unitExponents[index] = result.unitExponents[index].map { _ in 0 }
    return result
  }

  private mutating func fitInputs(
    of network: Network,
    to box: InputBox,
    _ options: ScalingOptions,
    uniform: Set<Int>
  ) throws(ScalingError) {
    let areUniform = uniform.contains(0)
    let hull = box.hull
    let room = room(options.inputHeadroomBits)
    let allowsOffsets = network.allowsInputOffsets && !areUniform
    for (input, own) in box.channelRanges(network.inputShape.channels).enumerated() {
      // An input that never varied may do so on the device, and then as the others do.
      let range = options.sharesInputRange || areUniform || own == 0...0 ? hull : own
      let what = network.inputShape.isVector ? "input \(input)" : "channel \(input) of the input"
      let plain = try exponent(ofMagnitude: range.largestMagnitude, room: room, what)
      inputExponents[input] = plain
      let (middle, radius) = (
        (range.lowerBound + range.upperBound) / 2, (range.upperBound - range.lowerBound) / 2
      )
      guard radius > 0, allowsOffsets else { continue }
      let centered = try exponent(ofMagnitude: radius, room: room, what)
      let offset = scaledAndRounded(middle, fractionBits: 8 - centered)
      guard plain - centered >= options.offsetGain, abs(offset) <= Self.largestOffset else {
        continue
      }
      inputExponents[input] = centered
      inputOffsets[input] = Int32(offset)
    }
  }

  /// The smallest exponent with which values up to a magnitude stay inside `room` of 128.
  private func exponent(
    ofMagnitude magnitude: Double,
    room: Double,
    _ what: String
  ) throws(ScalingError) -> Int {
    let exponent = smallestExponent(ofMagnitude: magnitude, room: room)
    guard exponent <= Self.largestExponent else {
      throw ScalingError(what: what, value: magnitude)
    }
    return exponent
  }

  /// The same, at least −24; more than 24 where no exponent of the format is enough, as for what is not finite.
  private func smallestExponent(ofMagnitude magnitude: Double, room: Double) -> Int {
    guard magnitude.isFinite else { return .max }
    guard magnitude > 0 else { return -Self.largestExponent }
    var exponent = Int(log2(magnitude / room).rounded(.up))
    if magnitude > room * power(exponent) { exponent += 1 }
    return max(exponent, -Self.largestExponent)
  }

  /// What values may use of −128 … 127.996, with so many bits left free.
  private func room(_ headroomBits: Int) -> Double {
    headroomBits == 0 ? 127.99 : power(7 - headroomBits)
  }

  /// What is proved in float may be exceeded by the rounding errors of fixed point alone.
  private static let provedRoom = 126.0
  /// An offset's magnitude; larger ones gain nothing over what Float can tell apart.
  private static let largestOffset = 0x1p30
}

extension ClosedRange<Double> {
  /// How large a unit's word is proved to get: before ReLU only the upper end matters.
  ///
  /// Of what was only found both ends matter: the upper end of a unit that is rarely above 0 says little of
  /// how large it may get, and the size of its sums does.
  fileprivate func provedMagnitude(of activation: Activation) -> Double {
    activation == .relu ? Swift.max(0, upperBound) : largestMagnitude
  }
}

extension Sequence<ClosedRange<Double>> {
  /// The smallest range that holds all of them.
  var hull: ClosedRange<Double> {
    var result: ClosedRange<Double>?
    for range in self {
      result =
        result.map {
          Swift.min($0.lowerBound, range.lowerBound)...Swift.max($0.upperBound, range.upperBound)
        } ?? range
    }
    return result ?? 0...0
  }
}

extension Network {
  /// The tensors whose channels must have one exponent: the output, and what reaches it through poolings alone.
  fileprivate var tensorsWithOneExponent: Set<Int> {
    var tensors: Set = [layers.count]
    var last = layers.count
    while last > 0, layers[last - 1].form.kind.isPooling {
      last = layers[last - 1].sources[0]
      tensors.insert(last)
    }
    return tensors
  }

  /// Whether the inputs' words may be off by a number that the biases of what reads them take in: not where
  /// something else reads them, or places outside count as 0.
  fileprivate var allowsInputOffsets: Bool {
    layers.allSatisfy { layer in
      !layer.sources.contains(0) || layer.form.kind.hasWeights && !layer.form.readsPadding
    }
  }

  /// Whether no value of each tensor is ever negative, the input's first.
  package var nonnegativeTensors: [Bool] {
    layers.reduce(into: [false]) { known, layer in
      known.append(
        layer.form.isNonnegative(readingNonnegative: layer.sources.map { known[$0] })
      )
    }
  }
}

extension LayerForm {
  /// Whether some window reaches beyond the input.
  fileprivate var readsPadding: Bool {
    guard let window = kind.window else { return false }
    return (0..<output.height).contains {
      window.rows(at: $0, of: input.height).count < window.kernelHeight
    }
      || (0..<output.width).contains {
        window.columns(at: $0, of: input.width).count < window.kernelWidth
      }
  }
}
