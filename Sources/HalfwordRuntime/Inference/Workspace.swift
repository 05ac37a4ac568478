/// How much of the workspace values take. Where they lie in it the image says, layer by layer.
public enum WorkspacePlan {
  /// The bytes that the values of a hidden layer take: whole words.
  @inline(__always)
  public static func size(unitCount: Int) -> Int {
    ImageFormat.wholeWords(unitCount &* WeightPanels.bytesPerValue)
  }
}
