/// Reads an image's layers one after the other, and checks each as it comes.
///
/// A run reads them through here too: an image that changed after it was opened gives an error, and
/// no access outside its bytes.
public struct LayerReader: ~Escapable {
  private let bytes: RawSpan
  private let limits: LayerLimits
  /// How many layers have been read.
  private(set) var index = 0
  /// Where the data of the layers read so far end.
  private(set) var dataOffset: Int
  /// What the layer read last gives; before the first, the input.
  private var given: GivenVector
  private var shapes = PackedShapes()

  /// The shapes of the layer read last, or before, that has a window.
  var geometry: LayerGeometry { LayerGeometry(shapes) }

  @inline(__always)
  @_lifetime(copy image)
  init(image: borrowing ModelImage) {
    bytes = image.bytes
    limits = LayerLimits(
      inputCount: image.inputCount,
      layerCount: image.layerCount,
      workspaceSize: image.workspaceSize
    )
    dataOffset = ImageFormat.headerSize &+ image.layerCount &* ImageFormat.descriptorSize
    given = GivenVector(count: image.inputCount, place: .max)
  }

  /// The next layer. What it reads and what it gives lie inside the workspace; what the last one gives is the
  /// output. A dense layer does not give what it reads.
  ///
  /// Not inlined, as opening, runs and steps come here.
  ///
  /// - Throws: `RuntimeError.badLayer`, also when there is none left; `.unsupportedVersion`.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func next() throws(RuntimeError) -> LayerDescriptor {
    guard index < limits.layerCount else { throw .badLayer }
    guard bytes.isDense(at: index, reading: given) else { return try nextOther() }
    return try take(LayerBasics(bytes, at: index, reading: given))
  }

  /// The same of any layer: most are what `next()` takes by itself, in few instructions.
  @inline(never)
  @_lifetime(self: copy self)
  private mutating func nextOther() throws(RuntimeError) -> LayerDescriptor {
    try take(LayerBasics(bytes, at: index, limits, &shapes))
  }

  /// Checks what is left of the next layer, and goes on.
  @inline(__always)
  @_lifetime(self: copy self)
  private mutating func take(_ basics: LayerBasics) throws(RuntimeError) -> LayerDescriptor {
    let layer = try LayerDescriptor(bytes, at: index, basics, dataOffset: &dataOffset)
    index = index &+ 1
    given = GivenVector(of: layer)
    guard index < limits.layerCount else {
      guard given.place == 0 else { throw .badLayer }
      return layer
    }
    guard limits.isInside(given.place, count: layer.outputCount) else { throw .badLayer }
    if layer.kind == .dense, let source = layer.sourceOffset {
      let place = layer.outputOffset
      let isApart =
        place >= source &+ WorkspacePlan.size(unitCount: layer.inputCount)
        || source >= place &+ WorkspacePlan.size(unitCount: layer.outputCount)
      guard isApart else { throw .badLayer }
    }
    return layer
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
