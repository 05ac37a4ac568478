public import FloatNetwork
public import HalfwordRuntime

/// A layer in fixed point.
///
/// Where it has weights, the sum of a row at a place is `start + Σ weightᵢ · wordᵢ`, exact, and its pre-activation
/// that sum shifted right by the fractional bits of its unit (`Docs/numerics.md`).
public struct QuantizedLayer: Equatable, Sendable {
  /// What it reads, does and gives.
  public let form: LayerForm
  /// The fractional bits f of the weights of each unit, 0 to 22: weight = raw / 2^f. None without weights.
  public let fractionBits: [UInt8]
  /// Rows × columns, row by row; row `unit * pieces + piece` belongs to `unit`. In the range of their format.
  public let weights: [Int16]
  /// How many bits the weights have in the image; of no meaning without weights.
  public let weightFormat: WeightFormat
  /// What each row's sum begins with: the bias in units of 2^−(8+f), and half an ulp for the rounding.
  public let starts: [Int32]
  /// What the words of each unit, or channel, mean: value = word · 2^(exponent − 8).
  public let exponents: [Int]
  /// How the two words of each channel are shifted before they are added; of an addition alone.
  public let shifts: [AdditionShift]
  /// The cap of a capped ReLU, in ulps of what the layer gives.
  public let cap: Int16?
  /// The table of an activation that has one.
  public let table: QuantizedTable?
  /// The dropout rate p whose 1 − p is in the weights; 0 for none.
  public let foldedDropout: Double
  /// How many weights and biases did not fit and were saturated.
  public let saturatedCount: Int
  /// In which form the sums of the layer are exact, proved from its weights; of no meaning without weights.
  public internal(set) var sums: SumForm

  /// Gathers the numbers of a layer.
  ///
  /// - Parameters:
  ///   - sums: the form of the sums; nil for the cheapest that is proved.
  ///   - inputsAreNonnegative: whether what it reads is never negative.
  /// - Precondition: counts are those of the form: rows × columns weights, one start a row, one number of
  ///   fractional bits a unit, one exponent a channel; weights lie in the range of their format; the form of the sums
  ///   is proved.
  public init(
    _ form: LayerForm,
    numbers: WeightNumbers? = nil,
    exponents: [Int]? = nil,
    shifts: [AdditionShift] = [],
    cap: Int16? = nil,
    table: QuantizedTable? = nil,
    foldedDropout: Double = 0,
    saturatedCount: Int = 0,
    sums: SumForm? = nil,
    inputsAreNonnegative: Bool = false
  ) {
    let numbers = numbers ?? WeightNumbers(fractionBits: [], weights: [], starts: [])
    precondition(numbers.starts.count == form.rowCount)
    precondition(numbers.weights.count == form.rowCount * form.columnCount)
    precondition(numbers.fractionBits.count == (form.kind.hasWeights ? form.unitCount : 0))
    precondition(
      numbers.fractionBits.allSatisfy { $0 <= ImageFormat.largestWeightFractionBits }
    )
    precondition(numbers.fitFormat)
    precondition(shifts.count == (form.kind == .addition ? form.unitCount : 0))
    precondition((cap != nil) == form.activation.isCapped)
    precondition((table != nil) == form.activation.isTable)
    self.form = form
    fractionBits = numbers.fractionBits
    weights = numbers.weights
    weightFormat = numbers.format
    starts = numbers.starts
    self.exponents = exponents ?? Array(repeating: 0, count: form.unitCount)
    self.shifts = shifts
    self.cap = cap
    self.table = table
    self.foldedDropout = foldedDropout
    self.saturatedCount = saturatedCount
    precondition(self.exponents.count == form.unitCount)
    self.sums = sums ?? numbers.cheapestForm(form, inputsAreNonnegative: inputsAreNonnegative)
  }
}

/// The integers of a layer's weights.
public struct WeightNumbers: Equatable, Sendable {
  /// One a unit.
  public var fractionBits: [UInt8]
  /// Rows × columns.
  public var weights: [Int16]
  /// One a row.
  public var starts: [Int32]
  /// How many bits the weights have in the image.
  public var format: WeightFormat

  /// Gathers them.
  public init(
    fractionBits: [UInt8],
    weights: [Int16],
    starts: [Int32],
    format: WeightFormat = .bits16
  ) {
    self.fractionBits = fractionBits
    self.weights = weights
    self.starts = starts
    self.format = format
  }

  fileprivate var fitFormat: Bool {
    let range = format.range
    return format == .bits16 || weights.allSatisfy { range.contains($0) }
  }

  fileprivate func cheapestForm(_ form: LayerForm, inputsAreNonnegative: Bool) -> SumForm {
    let columns = form.columnCount
    let proves = { (sums: SumForm) in
      starts.indices.allSatisfy { row in
        RowBound.proves(
          sums,
          weights: weights.span.extracting(row * columns..<(row + 1) * columns),
          start: starts[row],
          inputsAreNonnegative: inputsAreNonnegative
        )
      }
    }
    return SumForm.cheapestFirst.first(where: proves) ?? .bits64
  }
}

extension QuantizedLayer {
  /// How many values the layer reads, of an addition from each of both.
  public var inputCount: Int { form.input.count }
  /// How many units it has: the channels of what it gives.
  public var unitCount: Int { form.unitCount }
  /// How many values it gives.
  public var valueCount: Int { form.valueCount }
  /// What happens to the rounded sums.
  public var activation: Activation { form.activation }
  /// Units times pieces.
  public var rowCount: Int { form.rowCount }
  /// The weights of a row.
  public var columnCount: Int { form.columnCount }

  /// How the weights of a dense layer will lie in the image.
  public var panels: WeightPanels {
    WeightPanels(rows: rowCount, columns: columnCount, format: weightFormat)
  }

  /// The integers of its weights.
  public var numbers: WeightNumbers {
    WeightNumbers(
      fractionBits: fractionBits,
      weights: weights,
      starts: starts,
      format: weightFormat
    )
  }

  /// The fractional bits of a row's weights: those of its unit.
  public func fractionBits(ofRow row: Int) -> UInt8 { fractionBits[row / activation.pieces] }

  /// The bias of a row in ulps of its unit, exact: the start word without the half for the rounding.
  public func bias(ofRow row: Int) -> Double {
    let bits = fractionBits(ofRow: row)
    let bias = Int64(starts[row]) - Self.half(bits)
    return Double(bias) * power(-Int(bits))
  }

  /// What the words of pre-activations mean: those of a unit have the exponent of its values, but before a table.
  public func preActivationExponent(ofUnit unit: Int) -> Int {
    table?.inputExponent ?? exponents[unit]
  }

  /// Half an ulp of the result, in units of the sum.
  static func half(_ fractionBits: UInt8) -> Int64 { (1 << Int64(fractionBits)) >> 1 }
}

extension QuantizedLayer {
  /// A dense layer that reads a vector.
  ///
  /// - Precondition: rows × inputs weights, one start a row, one number of fractional bits and one exponent a unit;
  ///   the form is proved.
  public init(
    inputCount: Int,
    unitCount: Int,
    activation: Activation,
    fractionBits: [UInt8],
    weights: [Int16],
    starts: [Int32],
    weightFormat: WeightFormat = .bits16,
    exponents: [Int]? = nil,
    foldedDropout: Double = 0,
    saturatedCount: Int = 0,
    sums: SumForm? = nil,
    inputsAreNonnegative: Bool = false
  ) {
    let form = try? LayerForm(
      denseOf: TensorShape(vector: inputCount),
      reading: 0,
      unitCount: unitCount,
      activation: activation
    )
    guard let form else { preconditionFailure("a dense layer has inputs and units") }
    self.init(
      form,
      numbers: WeightNumbers(
        fractionBits: fractionBits,
        weights: weights,
        starts: starts,
        format: weightFormat
      ),
      exponents: exponents,
      foldedDropout: foldedDropout,
      saturatedCount: saturatedCount,
      sums: sums,
      inputsAreNonnegative: inputsAreNonnegative
    )
  }

  /// A dense layer in the plain numbers: one number of fractional bits for all weights, biases in Q8.8.
  ///
  /// - Precondition: rows × inputs weights, one bias a row, at most 15 fractional bits.
  public init(
    inputCount: Int,
    unitCount: Int,
    activation: Activation,
    weightFractionBits: UInt8,
    weights: [Int16],
    biases: [Int16],
    foldedDropout: Double = 0,
    saturatedCount: Int = 0,
    sums: SumForm? = nil,
    inputsAreNonnegative: Bool = false
  ) {
    self.init(
      inputCount: inputCount,
      unitCount: unitCount,
      activation: activation,
      fractionBits: Array(repeating: weightFractionBits, count: unitCount),
      weights: weights,
      starts: biases.map { Self.start(bias: $0, fractionBits: weightFractionBits) },
      foldedDropout: foldedDropout,
      saturatedCount: saturatedCount,
      sums: sums,
      inputsAreNonnegative: inputsAreNonnegative
    )
  }

  /// The start word of a row with a bias in Q8.8: bias · 2^f + 2^(f−1), which fits for f up to 15.
  public static func start(bias: Int16, fractionBits: UInt8) -> Int32 {
    Int32(Int64(bias) << Int64(fractionBits) + half(fractionBits))
  }

  /// The same layer reading other tensors.
  public func reading(_ sources: [Int]) -> QuantizedLayer {
    guard let form = try? form.reading(sources) else {
      preconditionFailure("the layer reads \(form.sources.count) tensors")
    }
    return with(form: form, sums: sums)
  }

  /// The layer as the only one of a network, which may get any input: its sums in the cheapest form that
  /// is proved then. It reads the input alone.
  public var alone: QuantizedLayer {
    guard let form = try? form.reading(form.sources.map { _ in 0 }) else {
      preconditionFailure("tensor 0 is always there")
    }
    return with(form: form, sums: nil)
  }

  /// The layer with another form of sums; nil for the cheapest that is proved for every input.
  func with(sums: SumForm?) -> QuantizedLayer { with(form: form, sums: sums) }

  private func with(form: LayerForm, sums: SumForm?) -> QuantizedLayer {
    QuantizedLayer(
      form,
      numbers: numbers,
      exponents: exponents,
      shifts: shifts,
      cap: cap,
      table: table,
      foldedDropout: foldedDropout,
      saturatedCount: saturatedCount,
      sums: sums
    )
  }
}

extension SumForm {
  /// The forms, the one that takes the fewest instructions first.
  public static let cheapestFirst: [SumForm] = [.bits32, .blocks32, .blocks16, .bits64]
}

extension Activation {
  /// Whether no word that it gives is negative, whatever it gets.
  public var isNonnegative: Bool {
    switch self {
    case .relu, .cappedRelu, .sigmoid, .softmax: true
    case .linear, .maxout, .tanh, .table: false
    }
  }

  var isCapped: Bool { if case .cappedRelu = self { true } else { false } }
  var isTable: Bool { if case .table = self { true } else { false } }

  /// Whether it makes 0 of what is negative.
  package var isRectified: Bool { self == .relu || isCapped }
}

extension LayerForm {
  /// Whether no word that it gives is negative, given whether that holds of what it reads.
  package func isNonnegative(readingNonnegative: [Bool]) -> Bool {
    kind.isPooling ? readingNonnegative.allSatisfy { $0 } : activation.isNonnegative
  }

  /// The channel of the input that a weight meets.
  package func inputChannel(row: Int, column: Int) -> Int {
    if case .depthwise = kind { channel(ofRow: row) } else { column % input.channels }
  }
}
