/// Where a convolution or a pooling looks: at output place (y, x) its kernel's place (i, j) lies over the input's
/// place (y · strideHeight + i · dilationHeight − paddingTop, x · strideWidth + j · dilationWidth − paddingLeft).
///
/// How far the input is padded at the bottom and on the right follows from the size of the output.
public struct Window: Hashable, Sendable {
  /// The kernel's rows.
  public var kernelHeight: Int
  /// The places in a row of the kernel.
  public var kernelWidth: Int
  /// By how many rows the window moves from one output row to the next.
  public var strideHeight: Int
  /// By how many places it moves from one output place to the next.
  public var strideWidth: Int
  /// How many input rows lie between neighbouring rows of the kernel, the step included.
  public var dilationHeight: Int
  /// How many places lie between neighbouring places of a kernel's row, the step included.
  public var dilationWidth: Int
  /// How many rows of padding lie above the input.
  public var paddingTop: Int
  /// How many places of padding lie on its left.
  public var paddingLeft: Int

  /// Names the numbers.
  public init(
    kernel: (height: Int, width: Int),
    stride: (height: Int, width: Int) = (1, 1),
    dilation: (height: Int, width: Int) = (1, 1),
    padding: (top: Int, left: Int) = (0, 0)
  ) {
    (kernelHeight, kernelWidth) = kernel
    (strideHeight, strideWidth) = stride
    (dilationHeight, dilationWidth) = dilation
    (paddingTop, paddingLeft) = padding
  }

  /// The window that covers a whole tensor once.
  public static func whole(_ shape: TensorShape) -> Window {
    Window(kernel: (shape.height, shape.width))
  }

  /// How many places the kernel has.
  public var placeCount: Int { kernelHeight * kernelWidth }

  /// Whether all numbers can be those of a window.
  var isPossible: Bool {
    [kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth]
      .allSatisfy { (1...Self.largestNumber).contains($0) }
      && [paddingTop, paddingLeft].allSatisfy { (0...Self.largestNumber).contains($0) }
      && placeCount <= Self.largestNumber
  }

  private static let largestNumber = 65_535
}

extension Window {
  /// The kernel's rows, from the first to before the last, that lie inside an input of so many rows; and the
  /// input's row of the first.
  public func rows(at y: Int, of height: Int) -> KernelSpan {
    KernelSpan(
      origin: y * strideHeight - paddingTop,
      step: dilationHeight,
      count: kernelHeight,
      limit: height
    )
  }

  /// The same of the places in a row.
  public func columns(at x: Int, of width: Int) -> KernelSpan {
    KernelSpan(
      origin: x * strideWidth - paddingLeft,
      step: dilationWidth,
      count: kernelWidth,
      limit: width
    )
  }
}

/// Which of a kernel's rows, or of the places in a row, lie inside the input.
public struct KernelSpan: Equatable, Sendable {
  /// Those of the kernel.
  public let kernel: Range<Int>
  /// Where the first of them lies in the input.
  public let first: Int
  /// From one to the next in the input.
  public let step: Int

  init(origin: Int, step: Int, count: Int, limit: Int) {
    let start = origin >= 0 ? 0 : (step - 1 - origin) / step
    let end = origin >= limit ? start : min(count, (limit - 1 - origin) / step + 1)
    kernel = start < end ? start..<end : 0..<0
    first = origin + kernel.lowerBound * step
    self.step = step
  }

  /// How many they are.
  public var count: Int { kernel.count }
}
