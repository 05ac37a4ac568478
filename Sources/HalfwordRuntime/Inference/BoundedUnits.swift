/// Gathers the errors of each unit's rows, and makes of them and of the unit's pre-activation word the error of
/// its value.
@safe
struct BoundedUnits {
  private let activation: ActivationCode
  /// The activation's cap or table.
  private let data: UnsafeRawPointer
  private let kernels: KernelTable
  private let pieces: Int
  /// What a row's error has besides what is carried: half an ulp of the result, and where biases are rounded
  /// to Q8.8 as much for them.
  private let rounding: Int32
  private var unit = 0
  private var piecesLeft: Int
  /// The largest error of the unit's rows so far.
  private var error: Int32 = 0
  /// The sum of the error words.
  private(set) var errorSum: UInt32 = 0
  /// Not 0 once a word was at an end, or an error has no bound.
  private(set) var lostBits: Int32 = 0

  @inline(__always)
  @unsafe
  init(
    _ layer: LayerDescriptor,
    _ image: UnsafeRawPointer,
    _ kernels: KernelTable,
    biasesAreRounded: Bool
  ) {
    activation = layer.activation
    self.kernels = kernels
    unsafe data = image + layer.activationOffset
    pieces = layer.pieces
    piecesLeft = pieces
    rounding = biasesAreRounded ? 2 &* ErrorBound.half : ErrorBound.half
  }

  /// Takes the sums of error products of the next rows, one to four, which are the first of `rows`. Of the
  /// outputs, which are pre-activations, ReLU takes away what is negative.
  @inline(__always)
  @unsafe
  mutating func take(
    _ products: Span<WideSum>,
    and common: WideSum,
    count: Int,
    of rows: RowWords,
    _ outputs: UnsafeMutablePointer<Int16>,
    _ errors: ErrorWords
  ) {
    // In registers, not in memory that the outputs might share.
    var (unit, piecesLeft, error) = (unit, piecesLeft, error)
    var (errorSum, lostBits) = (errorSum, lostBits)
    let isTable = activation == .sigmoid || activation == .tanh
    let lowestIsAnEnd: Int32 = activation.rectifies ? 0 : 0x8000
    let largestIsAnEnd: Int32 = activation == .cappedRelu ? 0 : 0x8000
    var row = 0
    repeat {
      error = max(
        error,
        rows.carriedError(unsafe products[unchecked: row], and: common, row: row)
      )
      row = row &+ 1
      piecesLeft = piecesLeft &- 1
      if piecesLeft > 0 { continue }
      error = error &+ rounding
      let word = Int32(unsafe outputs[unit])
      if word >= 0 {
        lostBits |= (word &+ 1) & largestIsAnEnd
      } else {
        lostBits |= ~(word &- 1) & lowestIsAnEnd
        if activation.rectifies {
          error = max(0, (word &<< ErrorBound.fractionBits) &+ error)
          unsafe outputs[unit] = 0
        }
      }
      if isTable {
        lostBits |= error & ~ErrorBound.largestHidden
        error = ErrorBound.afterTable(activation, of: word, error: error, kernels)
      } else if activation == .cappedRelu || activation == .table {
        error = unsafe ErrorBound.afterOwn(activation, data, of: word, error: error, &lostBits)
      }
      errors.store(error, at: unit)
      lostBits |= error & ~errors.largest
      errorSum = errorSum &+ UInt32(bitPattern: error)
      piecesLeft = pieces
      error = 0
      unit = unit &+ 1
    } while row < count
    (self.unit, self.piecesLeft, self.error) = (unit, piecesLeft, error)
    (self.errorSum, self.lostBits) = (errorSum, lostBits)
  }
}
