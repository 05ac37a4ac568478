/// The numbers of the image format, version 2. `Docs/image-format.md` describes it.
///
/// All fields are little-endian; offsets and sizes are in bytes from the image's first byte.
public enum ImageFormat {
  /// The first four bytes: "HWMI", read as a little-endian word.
  public static let mark: UInt32 = 0x494D_5748
  /// The version of the layout.
  public static let version: UInt16 = 2
  /// The version of the arithmetic: what an image's numbers mean.
  public static let numbersVersion: UInt16 = 2
  /// The alignment of the image, and of each part of it.
  public static let alignment = 4
  /// The size of the header.
  public static let headerSize = 64
  /// The size of one layer's descriptor. The descriptors follow the header; then, layer by layer,
  /// follow its weights, starts, fractions, shifts, exponents and the data of its activation, as many of these as it
  /// has; then the inputs' scales, if any, the record, and the known answers.
  public static let descriptorSize = 64
  /// The most fractional bits that a unit's weights may have.
  public static let largestWeightFractionBits: UInt8 = 22
  /// The exponents of inputs and outputs reach from −`largestExponent` to this.
  public static let largestExponent: Int16 = 24
  /// The most bytes of an image: they are counted in 31 bits.
  public static let largestSize = Int(Int32.max)
  /// The most layers.
  public static let largestLayerCount = 65_535
  /// The most values of a tensor.
  public static let largestTensorCount = (1 << 23) - 1
  /// The most columns of a row, and of a pooling the most places of its window.
  public static let largestColumnCount = 65_535
  /// How far, in places, windows may reach or move in all: less than this.
  public static let windowReach = 1 << 30
  /// The bytes of an addition's shifts of one channel.
  public static let shiftsSize = 4
  /// The most bits that an addition may shift its sources to the left.
  public static let largestLeftShift: UInt8 = 14
  /// The most bits that it may shift their sum to the right.
  public static let largestRightShift: UInt8 = 30

  /// The most bytes of workspace, 16 MB, so that sums of offsets stay far below 2³¹.
  public static let largestWorkspaceSize = 1 << 24

  /// A number of bytes, rounded up to whole words, of which every part of an image has some.
  @inline(__always)
  public static func wholeWords(_ byteCount: Int) -> Int { (byteCount &+ 3) & ~3 }

  /// Where the header's fields stand.
  public enum HeaderField {
    /// 4 bytes, `ImageFormat.mark`.
    public static let mark = 0
    /// 2 bytes, `ImageFormat.version`.
    public static let version = 4
    /// 2 bytes, `ImageFormat.numbersVersion`.
    public static let numbersVersion = 6
    /// 4 bytes, the size of the whole image.
    public static let size = 8
    /// 4 bytes, the CRC-32 of the image with these four bytes as zero.
    public static let checksum = 12
    /// 8 bytes, the identity: FNV-1a of the image with these and the checksum's bytes as zero.
    public static let identity = 16
    /// 4 bytes, the values of the input.
    public static let inputCount = 24
    /// 4 bytes, the values of the output.
    public static let outputCount = 28
    /// 4 bytes, the layers.
    public static let layerCount = 32
    /// 4 bytes, the bytes of workspace.
    public static let workspaceSize = 36
    /// 2 bytes, signed, the smallest input that the model is meant for, in Q8.8.
    public static let smallestInput = 40
    /// 2 bytes, signed, the largest input that the model is meant for, in Q8.8.
    public static let largestInput = 42
    /// 4 bytes, the known answers behind the last layer.
    public static let knownAnswerCount = 44
    /// 1 byte, a `RoundingLaw`: what a device may take for known of the weights' rounding.
    public static let roundingLaw = 48
    /// 1 byte, an `AnswerCode`.
    public static let answer = 49
    /// 2 bytes, zero.
    public static let answerPadding = 50
    /// 2 bytes, signed, the power of two by which an output's value differs from the model's.
    public static let outputExponent = 52
    /// 2 bytes, 1 where the offsets and exponents of the input's channels follow the last layer, 2 where one offset and
    /// one exponent for all of them do, otherwise 0.
    public static let hasInputScales = 54
    /// 4 bytes, the bytes of the record, whole words.
    public static let recordSize = 56
    /// 4 bytes, signed, the threshold of the outputs in sixteenths of an ulp, rounded up; 0 for other answers.
    public static let threshold = 60
  }

  /// Where a layer descriptor's fields stand.
  public enum LayerField {
    /// 1 byte, a `KindCode`.
    public static let kind = 0
    /// 1 byte, an `ActivationCode`.
    public static let activation = 1
    /// 1 byte, a `SumForm`; 0 for kinds without weights.
    public static let sums = 2
    /// 1 byte, the bits of a weight; 0 for kinds without weights.
    public static let weightBits = 3
    /// 2 bytes, the tensor that the layer reads: 0 for the model's input, i for what layer i gives.
    public static let source = 4
    /// 2 bytes, the second tensor of an addition; of a convolution the one that its last step adds, 0 for none.
    public static let secondSource = 6
    /// 2 bytes, the height of what it reads.
    public static let inputHeight = 8
    /// 2 bytes, the width of what it reads.
    public static let inputWidth = 10
    /// 2 bytes, the channels of what it reads.
    public static let inputCount = 12
    /// 2 bytes, the height of what it gives: 1 for a dense layer.
    public static let outputHeight = 14
    /// 2 bytes, the width of what it gives: 1 for a dense layer.
    public static let outputWidth = 16
    /// 2 bytes, the channels of what it gives: the units of a dense layer.
    public static let unitCount = 18
    /// 2 bytes, the pieces: 1, or for maxout 2 to 255.
    public static let pieceCount = 20
    /// 2 bytes, the dropout rate p whose 1 − p is folded into the weights, in 1/65,536; 0 for none.
    public static let foldedDropout = 22
    /// 4 bytes, where the layer's values lie in the workspace; 0 for the last layer's, which are the output.
    public static let outputOffset = 24
    /// 4 bytes, where the layer's data begin: its weights, or of an addition its shifts.
    public static let weightsOffset = 28
    /// 4 bytes, where the start words begin, one a row; 0 for kinds without weights.
    public static let startsOffset = 32
    /// 4 bytes, where the fractional bits begin, a byte a row; 0 for kinds without weights.
    public static let fractionsOffset = 36
    /// 4 bytes, where the units' exponents begin, a byte each; 0 where there are none.
    public static let exponentsOffset = 40
    /// Up to the checksum, the window: zero for dense layers and additions.
    public static let window = 44
    /// 2 bytes, the window's height.
    public static let kernelHeight = 44
    /// 2 bytes, its width.
    public static let kernelWidth = 46
    /// 2 bytes, from one window down to the next.
    public static let strideHeight = 48
    /// 2 bytes, from one window to the next beside it.
    public static let strideWidth = 50
    /// 2 bytes, from one row of a window to the next.
    public static let dilationHeight = 52
    /// 2 bytes, from one column of a window to the next.
    public static let dilationWidth = 54
    /// 2 bytes, how far the first window lies above what is read.
    public static let paddingTop = 56
    /// 2 bytes, how far it lies to the left of it.
    public static let paddingLeft = 58
    /// 4 bytes, the CRC-32 of the descriptor up to here and of the layer's data.
    public static let checksum = 60
  }
}

/// What a layer does, as the image numbers it.
public enum KindCode: UInt8, Sendable {
  /// Each row reads all values.
  case dense = 1
  /// Each row reads a window of all channels, at each position.
  case convolution = 2
  /// Each row reads a window of one channel, at each position.
  case depthwise = 3
  /// The largest value of a window's places inside the input.
  case maxPooling = 4
  /// Their average.
  case averagePooling = 5
  /// The average of a window, places outside the input taken as 0.
  case averagePoolingWithPadding = 6
  /// The sum of two tensors.
  case addition = 7

  /// Whether it has rows of weights.
  @inline(__always)
  public var hasWeights: Bool { rawValue <= KindCode.depthwise.rawValue }

  /// Whether it has a window.
  @inline(__always)
  public var hasWindow: Bool { self != .dense && self != .addition }

  /// Whether it makes one value of a window's values of a channel.
  @inline(__always)
  public var isPooling: Bool { hasWindow && !hasWeights }
}

/// A layer's activation, as the image numbers it.
public enum ActivationCode: UInt8, Sendable {
  /// z.
  case linear = 0
  /// max(0, z).
  case relu = 1
  /// The largest of the unit's pieces.
  case maxout = 2
  /// 1 / (1 + exp(−z)), from a table.
  case sigmoid = 3
  /// tanh(z), from a table.
  case tanh = 4
  /// Shares of 256.
  case softmax = 5
  /// min(cap, max(0, z)).
  case cappedRelu = 6
  /// A table of the layer's own.
  case table = 7
}

/// In which form the sums of a layer's rows are exact, for every input word.
///
/// With m the most that a sum of products can be, whatever the words (`RowBound`).
public enum SumForm: UInt8, Sendable {
  /// In 32 bits: m of the whole row, and the start word, are below 2³¹.
  case bits32 = 1
  /// Any 16 products are below 2³¹, so that as many may be added in 32 bits, and such sums in 64.
  case blocks16 = 2
  /// The same of any 32 products.
  case blocks32 = 3
  /// In 64 bits, which always suffice.
  case bits64 = 4
}

/// What is known of the float network's weights and biases, of which a device has the rounded ones alone: what
/// the error words of a run build on.
public enum RoundingLaw: UInt8, Sendable {
  /// Nothing, as some weight is clipped, or nobody looked: no run has a bound.
  case unknown = 0
  /// Each weight is within ½ + 1/512 of a step of its row, each bias within half a unit of its start word.
  case startWords = 1
  /// The same, but each bias is within half an ulp, as it was rounded to Q8.8.
  case plainBiases = 2
  /// As start words, but weights of 8 and of 4 bits are those of the float network, exactly: it was trained for them.
  case exactNarrowWeights = 3
}

/// What is read from a model's outputs, as the image numbers it.
public enum AnswerCode: UInt8, Sendable {
  /// The class with the largest output, or before a softmax the largest logit.
  case largest = 0
  /// The class with the smallest output.
  case smallest = 1
  /// Each output by itself: whether it is at least the threshold.
  case threshold = 2
  /// The outputs themselves.
  case values = 3
}
