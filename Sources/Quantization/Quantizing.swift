public import FloatNetwork
public import HalfwordRuntime

/// The numbers that a network is quantized to.
public enum NumberFormat: Equatable, Sendable {
  /// 8 fractional bits in every weight and biases in Q8.8, each the nearest, halves up.
  case plain
  /// For each unit the most fractional bits with which its weights fit 16 bits and its sums are proved in
  /// the form that is asked for, layer by layer; biases as start words. Where a form cannot be proved, the
  /// next wider one is taken.
  case fitted([SumForm])

  /// The same form of sums in each layer.
  public static func fitted(_ form: SumForm, layerCount: Int) -> NumberFormat {
    .fitted(Array(repeating: form, count: layerCount))
  }
}

extension QuantizedNetwork {
  /// Quantizes a network, each weight and bias to the nearest value, halves up.
  ///
  /// - Parameters:
  ///   - network: the float network, its dropout folded.
  ///   - scaling: the powers of two and offsets between its values and the words; none unless given.
  ///   - format: which numbers.
  ///   - saturate: whether a value that its format cannot hold becomes the nearest that it can, and is
  ///     counted. Otherwise it is an error.
  /// - Throws: `QuantizationError`.
  public init(
    quantizing network: Network,
    scaling: Scaling? = nil,
    format: NumberFormat = .plain,
    saturate: Bool = false
  ) throws(QuantizationError) {
    try self.init(
      quantizing: network,
      scaling: scaling,
      format: format,
      weights: .wide(layerCount: network.layers.count),
      moments: nil,
      saturate: saturate
    )
  }

  /// The same with narrow weights.
  ///
  /// - Parameters:
  ///   - plan: how many bits the weights of each layer have; of no meaning in plain numbers.
  ///   - moments: what the rows of each layer read on some samples, where that is known.
  init(
    quantizing network: Network,
    scaling: Scaling?,
    format: NumberFormat,
    weights plan: WeightPlan,
    moments: [InputMoments?]?,
    saturate: Bool
  ) throws(QuantizationError) {
    guard network.isDropoutFolded || network.layers.allSatisfy({ $0.inputDropout == 0 }) else {
      throw .dropoutNotFolded
    }
    guard network.inputCount <= NetworkDescription.largestCount,
      network.layers.allSatisfy({
        $0.rowCount <= NetworkDescription.largestCount
          && $0.columnCount <= NetworkDescription.largestCount
          && $0.activation.pieces <= NetworkDescription.largestPieceCount
      })
    else { throw .tooLarge }
    let scaling = scaling ?? .identity(for: network)
    var layers: [QuantizedLayer] = []
    var biasesAreExact = true
    var residues = NarrowResidues()
    for index in network.layers.indices {
      let scaled = ScaledLayer(of: network, at: index, scaling)
      var quantizer = LayerQuantizer(layer: index + 1, scaled, saturate: saturate)
      if plan.formats[index] != .bits16, scaled.source.form.kind.hasWeights {
        quantizer.weightFormat = plan.formats[index]
        quantizer.narrow = NarrowLayer(
          scaled,
          plan,
          plan.formats[index],
          moments: moments?[index]
        )
      }
      defer { if let layer = layers.last { residues.add(layer, scaled) } }
      switch format {
      case .plain: layers.append(quantizer.plainLayer())
      case .fitted(let forms): layers.append(quantizer.fittedLayer(form: forms[index]))
      }
      if let layer = layers.last, !scaled.hasExactBiases(in: layer) { biasesAreExact = false }
      if let misfit = quantizer.firstMisfit {
        throw .doesNotFit(misfit, others: quantizer.misfitCount - 1)
      }
    }
    self.init(
      inputShape: network.inputShape,
      graph: layers,
      channelScales: scaling.channelScales
    )
    for (index, layer) in network.layers.enumerated() {
      guard case .table(let function) = layer.activation else { continue }
      record = record ?? ExportRecord()
      record?.setTable(function, ofLayer: index + 1)
    }
    let capsAreExact = zip(network.layers, layers).allSatisfy { $1.capIsExact(of: $0) }
    let isKnown =
      layers.allSatisfy { $0.saturatedCount == 0 } && biasesAreExact && capsAreExact
      && !plan.correctsBiases
    roundingLaw = !isKnown ? .unknown : format == .plain ? .plainBiases : residues.law
  }
}

/// How far narrow weights are from those of their float network.
private struct NarrowResidues {
  private var hasNarrowWeights = false
  /// The most of all weights, in steps of their rows.
  private var largest = 0.0

  /// What a device may take for known, where all else is.
  var law: RoundingLaw {
    if hasNarrowWeights, largest == 0 { return .exactNarrowWeights }
    return largest <= 0.5 ? .startWords : .unknown
  }

  mutating func add(_ layer: QuantizedLayer, _ scaled: ScaledLayer) {
    guard layer.form.kind.hasWeights, layer.weightFormat != .bits16 else { return }
    hasNarrowWeights = true
    for (index, weight) in scaled.weights.enumerated() {
      let bits = layer.fractionBits(ofRow: index / layer.columnCount)
      largest = max(largest, abs(weight * power(Int(bits)) - Double(layer.weights[index])))
    }
  }
}

extension QuantizedLayer {
  /// Whether its cap, if it has one, is that of a float layer.
  fileprivate func capIsExact(of layer: NetworkLayer) -> Bool {
    guard let cap, case .cappedRelu(let value) = layer.activation else { return true }
    return Double(cap) * power(exponents[0] - 8) == value
  }
}

extension Scaling {
  /// How values of each channel of the input become words.
  public var channelScales: [InputScale] {
    zip(inputExponents, inputOffsets).map { InputScale(exponent: $0, offset: $1) }
  }
}

/// A layer of a float network in units of its words: what 256 times its parameters round to.
///
/// All is exact in Float64 but for the sum that the inputs' offsets add to a bias.
package struct ScaledLayer {
  package let source: NetworkLayer
  /// The rates of dropout that are not in the weights yet are not in these either.
  package let weights: [Double]
  package let biases: [Double]
  /// By how much each bias may be off, as it was summed in Float64.
  private let biasSlacks: [Double]
  /// Of what it gives, one a unit.
  package let exponents: [Int]
  /// Of what it reads, one a channel, tensor by tensor.
  package let sourceExponents: [[Int]]
  /// What the words of each channel of the input are less by, in the network's own units; nil for other tensors.
  let sourceOffsets: [Double]?
  /// Where its activation is a table, how that is placed.
  let table: TableRange?
  package let inputsAreNonnegative: Bool

  package init(of network: Network, at index: Int, _ scaling: Scaling, keep: Double = 1) {
    let layer = network.layers[index]
    let form = layer.form
    source = layer
    exponents = scaling.unitExponents[index]
    table = scaling.tables[index]
    sourceExponents = form.sources.map { scaling.exponents(ofTensor: $0) }
    let nonnegative = network.nonnegativeTensors
    inputsAreNonnegative = form.sources.allSatisfy { nonnegative[$0] }
    let before = sourceExponents[0]
    let offsets =
      form.sources[0] == 0
      ? zip(scaling.inputOffsets, scaling.inputExponents).map { Double($0) * power($1 - 8) } : nil
    sourceOffsets = offsets
    var weights: [Double] = []
    weights.reserveCapacity(layer.weights.count)
    var biases: [Double] = []
    var slacks: [Double] = []
    for row in 0..<layer.rowCount {
      let unit = row / layer.activation.pieces
      let factor = power(-(table?.inputExponent ?? exponents[unit]))
      let start = row * layer.columnCount
      var bias = Double(layer.biases[row])
      var magnitude = 0.0
      for column in 0..<layer.columnCount {
        let weight = Double(layer.weights[start + column]) * keep
        let channel = form.inputChannel(row: row, column: column)
        if let offsets {
          bias += weight * offsets[channel]
          magnitude += abs(weight * offsets[channel]) + abs(bias)
        }
        weights.append(weight * (power(before[channel]) * factor))
      }
      biases.append(bias * factor)
      slacks.append(magnitude * factor * 0x1p-52)
    }
    self.weights = weights
    self.biases = biases
    biasSlacks = slacks
  }

  /// Whether each bias is known to a sixteenth of a unit of its row's start word.
  func hasExactBiases(in layer: QuantizedLayer) -> Bool {
    biasSlacks.indices.allSatisfy {
      biasSlacks[$0] * power(8 + Int(layer.fractionBits(ofRow: $0))) < 0x1p-4
    }
  }
}

/// 2^exponent.
package func power(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1)
}

/// floor(value · 2^bits + 1/2), exact but for the rounding of huge values.
func scaledAndRounded(_ value: Double, fractionBits bits: Int) -> Double {
  let scaled = value * power(bits)
  let whole = scaled.rounded(.down)
  return scaled - whole >= 0.5 ? whole + 1 : whole
}

/// Quantizes the values of one layer and keeps account of those that do not fit.
private struct LayerQuantizer {
  let layer: Int
  let scaled: ScaledLayer
  let saturate: Bool
  /// How many bits fitted weights have; and what rounds narrow ones.
  var weightFormat = WeightFormat.bits16
  var narrow: NarrowLayer?
  private(set) var saturatedCount = 0
  private(set) var misfitCount = 0
  private(set) var firstMisfit: QuantizationError.Misfit?

  init(layer: Int, _ scaled: ScaledLayer, saturate: Bool) {
    self.layer = layer
    self.scaled = scaled
    self.saturate = saturate
  }

  private var source: NetworkLayer { scaled.source }
  private var columns: Int { source.columnCount }

  /// 8 fractional bits and biases in Q8.8.
  mutating func plainLayer() -> QuantizedLayer {
    guard source.form.kind.hasWeights else { return layer(nil, sums: nil) }
    let bits = Q8_8.fractionBits
    let weights = scaled.weights.indices.map { weight(at: $0, fractionBits: bits) }
    let starts = scaled.biases.indices.map { row in
      let bias: Int16 = fitted(
        scaledAndRounded(scaled.biases[row], fractionBits: Int(bits)),
        of: scaled.biases[row],
        row: row,
        column: nil,
        fractionBits: bits
      )
      return QuantizedLayer.start(bias: bias, fractionBits: bits)
    }
    return layer(
      WeightNumbers(
        fractionBits: Array(repeating: bits, count: source.unitCount),
        weights: weights,
        starts: starts
      ),
      sums: nil
    )
  }

  /// The most fractional bits in each unit for a form of sums, or for the next wider one.
  mutating func fittedLayer(form: SumForm) -> QuantizedLayer {
    guard source.form.kind.hasWeights else { return layer(nil, sums: form) }
    let forms = SumForm.cheapestFirst.drop { $0 != form }
    for form in forms {
      let fractions = (0..<source.unitCount).map { fractionBits(ofUnit: $0, form) }
      let isLast = form == forms.last
      guard isLast || fractions.allSatisfy({ $0 != nil }) else { continue }
      return quantized(fractions.map { $0 ?? 0 }, sums: form)
    }
    preconditionFailure("there is a form, the widest")
  }

  private mutating func quantized(_ fractions: [UInt8], sums: SumForm) -> QuantizedLayer {
    let pieces = source.activation.pieces
    let weights =
      narrow.map { narrow in
        (0..<source.rowCount).flatMap { row in
          narrow.row(row, fractionBits: Int(fractions[row / pieces]))
        }
      }
      ?? scaled.weights.indices.map { index in
        weight(at: index, fractionBits: fractions[index / columns / pieces])
      }
    let starts: [Int32] = scaled.biases.indices.map { row in
      let bits = fractions[row / pieces]
      return fitted(
        start(row, fractionBits: Int(bits)),
        of: scaled.biases[row],
        row: row,
        column: nil,
        fractionBits: bits
      )
    }
    return layer(
      WeightNumbers(
        fractionBits: fractions,
        weights: weights,
        starts: starts,
        format: weightFormat
      ),
      sums: sums
    )
  }

  private mutating func layer(_ numbers: WeightNumbers?, sums: SumForm?) -> QuantizedLayer {
    QuantizedLayer(
      source.form,
      numbers: numbers,
      exponents: scaled.exponents,
      shifts: shifts,
      cap: cap,
      table: table,
      foldedDropout: source.inputDropout,
      saturatedCount: saturatedCount,
      sums: sums,
      inputsAreNonnegative: scaled.inputsAreNonnegative
    )
  }

  /// How an addition shifts the words of each channel, before a table to the words that this is read with.
  private var shifts: [AdditionShift] {
    guard source.form.kind == .addition else { return [] }
    return scaled.exponents.indices.map { channel in
      AdditionShift(
        of: scaled.sourceExponents[0][channel],
        and: scaled.sourceExponents[1][channel],
        giving: scaled.table?.inputExponent ?? scaled.exponents[channel]
      )
    }
  }

  /// The cap in ulps; all units of the layer have one exponent.
  private var cap: Int16? {
    guard case .cappedRelu(let cap) = source.activation else { return nil }
    let word = scaledAndRounded(cap * power(-scaled.exponents[0]), fractionBits: 8)
    return Int16(min(max(word, 1), 32_767))
  }

  private var table: QuantizedTable? {
    guard case .table(let function) = source.activation, let range = scaled.table else {
      return nil
    }
    return QuantizedTable(
      of: function,
      inputExponent: range.inputExponent,
      lowest: range.lowest,
      shift: range.shift,
      outputExponent: scaled.exponents[0]
    )
    .withError(of: function, outputExponent: scaled.exponents[0])
  }

  /// The most bits with which all rows of a unit fit and are proved; nil where not even 0 are.
  private func fractionBits(ofUnit unit: Int, _ form: SumForm) -> UInt8? {
    let pieces = source.activation.pieces
    let rows = unit * pieces..<(unit + 1) * pieces
    let largest = rows.reduce(0.0) { largest, row in
      scaled.weights[row * columns..<(row + 1) * columns].reduce(largest) { max($0, abs($1)) }
    }
    let most = Int(ImageFormat.largestWeightFractionBits)
    // Where the weights would fit; then one bit less until everything is proved.
    var bits = largest > 0 ? min(most, weightFormat.bits - 1 - (largest.exponent)) : most
    guard largest.isFinite else { return nil }
    if let narrow, largest > 0 { bits = narrow.fractionBits(ofRows: rows, atMost: bits) }
    while bits >= 0 {
      if rows.allSatisfy({ isProved($0, fractionBits: bits, form) }) { return UInt8(bits) }
      bits -= 1
    }
    return nil
  }

  private func isProved(_ row: Int, fractionBits bits: Int, _ form: SumForm) -> Bool {
    guard let start = Int32(exactly: start(row, fractionBits: bits)) else { return false }
    guard let weights = rounded(row, fractionBits: bits) else { return false }
    return RowBound.proves(
      form,
      weights: weights.span,
      start: start,
      inputsAreNonnegative: scaled.inputsAreNonnegative
    )
  }

  /// A row's weights; nil where one does not fit.
  private func rounded(_ row: Int, fractionBits bits: Int) -> [Int16]? {
    if let narrow { return narrow.row(row, fractionBits: bits) }
    var weights: [Int16] = []
    weights.reserveCapacity(columns)
    for weight in scaled.weights[row * columns..<(row + 1) * columns] {
      guard let raw = Int16(exactly: scaledAndRounded(weight, fractionBits: bits)) else {
        return nil
      }
      weights.append(raw)
    }
    return weights
  }

  /// bias · 2^(8+f), rounded half up, plus half an ulp.
  private func start(_ row: Int, fractionBits bits: Int) -> Double {
    let correction = narrow?.biasCorrection(ofRow: row, fractionBits: bits) ?? 0
    return scaledAndRounded(scaled.biases[row] + correction, fractionBits: bits + 8)
      + Double(QuantizedLayer.half(UInt8(bits)))
  }

  private mutating func weight(at index: Int, fractionBits: UInt8) -> Int16 {
    fitted(
      scaledAndRounded(scaled.weights[index], fractionBits: Int(fractionBits)),
      of: scaled.weights[index],
      row: index / columns,
      column: index % columns,
      fractionBits: fractionBits
    )
  }

  /// The number itself, or the nearest end of its format, which is counted or noted as a misfit.
  private mutating func fitted<Raw: FixedWidthInteger>(
    _ rounded: Double,
    of value: Double,
    row: Int,
    column: Int?,
    fractionBits: UInt8
  ) -> Raw {
    if let raw = Raw(exactly: rounded) { return raw }
    if saturate && !value.isNaN {
      saturatedCount += 1
    } else {
      misfitCount += 1
      firstMisfit =
        firstMisfit
        ?? .init(
          layer: layer,
          row: row,
          column: column,
          value: Float(value),
          fractionBits: fractionBits
        )
    }
    return rounded > 0 ? .max : .min
  }
}

/// Why a network cannot be quantized. Layers count from 1; rows and columns from 0.
public enum QuantizationError: Error, Equatable, CustomStringConvertible {
  /// A weight or bias outside Q8.8, or not a number.
  public struct Misfit: Equatable, Sendable {
    /// The layer, from 1.
    public let layer: Int
    /// The row of weights: unit · pieces + piece.
    public let row: Int
    /// The column, which is the input; nil for a bias.
    public let column: Int?
    /// The value.
    public let value: Float
    /// The fractional bits it should get.
    public let fractionBits: UInt8

    /// What a user can do.
    fileprivate var remedy: String {
      fractionBits == Q8_8.fractionBits
        ? "leave out --weights q8.8, so that \(column == nil ? "biases" : "weights") get the range that they need"
        : "the ranges that are proved of the network's values without samples are too wide for it: fit the "
          + "numbers to samples (deploy --data, or export --samples --data), or give a narrower --input-range"
    }

    /// What 16 bits with so many fractional bits hold.
    fileprivate var formatText: String {
      guard fractionBits != Q8_8.fractionBits else { return "Q8.8, which holds -128 to 127.996" }
      let limit = power(15 - Int(fractionBits))
      return
        "16 bits with \(fractionBits) fractional ones, which hold -\(limit) to just below \(limit)"
    }
  }

  /// The first value that does not fit, and how many more there are in its layer.
  case doesNotFit(Misfit, others: Int)
  /// The network still has dropout that is not in its weights.
  case dropoutNotFolded
  /// More inputs, rows or pieces than the image can count.
  case tooLarge

  /// One line for a person.
  public var description: String {
    switch self {
    case .doesNotFit(let misfit, let others):
      let place =
        misfit.column.map { "weight [\(misfit.row), \($0)]" } ?? "bias [\(misfit.row)]"
      let more = others == 0 ? "" : " (and \(others) more in this layer)"
      return misfit.value.isNaN
        ? "layer \(misfit.layer), \(place) is not a number\(more); the checkpoint is damaged"
        : "layer \(misfit.layer), \(place) is \(misfit.value), outside \(misfit.formatText)\(more); "
          + "\(misfit.remedy), or pass --saturate to clip and count"
    case .dropoutNotFolded:
      return "the network's dropout must be folded into its weights before it is quantized"
    case .tooLarge:
      return "the image counts inputs and rows up to \(NetworkDescription.largestCount) and pieces "
        + "up to \(NetworkDescription.largestPieceCount); the network has more"
    }
  }
}
