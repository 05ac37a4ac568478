public import FloatNetwork
import Foundation
import HalfwordRuntime

/// Powers of two and offsets between a network's own values and the words of its model.
///
/// ReLU, maxout and linear layers are positively homogeneous: f(s·z) = s·f(z) for s > 0. So the rows and bias
/// of a unit may be multiplied by s where the next layer's weights for it are divided by it (Nagel et al.,
/// *Data-Free Quantization Through Weight Equalization and Bias Correction*, ICCV 2019). With s = 2^k every
/// Float stays exact. The larger a unit's words, the less their rounding weighs; the most that they may be is
/// what 16 bits hold.
public struct Scaling: Equatable, Sendable {
  /// k of each input, −24 to 24: a word is value · 2^(8−k) − offset.
  public var inputExponents: [Int]
  /// o of each input, a whole number in the grid of its words.
  public var inputOffsets: [Int32]
  /// For each layer the exponent e of each unit, −24 to 24: a value is word · 2^(e−8). 0 for sigmoid, tanh and
  /// softmax; in the last layer the same for all units, so that the largest stays the largest.
  public var unitExponents: [[Int]]

  /// Gathers exponents and offsets.
  public init(inputExponents: [Int], inputOffsets: [Int32], unitExponents: [[Int]]) {
    precondition(inputExponents.count == inputOffsets.count)
    self.inputExponents = inputExponents
    self.inputOffsets = inputOffsets
    self.unitExponents = unitExponents
  }

  /// m, that of the outputs.
  public var outputExponent: Int { unitExponents.last?.first ?? 0 }

  /// Nothing scaled: every value is in Q8.8.
  public static func identity(for network: Network) -> Scaling {
    Scaling(
      inputExponents: Array(repeating: 0, count: network.inputCount),
      inputOffsets: Array(repeating: 0, count: network.inputCount),
      unitExponents: network.layers.map { Array(repeating: 0, count: $0.unitCount) }
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

  /// The smallest range that holds those of all inputs.
  var hull: ClosedRange<Double> {
    (ranges.map(\.lowerBound).min() ?? 0)...(ranges.map(\.upperBound).max() ?? 0)
  }
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
    if let box { try fitInputs(to: box, options) }
    for (index, layer) in network.layers.enumerated() where layer.activation.isHomogeneous {
      let seen = options.usesSearch ? ranges.searched[index] : ranges.sampled[index]
      var exponents: [Int] = []
      for unit in 0..<layer.unitCount {
        let proved = ranges.proved[index][unit].provedMagnitude(of: layer.activation)
        let found = seen?[unit].largestMagnitude ?? 0
        var exponent = smallestExponent(ofMagnitude: proved, room: Self.provedRoom)
        if found > 0 {
          let needed = smallestExponent(ofMagnitude: found, room: room(options.headroomBits))
          // What is proved for the samples' own ranges says nothing of inputs outside of them.
          exponent = options.boxIsPromised ? min(exponent, needed) : needed
        }
        guard exponent <= Self.largestExponent else {
          let what = "unit \(unit) of layer \(index + 1)"
          throw ScalingError(what: what, value: found > 0 ? found : proved)
        }
        exponents.append(exponent)
      }
      exponents = zip(exponents, leastExponents(of: network, at: index)).map { max($0, $1) }
      if index == network.layers.count - 1 {
        exponents = exponents.map { _ in exponents.max() ?? 0 }
      }
      unitExponents[index] = exponents
    }
  }

  /// The smallest exponents of a layer's units with which weights fit 16 bits and start words 32, with two
  /// fractional bits left: a unit that never gives anything has no other.
  private func leastExponents(of network: Network, at index: Int) -> [Int] {
    let layer = ScaledLayer(of: network, at: index, unitsUnscaled(at: index))
    let pieces = layer.source.activation.pieces
    return (0..<layer.source.unitCount).map { unit in
      let rows = unit * pieces..<(unit + 1) * pieces
      let columns = layer.source.inputCount
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
    to box: InputBox,
    _ options: ScalingOptions
  ) throws(ScalingError) {
    let hull = box.hull
    let room = room(options.inputHeadroomBits)
    for (input, own) in box.ranges.enumerated() {
      // An input that never varied may do so on the device, and then as the others do.
      let range = options.sharesInputRange || own == 0...0 ? hull : own
      let what = "input \(input)"
      let plain = try exponent(ofMagnitude: range.largestMagnitude, room: room, what)
      inputExponents[input] = plain
      let (middle, radius) = (
        (range.lowerBound + range.upperBound) / 2, (range.upperBound - range.lowerBound) / 2
      )
      guard radius > 0 else { continue }
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
