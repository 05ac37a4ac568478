/// One layer in float: its form, and where it has weights z = W·x + b for each row, then the activation.
public struct NetworkLayer: Equatable, Sendable {
  /// What it reads, does and gives.
  public let form: LayerForm
  /// `rowCount` × `columnCount` values, row by row. Row `unit * pieces + piece` belongs to `unit`. None where the
  /// kind has no weights.
  public internal(set) var weights: [Float]
  /// One value a row.
  public internal(set) var biases: [Float]
  /// The rate p, in [0, 1), at which training drops each input of this layer.
  public let inputDropout: Double
  /// The bits that training rounded the weights to, 4 or 8: they are whole multiples of a power of two of each unit.
  /// Nil where they are floats.
  public internal(set) var trainedWeightBits: Int?

  /// How many values the layer reads, of an addition from each of both.
  public var inputCount: Int { form.input.count }
  /// How many values the layer gives.
  public var valueCount: Int { form.valueCount }
  /// How many units it has: the channels of what it gives.
  public var unitCount: Int { form.unitCount }
  /// What happens to z.
  public var activation: Activation { form.activation }
  /// The tensors that it reads.
  public var sources: [Int] { form.sources }
  /// Units times pieces.
  public var rowCount: Int { form.rowCount }
  /// The weights of a row.
  public var columnCount: Int { form.columnCount }

  /// Makes a layer from its parameters.
  ///
  /// - Throws: `NetworkError` where a count or the dropout rate is impossible.
  public init(
    _ form: LayerForm,
    weights: [Float] = [],
    biases: [Float] = [],
    inputDropout: Double = 0
  ) throws(NetworkError) {
    guard inputDropout >= 0, inputDropout < 1 else { throw .impossibleDropout(inputDropout) }
    let (rows, rowsOverflow) =
      form.kind.hasWeights
      ? form.unitCount.multipliedReportingOverflow(by: form.activation.pieces) : (0, false)
    let (count, countOverflow) = rows.multipliedReportingOverflow(by: form.columnCount)
    guard !rowsOverflow, !countOverflow, weights.count == count else {
      throw .wrongWeightCount(found: weights.count, rows: rows, inputs: form.columnCount)
    }
    guard biases.count == rows else { throw .wrongBiasCount(found: biases.count, rows: rows) }
    self.form = form
    self.weights = weights
    self.biases = biases
    self.inputDropout = inputDropout
  }

  /// Makes a dense layer of a vector from its parameters.
  ///
  /// - Throws: `NetworkError` where a count, the number of pieces or the dropout rate is impossible.
  public init(
    inputCount: Int,
    unitCount: Int,
    activation: Activation,
    weights: [Float],
    biases: [Float],
    inputDropout: Double = 0
  ) throws(NetworkError) {
    guard inputCount > 0, unitCount > 0 else { throw .emptyLayer }
    try self.init(
      LayerForm(
        denseOf: TensorShape(vector: inputCount),
        reading: 0,
        unitCount: unitCount,
        activation: activation
      ),
      weights: weights,
      biases: biases,
      inputDropout: inputDropout
    )
  }

  /// The same layer reading other tensors.
  public func reading(_ sources: [Int]) throws(NetworkError) -> NetworkLayer {
    var layer = try NetworkLayer(
      form.reading(sources),
      weights: weights,
      biases: biases,
      inputDropout: inputDropout
    )
    layer.trainedWeightBits = trainedWeightBits
    return layer
  }
}

extension NetworkLayer {
  /// Replaces the weights; the sizes stay.
  ///
  /// - Precondition: as many as before.
  public mutating func setWeights(_ weights: [Float]) {
    precondition(weights.count == self.weights.count)
    self.weights = weights
  }
}
