/// Reads the weights of layers in a run with error words.
protocol BoundedWeights {
  /// The bits of a weight of a layer that is one of those that this reads.
  static func format(of layer: LayerDescriptor) -> WeightFormat

  /// The weight at a place from an address on.
  @unsafe
  static func weight(_ start: UnsafeRawPointer, _ place: WeightPlace, _ format: WeightFormat)
    -> Int16
}

/// Those of 16 bits.
enum PlainBoundedWeights: BoundedWeights {
  @inline(__always)
  static func format(of layer: LayerDescriptor) -> WeightFormat { .bits16 }

  @inline(__always)
  @unsafe
  static func weight(
    _ start: UnsafeRawPointer,
    _ place: WeightPlace,
    _ format: WeightFormat
  ) -> Int16 {
    unsafe start.load(fromByteOffset: place.offset, as: Int16.self)
  }
}

/// Those of any bits.
enum AnyBoundedWeights: BoundedWeights {
  @inline(__always)
  static func format(of layer: LayerDescriptor) -> WeightFormat { layer.weightFormat }

  @inline(__always)
  @unsafe
  static func weight(
    _ start: UnsafeRawPointer,
    _ place: WeightPlace,
    _ format: WeightFormat
  ) -> Int16 {
    format == .bits16
      ? unsafe PlainBoundedWeights.weight(start, place, format)
      : Int16(unsafe start.narrowWeight(at: place, format))
  }
}

/// What a window sees at one position, with the errors of it.
@safe
struct BoundedPatch<Weights: BoundedWeights> {
  private let layer: LayerDescriptor
  private let geometry: LayerGeometry
  private let panels: WeightPanels
  private let depthwise: DepthwiseWeights
  private let source: UnsafePointer<Int16>
  private let weights: UnsafeRawPointer
  private let errors: ErrorWords
  private let vertical: WindowAxis.Inside
  private let horizontal: WindowAxis.Inside

  @inline(__always)
  init(
    _ task: LayerTask,
    _ errors: ErrorWords,
    _ vertical: WindowAxis.Inside,
    _ horizontal: WindowAxis.Inside
  ) {
    (layer, geometry) = (task.layer, task.geometry)
    let format = Weights.format(of: layer)
    panels = geometry.panels(rows: layer.rowCount, format)
    depthwise = geometry.depthwiseWeights(rows: layer.rowCount, format)
    unsafe source = task.source
    unsafe weights = task.data
    self.errors = errors
    (self.vertical, self.horizontal) = (vertical, horizontal)
  }

  /// The channel that a depthwise unit reads.
  @inline(__always)
  func channel(ofUnit unit: Int) -> Int {
    unit / max(1, layer.unitCount / max(1, geometry.inputChannels))
  }

  /// Calls with each place inside: its row and column in the kernel, and the index of its first value.
  @inline(__always)
  private func eachPlace(_ body: (_ row: Int, _ column: Int, _ index: Int) -> Void) {
    for i in 0..<vertical.count {
      for j in 0..<horizontal.count {
        let y = vertical.place &+ i &* geometry.vertical.dilation
        let x = horizontal.place &+ j &* geometry.horizontal.dilation
        let place = y &* geometry.horizontal.input &+ x
        body(vertical.first &+ i, horizontal.first &+ j, place &* geometry.inputChannels)
      }
    }
  }

  /// The part of the errors that all rows have which read a channel, or all channels.
  @inline(never)
  func common(ofChannel channel: Int?, _ weightsAreExact: Bool) -> WideSum {
    var (magnitudes, errorSum) = (0 as UInt32, 0 as UInt32)
    let channels = channel.map { $0..<$0 &+ 1 } ?? 0..<geometry.inputChannels
    eachPlace { _, _, index in
      for channel in channels {
        magnitudes = magnitudes &+ Int32(unsafe source[index &+ channel]).magnitude
        errorSum = errorSum &+ UInt32(bitPattern: errors.word(index &+ channel))
      }
    }
    return weightsAreExact
      ? ErrorBound.commonOfExactWeights(errors: errorSum)
      : ErrorBound.common(magnitudes: magnitudes, errors: errorSum)
  }

  /// A row's sum with its start word, and that of the products of error words with the magnitudes of the weights, of
  /// negative ones less 1.
  @inline(never)
  func sums(ofRow row: Int, _ unit: Int, start: Int32) -> (sum: WideSum, products: WideSum) {
    var (sum, products) = (WideSum(start), WideSum(0))
    let isDepthwise = layer.kind == .depthwise
    let channels =
      isDepthwise ? channel(ofUnit: unit)..<channel(ofUnit: unit) &+ 1 : 0..<geometry.inputChannels
    eachPlace { i, j, index in
      for channel in channels {
        let weight = unsafe Weights.weight(weights, place(row, i, j, channel), panels.format)
        sum.add(unsafe product(weight, source[index &+ channel]))
        products.add(Int32(weight ^ (weight &>> 15)) &* errors.word(index &+ channel))
      }
    }
    return (sum, products)
  }

  /// Where a weight stands.
  @inline(__always)
  private func place(_ row: Int, _ i: Int, _ j: Int, _ channel: Int) -> WeightPlace {
    let place = i &* geometry.horizontal.kernel &+ j
    if layer.kind == .depthwise { return depthwise.place(row: row, place: place) }
    return panels.runs == geometry.vertical.kernel
      ? panels.place(row: row, run: i, column: j &* geometry.inputChannels &+ channel)
      : panels.place(row: row, run: place, column: channel)
  }

  /// The error of a pooled value.
  @inline(never)
  func pooledError(ofChannel channel: Int) -> Int32 {
    var (largest, sum) = (0 as Int32, 0 as UInt32)
    eachPlace { _, _, index in
      let error = errors.word(index &+ channel)
      largest = max(largest, error)
      sum = sum &+ UInt32(bitPattern: error)
    }
    guard layer.kind != .maxPooling else { return largest }
    let isPadded = layer.kind == .averagePoolingWithPadding
    let count = isPadded ? geometry.placeCount : vertical.count &* horizontal.count
    // At most 65,535 · 32,767 and 65,534.
    let places = UInt32(truncatingIfNeeded: max(1, count))
    return Int32(truncatingIfNeeded: (sum &+ places &- 1) / places) &+ ErrorBound.half
  }
}
