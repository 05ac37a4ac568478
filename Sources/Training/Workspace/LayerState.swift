import Datasets
import FloatNetwork

/// One layer at work: its parameters, and what a mini-batch leaves on its way forward and back.
///
/// Shapes: samples × inputs for what it reads, samples × rows for z, samples × units for y.
/// `reserve(rows:)` allocates everything once; afterwards a mini-batch allocates nothing. Each
/// method works on a part of the samples, or of the weights' rows, so that threads can share a
/// mini-batch.
final class LayerState: @unchecked Sendable {
  let activation: Activation
  private let function: any ActivationFunction
  /// p.
  let dropoutRate: Double
  /// What the test multiplies W·x by: 1 − p, or 1 where that is folded in the weights already.
  let testScale: Float
  let isForTraining: Bool

  /// rows × inputs.
  let weights: Matrix
  private let biasBuffer: FloatBuffer
  /// How the weights will be rounded, in training that is aware of it.
  private let weightRounding: FixedPointRounding?
  /// The rounded weights and biases, which passes then use in place of the others.
  private let roundedWeights: Matrix
  private let roundedBiasBuffer: FloatBuffer
  /// The weights in fewer bits, where training is for them.
  let quantizer: WeightQuantizer?

  /// 0 or 1 for each input of each sample; only where p > 0.
  private(set) var mask: Matrix
  /// The inputs that the mask left; only where p > 0.
  private var droppedInputs: Matrix
  /// z.
  private(set) var preActivations: Matrix
  /// y.
  private(set) var outputs: Matrix

  /// dC/dz.
  private(set) var preActivationGradients: Matrix
  /// dC/dW, rows × inputs.
  let weightGradients: Matrix
  private let biasGradientBuffer: FloatBuffer
  /// dC/dx.
  private(set) var inputGradients: Matrix

  /// - Parameters:
  ///   - fractionBits: of the weights in fixed point, where training is to be aware of them.
  ///   - weightBits: of the weights, where training is for fewer of them.
  ///   - shared: a layer whose parameters this one uses as its own.
  init(
    _ layer: NetworkLayer,
    isDropoutFolded: Bool,
    isForTraining: Bool,
    fractionBits: Int? = nil,
    weightBits: Int? = nil,
    sharing shared: LayerState? = nil
  ) {
    let inputCount = layer.inputCount
    let rowCount = layer.rowCount
    activation = layer.activation
    function = layer.activation.function(unitCount: layer.unitCount)
    dropoutRate = isDropoutFolded ? 0 : layer.inputDropout
    testScale = Float(1 - dropoutRate)
    self.isForTraining = isForTraining
    weights = shared?.weights ?? Matrix(columnCount: inputCount, values: layer.weights)
    biasBuffer = shared?.biasBuffer ?? FloatBuffer(layer.biases)
    // Export multiplies dropout's factor into the weights, and then rounds them.
    let scale = testScale
    weightRounding = fractionBits.map { FixedPointRounding(fractionBits: $0, scale: scale) }
    roundedWeights = Matrix(
      rowCount: weightRounding == nil ? 0 : rowCount,
      columnCount: inputCount
    )
    roundedBiasBuffer = FloatBuffer(count: weightRounding == nil ? 0 : rowCount)
    let (pieces, floats) = (layer.activation.pieces, weights)
    quantizer =
      shared?.quantizer
      ?? weightBits.map { WeightQuantizer(bits: $0, pieces: pieces, scale: scale, of: floats) }
    mask = Matrix(rowCount: 0, columnCount: inputCount)
    droppedInputs = Matrix(rowCount: 0, columnCount: inputCount)
    preActivations = Matrix(rowCount: 0, columnCount: rowCount)
    outputs = Matrix(rowCount: 0, columnCount: layer.unitCount)
    preActivationGradients = Matrix(rowCount: 0, columnCount: rowCount)
    weightGradients = Matrix(rowCount: isForTraining ? rowCount : 0, columnCount: inputCount)
    biasGradientBuffer = FloatBuffer(count: isForTraining ? rowCount : 0)
    inputGradients = Matrix(rowCount: 0, columnCount: inputCount)
  }

  /// One a row.
  var biases: Floats { biasBuffer.floats }
  /// dC/db, one a row.
  var biasGradients: Floats { biasGradientBuffer.floats }
  /// Whether training drops inputs of this layer.
  var dropsInputs: Bool { dropoutRate > 0 }

  /// Makes memory for mini-batches of up to `rows` samples.
  func reserve(rows: Int) {
    preActivations.reserve(rows: rows)
    outputs.reserve(rows: rows)
    guard isForTraining else { return }
    preActivationGradients.reserve(rows: rows)
    inputGradients.reserve(rows: rows)
    guard dropsInputs else { return }
    mask.reserve(rows: rows)
    droppedInputs.reserve(rows: rows)
  }

  /// Sets how many samples the mini-batch has.
  func setRowCount(_ rows: Int) {
    preActivations.setRowCount(rows)
    outputs.setRowCount(rows)
    guard isForTraining else { return }
    preActivationGradients.setRowCount(rows)
    inputGradients.setRowCount(rows)
    guard dropsInputs else { return }
    mask.setRowCount(rows)
    droppedInputs.setRowCount(rows)
  }

  /// Rounds some rows of the weights anew, and in fixed point their biases; where training is aware of it.
  func roundParameters(rows: Range<Int>) {
    quantizer?.round(weights, rows: rows)
    guard let weightRounding else { return }
    weightRounding.round(
      weights.floats(inRows: rows),
      into: roundedWeights.floats(inRows: rows)
    )
    FixedPointRounding.values.round(biases[rows], into: roundedBiasBuffer.floats[rows])
  }

  /// Whether all numbers are rounded as in fixed point.
  private var isAware: Bool { weightRounding != nil }

  /// The weights that passes use.
  private var passWeights: Matrix { isAware ? roundedWeights : quantizer?.weights ?? weights }

  /// z = scale · x·Wᵀ + b, then y; while training x without what the mask drops, and scale 1.
  func forward(_ inputs: Matrix, samples: Range<Int>, in mode: Workspace.Mode) {
    let bias = isAware ? roundedBiasBuffer.floats : biases
    for sample in samples { preActivations.floats(inRow: sample).copy(bias) }
    var factor = inputs
    if mode == .training, dropsInputs {
      Elementwise.map(
        inputs.floats(inRows: samples),
        mask.floats(inRows: samples),
        into: droppedInputs.floats(inRows: samples),
        *
      )
      factor = droppedInputs
    }
    BLAS.multiply(
      .plain(factor.block(rows: samples)),
      .transposed(passWeights.block),
      scaledBy: mode == .test ? testScale : 1,
      into: preActivations.block(rows: samples),
      isAccumulating: true
    )
    if isAware {
      let z = preActivations.floats(inRows: samples)
      FixedPointRounding.values.round(z, into: z)
    }
    function.apply(
      to: preActivations.floats(inRows: samples),
      into: outputs.floats(inRows: samples)
    )
    if isAware, activation == .sigmoid || activation == .tanh {
      let y = outputs.floats(inRows: samples)
      FixedPointRounding.values.round(y, into: y)
    }
  }

  /// dC/dz from dC/dy.
  func backwardThroughActivation(_ outputGradients: Matrix, samples: Range<Int>) {
    function.propagateBack(
      outputGradients.floats(inRows: samples),
      z: preActivations.floats(inRows: samples),
      y: outputs.floats(inRows: samples),
      into: preActivationGradients.floats(inRows: samples)
    )
  }

  /// dC/dx = dC/dz·W, without what the mask dropped.
  func backwardToInputs(samples: Range<Int>) {
    BLAS.multiply(
      .plain(preActivationGradients.block(rows: samples)),
      .plain(passWeights.block),
      into: inputGradients.block(rows: samples)
    )
    if dropsInputs {
      let gradients = inputGradients.floats(inRows: samples)
      Elementwise.map(gradients, mask.floats(inRows: samples), into: gradients, *)
    }
  }

  /// dC/dW = (dC/dz)ᵀ·x and dC/db = Σ dC/dz over the samples, for some rows of the weights.
  ///
  /// - Parameter inputs: what the layer read on the way forward, before the mask.
  func backwardToParameters(inputs: Matrix, weightRows: Range<Int>) {
    let gradients = preActivationGradients.block(columns: weightRows)
    BLAS.multiply(
      .transposed(gradients),
      .plain(dropsInputs ? droppedInputs.block : inputs.block),
      into: weightGradients.block(rows: weightRows)
    )
    Elementwise.sumRows(of: gradients, into: biasGradients[weightRows])
  }
}
