internal import CHalfword

/// Reads an image's layers one after the other, and checks each as it comes.
///
/// A run reads them through here too: an image that changed after it was opened gives an error, and
/// no access outside its bytes.
public struct LayerReader: ~Escapable {
  var state: ReaderState

  /// How many layers have been read.
  @inline(__always)
  var index: Int { state.index }

  /// Where the data of the layers read so far end.
  @inline(__always)
  var dataOffset: Int { state.dataOffset }

  /// The shapes of the layer read last, or before, that has a window.
  var geometry: LayerGeometry { state.geometry }

  @inline(__always)
  @_lifetime(copy image)
  init(image: borrowing ModelImage) {
    state = ReaderState(image)
  }

  /// The next layer. What it reads and what it gives lie inside the workspace; what the last one gives is the
  /// output. A dense layer does not give what it reads.
  ///
  /// - Throws: `RuntimeError.badLayer`, also when there is none left; `.unsupportedVersion`; `.notLinked`.
  @inline(__always)
  @_lifetime(self: copy self)
  public mutating func next() throws(RuntimeError) -> LayerDescriptor {
    try state.next()
  }
}

/// Where a reader stands. The image must outlive it.
@safe
struct ReaderState {
  private let base: UnsafeRawPointer
  private let size: Int
  private let limits: LayerLimits
  /// The parts of the library that the program has.
  let kernels: KernelTable
  private(set) var index = 0
  private(set) var dataOffset: Int
  /// What the layer read last gives; before the first, the input.
  private var given: GivenVector
  private var shapes = PackedShapes()
  /// Whether the layer read last does the addition that follows it, which then needs no kernel of its own.
  private var endsWithAddition = false

  /// See `LayerReader.geometry`.
  var geometry: LayerGeometry { LayerGeometry(shapes) }

  /// Where the image begins.
  @inline(__always)
  @unsafe
  var image: UnsafeRawPointer { unsafe base }

  /// Whether the next layer is one of a chain of dense ones, which needs no other reader.
  @inline(__always)
  var isAtChainedLayer: Bool { bytes.isDense(at: index, reading: given) }

  /// Whether the layer read last is the last.
  @inline(__always)
  var isAtEnd: Bool { index == limits.layerCount }

  @inline(__always)
  init(_ image: borrowing ModelImage) {
    let start = unsafe image.bytes.withUnsafeBytes { unsafe $0 }
    // An image is never empty: opening has read its header.
    unsafe base = start.baseAddress.unsafelyUnwrapped
    size = start.count
    kernels = image.kernels
    limits = LayerLimits(
      inputCount: image.inputCount,
      layerCount: image.layerCount,
      workspaceSize: image.workspaceSize
    )
    dataOffset = ImageFormat.headerSize &+ image.layerCount &* ImageFormat.descriptorSize
    given = GivenVector(count: image.inputCount, place: .max)
  }

  /// The image, which outlives this.
  private var bytes: RawSpan {
    @inline(__always) @_lifetime(immortal)
    get { unsafe _overrideLifetime(RawSpan(_unsafeStart: base, byteCount: size), copying: ()) }
  }

  /// See `LayerReader.next()`.
  @inline(__always)
  mutating func next() throws(RuntimeError) -> LayerDescriptor {
    var layer = LayerDescriptor()
    try next(&layer)
    return layer
  }

  /// The same, in a place that stays, which spares copies. Not inlined, as opening, runs and steps come here.
  @inline(never)
  mutating func next(_ layer: inout LayerDescriptor) throws(RuntimeError) {
    guard index < limits.layerCount else { throw .badLayer }
    guard isAtChainedLayer else { return try nextOther(&layer) }
    let basics = try LayerBasics(bytes, at: index, reading: given)
    guard kernels.runs(.dense, basics.weightFormat), kernels.has(basics.activation) else {
      throw .notLinked
    }
    try take(basics, &layer)
  }

  /// The same of any layer: most are what `next()` takes by itself, in few instructions.
  @inline(never)
  private mutating func nextOther(_ layer: inout LayerDescriptor) throws(RuntimeError) {
    guard kernels.layerReader.isLinked else { throw .notLinked }
    let kernels = kernels
    let error = unsafe withUnsafeMutablePointer(to: &self) { state in
      unsafe withUnsafeMutablePointer(to: &layer) { layer in
        var work = unsafe LayerReading(state: state, layer: layer)
        unsafe kernels.layerReader(&work)
        return unsafe work.error
      }
    }
    if let error { throw error }
  }

  /// The next layer, of whatever kind.
  @inline(__always)
  fileprivate mutating func readAny(_ layer: inout LayerDescriptor) throws(RuntimeError) {
    let bytes = bytes
    try take(LayerBasics(bytes, at: index, limits, &shapes), &layer)
    let isLastStep = endsWithAddition
    endsWithAddition = layer.addsInLastStep
    guard isLastStep || kernels.runs(layer.kind, layer.weightFormat),
      kernels.has(layer.activation)
    else { throw .notLinked }
  }

  /// Checks what is left of the next layer, and goes on.
  @inline(__always)
  private mutating func take(
    _ basics: LayerBasics,
    _ layer: inout LayerDescriptor
  ) throws(RuntimeError) {
    let bytes = bytes
    layer = try LayerDescriptor(bytes, at: index, basics, dataOffset: &dataOffset)
    index = index &+ 1
    given = GivenVector(of: layer)
    guard index < limits.layerCount else {
      guard given.place == 0 else { throw .badLayer }
      return
    }
    guard limits.isInside(given.place, count: layer.outputCount) else { throw .badLayer }
    if layer.kind == .dense, let source = layer.sourceOffset {
      let place = layer.outputOffset
      let isApart =
        place >= source &+ WorkspacePlan.size(unitCount: layer.inputCount)
        || source >= place &+ WorkspacePlan.size(unitCount: layer.outputCount)
      guard isApart else { throw .badLayer }
    }
  }
}

/// The work of `halfword_layer_reader`.
@unsafe
private struct LayerReading {
  let state: UnsafeMutablePointer<ReaderState>
  /// Where it comes.
  let layer: UnsafeMutablePointer<LayerDescriptor>
  var error: RuntimeError?
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_layer_reader(_ work: UnsafeMutableRawPointer!) {
  let work = unsafe work.assumingMemoryBound(to: LayerReading.self)
  do throws(RuntimeError) {
    unsafe try work.pointee.state.pointee.readAny(&work.pointee.layer.pointee)
  } catch {
    unsafe work.pointee.error = error
  }
}

/// What a layer gives, where that is a vector: what the next one reads in a model of dense layers.
struct GivenVector {
  /// −1 for a tensor that is none.
  let count: Int
  /// Where it lies, in bytes of the workspace; `UInt32.max` for the input.
  let place: UInt32

  @inline(__always)
  init(count: Int, place: UInt32) {
    self.count = count
    self.place = place
  }

  @inline(__always)
  init(of layer: LayerDescriptor) {
    self.init(
      count: layer.outputCount == layer.unitCount ? layer.unitCount : -1,
      place: UInt32(truncatingIfNeeded: layer.outputOffset)
    )
  }
}
