import Datasets
import FloatNetwork

/// One layer at work: its parameters, and what a mini-batch leaves on its way forward and back.
///
/// Shapes: samples × inputs for what it reads, samples × rows for z, samples × units for y.
/// `reserve(rows:)` allocates everything once; afterwards a mini-batch allocates nothing.
struct LayerState: Sendable {
  let activation: Activation
  /// p.
  let dropoutRate: Double
  /// What the test multiplies W·x by: 1 − p, or 1 where that is folded in the weights already.
  let testScale: Float
  let isForTraining: Bool

  /// rows × inputs.
  var weights: Matrix
  /// One a row.
  var biases: [Float]

  /// 0 or 1 for each input of each sample; only where p > 0.
  var mask: Matrix
  /// The inputs that the mask left; only where p > 0.
  private var droppedInputs: Matrix
  /// z.
  private(set) var preActivations: Matrix
  /// y.
  private(set) var outputs: Matrix

  /// dC/dz.
  var preActivationGradients: Matrix
  /// dC/dW, rows × inputs.
  private(set) var weightGradients: Matrix
  /// dC/db, one a row.
  private(set) var biasGradients: [Float]
  /// dC/dx.
  private(set) var inputGradients: Matrix

  init(_ layer: DenseLayer, isDropoutFolded: Bool, isForTraining: Bool) {
    let inputCount = layer.inputCount
    let rowCount = layer.rowCount
    activation = layer.activation
    dropoutRate = isDropoutFolded ? 0 : layer.inputDropout
    testScale = Float(1 - dropoutRate)
    self.isForTraining = isForTraining
    weights = Matrix(columnCount: inputCount, values: layer.weights)
    biases = layer.biases
    mask = Matrix(rowCount: 0, columnCount: inputCount)
    droppedInputs = mask
    preActivations = Matrix(rowCount: 0, columnCount: rowCount)
    outputs = Matrix(rowCount: 0, columnCount: layer.unitCount)
    preActivationGradients = preActivations
    weightGradients = Matrix(rowCount: isForTraining ? rowCount : 0, columnCount: inputCount)
    biasGradients = Array(repeating: 0, count: isForTraining ? rowCount : 0)
    inputGradients = mask
  }

  /// Whether training drops inputs of this layer.
  var dropsInputs: Bool { dropoutRate > 0 }

  /// Makes memory for mini-batches of up to `rows` samples.
  mutating func reserve(rows: Int) {
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
  mutating func setRowCount(_ rows: Int) {
    preActivations.setRowCount(rows)
    outputs.setRowCount(rows)
    guard isForTraining else { return }
    preActivationGradients.setRowCount(rows)
    inputGradients.setRowCount(rows)
    guard dropsInputs else { return }
    mask.setRowCount(rows)
    droppedInputs.setRowCount(rows)
  }

  /// z = scale · x·Wᵀ + b, then y; while training x without what the mask drops, and scale 1.
  mutating func forward(_ inputs: Matrix, in mode: Workspace.Mode) {
    Elementwise.fillRows(of: &preActivations, with: biases)
    switch mode {
    case .test:
      BLAS.multiply(
        .plain(inputs),
        .transposed(weights),
        scaledBy: testScale,
        into: &preActivations,
        isAccumulating: true
      )
    case .training:
      if dropsInputs {
        Elementwise.map(
          inputs.values,
          mask.values,
          into: &droppedInputs.values,
          count: inputs.count,
          *
        )
      }
      BLAS.multiply(
        .plain(dropsInputs ? droppedInputs : inputs),
        .transposed(weights),
        into: &preActivations,
        isAccumulating: true
      )
    }
    activation.apply(to: preActivations, into: &outputs)
  }

  /// dC/dz from dC/dy.
  mutating func backwardThroughActivation(_ outputGradients: Matrix) {
    activation.propagateBack(
      outputGradients,
      z: preActivations,
      y: outputs,
      into: &preActivationGradients
    )
  }

  /// dC/dW = (dC/dz)ᵀ·x and dC/db = Σ dC/dz over the samples; if wanted also dC/dx = dC/dz·W,
  /// without what the mask dropped.
  ///
  /// - Parameter inputs: what the layer read on the way forward, before the mask.
  mutating func backwardThroughWeights(inputs: Matrix, wantsInputGradients: Bool) {
    BLAS.multiply(
      .transposed(preActivationGradients),
      .plain(dropsInputs ? droppedInputs : inputs),
      into: &weightGradients
    )
    Elementwise.sumRows(of: preActivationGradients, into: &biasGradients)
    guard wantsInputGradients else { return }
    BLAS.multiply(.plain(preActivationGradients), .plain(weights), into: &inputGradients)
    if dropsInputs {
      Elementwise.update(
        &inputGradients.values,
        with: mask.values,
        count: inputGradients.count,
        *
      )
    }
  }
}
