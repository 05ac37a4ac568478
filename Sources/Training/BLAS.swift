#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// The machine's basic linear algebra in float32: OpenBLAS, or Accelerate on Apple's systems.
///
/// The only file that hands pointers to C; every shape is checked before.
public enum BLAS {
  /// Sets how many threads a matrix product may use, for the whole process.
  ///
  /// Until it is called there is one: small networks are faster without hand-overs, and the order
  /// of summation, hence each bit of the result, does not depend on how many cores there are.
  /// Accelerate decides by itself, and this does nothing there.
  ///
  /// - Parameter count: threads; below 1 counts as 1.
  public static func setThreadCount(_ count: Int) {
    _ = startsWithOneThread
    setOpenBLASThreadCount(count)
  }

  /// A factor of a product.
  enum Factor {
    /// The matrix as it is stored.
    case plain(Matrix)
    /// Its transpose; nothing is moved.
    case transposed(Matrix)

    fileprivate var matrix: Matrix {
      switch self {
      case .plain(let matrix), .transposed(let matrix): matrix
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
      case .plain(let matrix): (matrix.rowCount, matrix.columnCount)
      case .transposed(let matrix): (matrix.columnCount, matrix.rowCount)
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
    into result: inout Matrix,
    isAccumulating: Bool = false
  ) {
    _ = startsWithOneThread
    let (rows, inner) = left.shape
    let (innerOfRight, columns) = right.shape
    precondition(inner == innerOfRight, "\(inner) columns against \(innerOfRight) rows")
    precondition(
      result.rowCount == rows && result.columnCount == columns,
      "the product is \(rows)×\(columns), its place \(result.rowCount)×\(result.columnCount)"
    )
    guard rows > 0 else { return }
    let leftStride = BLASInteger(left.matrix.columnCount)
    let rightStride = BLASInteger(right.matrix.columnCount)
    unsafe left.matrix.values.withUnsafeBufferPointer { left_ in
      unsafe right.matrix.values.withUnsafeBufferPointer { right_ in
        unsafe result.values.withUnsafeMutableBufferPointer { result_ in
          unsafe cblas_sgemm(
            CblasRowMajor,
            left.transposition,
            right.transposition,
            BLASInteger(rows),
            BLASInteger(columns),
            BLASInteger(inner),
            scale,
            left_.baseAddress,
            leftStride,
            right_.baseAddress,
            rightStride,
            isAccumulating ? 1 : 0,
            result_.baseAddress,
            BLASInteger(columns)
          )
        }
      }
    }
  }

  #if canImport(Accelerate)
    private typealias BLASInteger = __LAPACK_int
    private static func setOpenBLASThreadCount(_ count: Int) {}
  #else
    private typealias BLASInteger = blasint
    private static func setOpenBLASThreadCount(_ count: Int) {
      openblas_set_num_threads(Int32(clamping: max(1, count)))
    }
  #endif

  /// Runs once, before the first product.
  private static let startsWithOneThread: Void = setOpenBLASThreadCount(1)
}
