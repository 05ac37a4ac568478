/// Why a call of the runtime failed. The raw values are the C interface's status codes.
public enum RuntimeError: Int32, Error, Sendable {
  /// A pointer that must not be null is.
  case nullPointer = -1
  /// The image, a buffer or the workspace is not aligned as it must be.
  case misaligned = -2
  /// The image is shorter than its header says, or than a header.
  case truncated = -3
  /// The bytes do not begin with the mark of an image.
  case notAnImage = -4
  /// The format or the numbers are of a version that this runtime does not know.
  case unsupportedVersion = -5
  /// A field of the header is outside its range or contradicts another.
  case badHeader = -6
  /// A field of a layer is outside its range or contradicts another.
  case badLayer = -7
  /// The checksum differs from the bytes.
  case badChecksum = -8
  /// A layer claims a form of sums that its weights could overflow.
  case badAccumulator = -9
  /// The handle was not filled by opening an image.
  case notOpen = -10
  /// The number of inputs, outputs or counters is not the model's.
  case wrongCount = -11
  /// The workspace is smaller than the model needs.
  case workspaceTooSmall = -12
  /// Two of input, output, workspace and counters share memory.
  case overlap = -13
  /// Padding or reserved bytes of the image are not zero.
  case badPadding = -14
  /// A value of the input lies outside the range that the model is meant for.
  case inputOutOfRange = -15
  /// The model gives another output than it gave when it was exported.
  case wrongAnswer = -16
  /// The progress of a run in steps is not one that a step left.
  case badProgress = -17
  /// There is no layer of that number.
  case noSuchLayer = -18
  /// The image has a kind of layer or an activation that the program's table of kernels does not name.
  case notLinked = -19
}
