#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// The machine's basic linear algebra in float32: OpenBLAS, or Accelerate on Apple's systems.
///
/// Each product runs on the thread that asks for it: training divides a mini-batch among threads of
/// its own, which is faster than to divide each product, and the order of summation, hence each bit
/// of the result, does not depend on how many cores there are.
enum BLAS {
  /// A factor of a product.
  enum Factor {
    /// The block as it is stored.
    case plain(MatrixBlock)
    /// Its transpose; nothing is moved.
    case transposed(MatrixBlock)

    fileprivate var block: MatrixBlock {
      switch self {
      case .plain(let block), .transposed(let block): block
      }
    }

    fileprivate var transposition: CBLAS_TRANSPOSE {
      switch self {
      case .plain: CblasNoTrans
      case .transposed: CblasTrans
      }
    }

    /// Rows and columns as they stand in the product.
    fileprivate var shape: (rows: Int, columns: Int) {
      switch self {
      case .plain(let block): (block.rowCount, block.columnCount)
      case .transposed(let block): (block.columnCount, block.rowCount)
      }
    }
  }

  /// result ← scale · left · right, to which the old result is added if `isAccumulating`.
  ///
  /// - Precondition: the shapes fit, and no side reaches 2³¹.
  static func multiply(
    _ left: Factor,
    _ right: Factor,
    scaledBy scale: Float = 1,
    into result: MatrixBlock,
    isAccumulating: Bool = false
  ) {
    _ = usesOneThread
    let (rows, inner) = left.shape
    let (innerOfRight, columns) = right.shape
    precondition(inner == innerOfRight, "\(inner) columns against \(innerOfRight) rows")
    precondition(
      result.rowCount == rows && result.columnCount == columns,
      "the product is \(rows)×\(columns), its place \(result.rowCount)×\(result.columnCount)"
    )
    guard rows > 0, columns > 0 else { return }
    let start = clock.begin()
    defer { clock.end(start, floatingPointOperations: 2 * rows * columns * inner) }
    unsafe cblas_sgemm(
      CblasRowMajor,
      left.transposition,
      right.transposition,
      BLASInteger(rows),
      BLASInteger(columns),
      BLASInteger(inner),
      scale,
      left.block.floats.pointer,
      BLASInteger(left.block.stride),
      right.block.floats.pointer,
      BLASInteger(right.block.stride),
      isAccumulating ? 1 : 0,
      result.floats.pointer,
      BLASInteger(result.stride)
    )
  }

  /// How long products take, where a benchmark asks.
  static let clock = ProductClock()

  #if canImport(Accelerate)
    private typealias BLASInteger = __LAPACK_int
    private static let usesOneThread: Void = ()
  #else
    private typealias BLASInteger = blasint
    /// Runs once, before the first product.
    private static let usesOneThread: Void = openblas_set_num_threads(1)
  #endif
}
