/// Where hidden layers' values lie in the workspace.
///
/// A layer's input and its output exist at the same time, so the values of the first, third, …
/// layer begin at the workspace's start and those of the second, fourth, … end at its end. The
/// workspace is as large as the largest two neighbours together.
public enum WorkspacePlan {
  /// The bytes that the values of a hidden layer take: whole words.
  @inline(__always)
  public static func size(unitCount: Int) -> Int {
    (unitCount &* WeightPanels.bytesPerValue &+ 3) & ~3
  }

  /// Where the values of the hidden layer at `index` begin, in bytes.
  @inline(__always)
  static func offset(ofLayerAt index: Int, unitCount: Int, workspaceSize: Int) -> Int {
    index & 1 == 0 ? 0 : workspaceSize &- size(unitCount: unitCount)
  }
}
