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
  /// The shapes of the layer read last, or before, that has a window.
  private(set) var geometry = LayerGeometry.none

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
    let layer = try LayerDescriptor(
      bytes,
      at: index,
      limits,
      geometry: &geometry,
      dataOffset: &dataOffset
    )
    index = index &+ 1
    let place = layer.outputOffset
    if index == limits.layerCount {
      guard place == 0 else { throw .badLayer }
      return layer
    }
    guard limits.isInside(UInt32(truncatingIfNeeded: place), count: layer.outputCount) else {
      throw .badLayer
    }
    if layer.kind == .dense, let source = layer.sourceOffset {
      let isApart =
        place >= source &+ WorkspacePlan.size(unitCount: layer.inputCount)
        || source >= place &+ WorkspacePlan.size(unitCount: layer.outputCount)
      guard isApart else { throw .badLayer }
    }
    return layer
  }
}

extension LayerGeometry {
  /// Nothing: no position, and no place.
  fileprivate static var none: LayerGeometry {
    let axis = WindowAxis(input: 0, output: 0, kernel: 0, stride: 0, dilation: 0, padding: 0)
    return LayerGeometry(vertical: axis, horizontal: axis, inputChannels: 0, outputChannels: 0)
  }
}
