/// Reads an image's layers one after the other, and checks each as it comes.
///
/// A run reads them through here too: an image that changed after it was opened gives an error, and
/// no access outside its bytes.
public struct LayerReader: ~Escapable {
  private let bytes: RawSpan
  private let layerCount: Int
  /// How many layers have been read.
  private(set) var index = 0
  private var inputCount: Int
  /// Where the data of the layers read so far end.
  private(set) var dataOffset: Int

  @_lifetime(copy image)
  init(image: borrowing ModelImage) {
    bytes = image.bytes
    layerCount = image.layerCount
    inputCount = image.inputCount
    dataOffset = ImageFormat.headerSize &+ image.layerCount &* ImageFormat.descriptorSize
  }

  /// The next layer.
  ///
  /// - Throws: `RuntimeError.badLayer`, also when there is none left.
  @_lifetime(self: copy self)
  public mutating func next() throws(RuntimeError) -> LayerDescriptor {
    guard index < layerCount else { throw .badLayer }
    let layer = try LayerDescriptor(
      bytes,
      at: index,
      inputCount: inputCount,
      dataOffset: dataOffset,
      imageSize: bytes.byteCount
    )
    index = index &+ 1
    inputCount = layer.unitCount
    dataOffset = layer.endOffset
    return layer
  }
}
