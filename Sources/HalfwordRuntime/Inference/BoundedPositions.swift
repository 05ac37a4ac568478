internal import CHalfword

/// A layer that is not dense at work in a run with error words: value by value, each with its error before the next,
/// so that values and errors may lie over what was read.
@safe
struct BoundedPositions<Weights: BoundedWeights> {
  let task: LayerTask
  let sourceErrors: ErrorWords
  let secondErrors: ErrorWords
  let errors: ErrorWords
  /// What a row's error has besides what is carried.
  let rowRounding: Int32
  /// Whether the weights are those of the float network.
  let weightsAreExact: Bool
  /// Not 0 once a word was at an end, or an error has no bound.
  private(set) var lostBits: Int32 = 0

  @inline(__always)
  init(
    _ task: LayerTask,
    sourceErrors: ErrorWords,
    secondErrors: ErrorWords,
    errors: ErrorWords,
    law: RoundingLaw
  ) {
    self.task = task
    self.sourceErrors = sourceErrors
    self.secondErrors = secondErrors
    self.errors = errors
    weightsAreExact = law == .exactNarrowWeights && Weights.format(of: task.layer) != .bits16
    rowRounding = law == .plainBiases ? 2 &* ErrorBound.half : ErrorBound.half
  }

  /// Runs the layer, but for a softmax.
  mutating func run() {
    if task.layer.kind == .addition { return runAddition() }
    let geometry = task.geometry
    var index = 0
    for y in 0..<geometry.vertical.output {
      let vertical = geometry.vertical.inside(y)
      for x in 0..<geometry.horizontal.output {
        let patch = BoundedPatch<Weights>(
          task,
          sourceErrors,
          vertical,
          geometry.horizontal.inside(x)
        )
        if task.layer.kind.isPooling {
          runPooling(patch, at: index)
        } else {
          runRows(patch, at: index)
        }
        index = index &+ task.layer.unitCount
      }
    }
  }

  /// A pooling's values at one position: the largest error of the window, or their average, rounded up, and half an
  /// ulp.
  private mutating func runPooling(_ patch: BoundedPatch<Weights>, at first: Int) {
    for channel in 0..<task.layer.unitCount {
      let pooled = patch.pooledError(ofChannel: channel)
      store(pooled, at: first &+ channel)
    }
    let position = first / max(1, task.layer.unitCount)
    let range = RowRange(first: position, end: position &+ 1)
    var work = KernelWork(task: task, range: range, counts: false)
    unsafe task.kernels[task.layer.kind](&work)
  }

  /// A convolution's values at one position.
  private mutating func runRows(_ patch: BoundedPatch<Weights>, at first: Int) {
    let layer = task.layer
    let words = unsafe RowWords(layer, row: 0, image: task.image)
    var common = patch.common(ofChannel: nil, weightsAreExact)
    for unit in 0..<layer.unitCount {
      if layer.kind == .depthwise {
        common = patch.common(ofChannel: patch.channel(ofUnit: unit), weightsAreExact)
      }
      var (largest, error) = (Int32.min, 0 as Int32)
      for piece in 0..<layer.pieces {
        let row = unit &* layer.pieces &+ piece
        let (sum, products) = unsafe patch.sums(ofRow: row, unit, start: words.starts[row])
        largest = max(largest, words.preActivation(sum, row: row))
        error = max(error, words.carriedError(products, and: common, row: row))
      }
      finish(halfword_saturate_16(largest), error &+ rowRounding, unit, at: first &+ unit)
    }
  }

  /// What becomes of a unit's pre-activation word and its error, and of both with an addition in the last step.
  private mutating func finish(_ word: Int32, _ error: Int32, _ unit: Int, at index: Int) {
    let (value, valueError) = activated(word, error, by: task.layer)
    guard let layer = task.addition else {
      unsafe task.destination[index] = value
      return store(valueError, at: index)
    }
    // A hidden value's error must have room, though it is nowhere kept.
    lostBits |= valueError & ~ErrorBound.largestHidden
    let addition = unsafe Addition(layer, image: task.image, new: task.tensor)
    let sum = unsafe addition.linearValue(ofNew: value, task.destination[index], unit)
    let sumError = addition.error(
      ofNew: valueError & ErrorBound.largestHidden,
      errors.load(index),
      unit
    )
    let (total, totalError) = activated(sum, sumError, by: layer)
    unsafe task.destination[index] = total
    store(totalError, at: index)
  }

  private mutating func runAddition() {
    let layer = task.layer
    let addition = unsafe Addition(layer, image: task.image)
    var index = 0
    while index < layer.outputCount {
      for channel in 0..<layer.unitCount {
        let sum = unsafe addition.linearValue(
          task.source[index],
          task.secondSource[index],
          channel
        )
        let error = addition.error(sourceErrors.word(index), secondErrors.word(index), channel)
        let (value, valueError) = activated(sum, error, by: layer)
        unsafe task.destination[index] = value
        store(valueError, at: index)
        index = index &+ 1
      }
    }
  }

  private mutating func store(_ error: Int32, at index: Int) {
    lostBits |= error & ~errors.largest
    errors.store(error, at: index)
  }
}

extension BoundedPositions {
  /// The value of a pre-activation word, and its error.
  private mutating func activated(
    _ word: Int32,
    _ error: Int32,
    by layer: LayerDescriptor
  ) -> (value: Int16, error: Int32) {
    let z = Int16(truncatingIfNeeded: word)
    let data = unsafe task.image + layer.activationOffset
    // What is taken away may have been saturated.
    if word < 0 {
      lostBits |= layer.activation.rectifies ? 0 : ~(word &- 1) & 0x8000
    } else if layer.activation != .cappedRelu {
      lostBits |= (word &+ 1) & 0x8000
    }
    switch layer.activation {
    case .linear, .maxout, .softmax: return (z, error)
    case .relu, .cappedRelu:
      guard word >= 0 else { return (0, max(0, (word &<< ErrorBound.fractionBits) &+ error)) }
      guard layer.activation == .cappedRelu else { return (z, error) }
      let cap = unsafe Int32(data.load(as: UInt16.self))
      let left = unsafe ErrorBound.afterOwn(.cappedRelu, data, of: word, error: error, &lostBits)
      return (Int16(truncatingIfNeeded: min(word, cap)), left)
    case .sigmoid, .tanh:
      lostBits |= error & ~ErrorBound.largestHidden
      return (
        stepFunction(z, layer.activation, task.kernels),
        ErrorBound.afterTable(layer.activation, of: word, error: error, task.kernels)
      )
    case .table:
      let bound = unsafe ErrorBound.afterOwn(.table, data, of: word, error: error, &lostBits)
      return unsafe (ValueTable(at: data).value(at: z), bound)
    }
  }
}
