/// The numbers of the image format, version 1. `Docs/image-format.md` describes it.
///
/// All fields are little-endian; offsets and sizes are in bytes from the image's first byte.
public enum ImageFormat {
  /// The first four bytes: "HWMI", read as a little-endian word.
  public static let mark: UInt32 = 0x494D_5748
  /// The version of the layout.
  public static let version: UInt16 = 1
  /// The version of the arithmetic: what an image's numbers mean.
  public static let numbersVersion: UInt16 = 1
  /// The alignment of the image, and of each part of it.
  public static let alignment = 4
  /// The size of the header.
  public static let headerSize = 64
  /// The size of one layer's descriptor. The descriptors follow the header; then, layer by layer,
  /// follow its weights and its biases; then the inputs' exponents, if any, and the known answers.
  public static let descriptorSize = 32
  /// The kind of a dense layer, the only one.
  public static let denseKind: UInt8 = 1
  /// The most fractional bits that a layer's weights may have.
  public static let largestWeightFractionBits: UInt8 = 15
  /// The exponents of inputs and outputs reach from −`largestExponent` to this.
  public static let largestExponent: Int16 = 24
  /// The most bytes of an image: they are counted in 31 bits.
  public static let largestSize = Int(Int32.max)
  /// The most layers.
  public static let largestLayerCount = 65_535

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
    /// 4 bytes, the inputs of the first layer.
    public static let inputCount = 24
    /// 4 bytes, the units of the last layer.
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
    /// 4 bytes, by how many ulps a class must lead for it to be certified; 0 where none is.
    public static let certifiedMargin = 48
    /// 2 bytes, signed, the power of two by which an output's value differs from the model's.
    public static let outputExponent = 52
    /// 2 bytes, 1 where the powers of two of the inputs follow the last layer, otherwise 0.
    public static let hasInputExponents = 54
    /// The rest of the header, zero.
    public static let reserved = 56
  }

  /// Where a layer descriptor's fields stand.
  public enum LayerField {
    /// 1 byte, `ImageFormat.denseKind`.
    public static let kind = 0
    /// 1 byte, an `ActivationCode`.
    public static let activation = 1
    /// 1 byte, the fractional bits of the weights.
    public static let weightFractionBits = 2
    /// 1 byte, an `AccumulatorWidth`.
    public static let accumulator = 3
    /// 2 bytes, the inputs.
    public static let inputCount = 4
    /// 2 bytes, the units.
    public static let unitCount = 6
    /// 2 bytes, the pieces: 1, or for maxout 2 to 255.
    public static let pieceCount = 8
    /// 2 bytes, the dropout rate p whose 1 − p is folded into the weights, in 1/65,536; 0 for none.
    public static let foldedDropout = 10
    /// 4 bytes, where the weights begin.
    public static let weightsOffset = 12
    /// 4 bytes, where the biases begin.
    public static let biasesOffset = 16
    /// 4 bytes, the CRC-32 of the descriptor up to here, the weights and the biases.
    public static let checksum = 20
    /// The rest of the descriptor, zero.
    public static let reserved = 24
  }
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
}

/// The width of a layer's accumulators, in bits.
public enum AccumulatorWidth: UInt8, Sendable {
  /// 32 bits, proved to suffice.
  case bits32 = 32
  /// 64 bits, which always suffice.
  case bits64 = 64
}
