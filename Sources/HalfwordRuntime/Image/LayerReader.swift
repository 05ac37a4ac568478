/// Reads an image's layers one after the other, and checks each as it comes.
///
/// A run reads them through here too: an image that changed after it was opened gives an error, and
/// no access outside its bytes.
public struct LayerReader: ~Escapable {
  private let bytes: RawSpan
  private let layerCount: Int
  private let workspaceSize: Int
  /// How many layers have been read.
  private(set) var index = 0
  private var inputCount: Int
  /// Where the data of the layers read so far end.
  private(set) var dataOffset: Int
  /// Where the values of the layer read last lie in the workspace, in bytes.
  private var valuesStart = 0
  private var valuesEnd = 0

  @inline(__always)
  @_lifetime(copy image)
  init(image: borrowing ModelImage) {
    bytes = image.bytes
    layerCount = image.layerCount
    workspaceSize = image.workspaceSize
    inputCount = image.inputCount
    dataOffset = ImageFormat.headerSize &+ image.layerCount &* ImageFormat.descriptorSize
  }

  /// The next layer. What it reads and what it gives lie inside the workspace and do not overlap; what the last
  /// one gives is the output.
  ///
  /// Not inlined, as opening, runs and steps come here.
  ///
  /// - Throws: `RuntimeError.badLayer`, also when there is none left; `.unsupportedVersion`.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func next() throws(RuntimeError) -> LayerDescriptor {
    guard index < layerCount else { throw .badLayer }
    let layer = try LayerDescriptor(
      bytes,
      at: index,
      inputCount: inputCount,
      dataOffset: &dataOffset,
      imageSize: bytes.byteCount
    )
    index = index &+ 1
    inputCount = layer.unitCount
    let start = layer.outputOffset
    if index == layerCount {
      guard start == 0 else { throw .badLayer }
    } else {
      let size = WorkspacePlan.size(unitCount: layer.unitCount)
      guard start >= 0, start & 3 == 0, size <= workspaceSize, start <= workspaceSize &- size,
        start >= valuesEnd || start &+ size <= valuesStart
      else { throw .badLayer }
      valuesStart = start
      valuesEnd = start &+ size
    }
    return layer
  }
}
