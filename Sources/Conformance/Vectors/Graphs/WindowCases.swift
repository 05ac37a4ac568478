import FloatNetwork

/// A window over a tensor with something special about it.
struct WindowCase {
  let name: String
  let input: TensorShape
  let window: Window
  let size: (height: Int, width: Int)

  init(
    _ name: String,
    _ input: (height: Int, width: Int, channels: Int),
    _ window: Window,
    to size: (height: Int, width: Int)
  ) {
    self.name = name
    self.input = TensorShape(height: input.height, width: input.width, channels: input.channels)
    self.window = window
    self.size = size
  }

  /// The size of the output, with so many channels.
  func output(channels: Int) -> TensorShape {
    TensorShape(height: size.height, width: size.width, channels: channels)
  }
}

extension WindowCase {
  /// Windows whose every place may lie outside, which poolings do not have, and all others.
  static var all: [WindowCase] { inside + outside }

  /// Windows that all have a place inside the input.
  static var inside: [WindowCase] { narrow + borders + strides + channelCounts }

  private static let narrow: [WindowCase] = [
    WindowCase("one place", (1, 1, 4), Window(kernel: (1, 1)), to: (1, 1)),
    WindowCase("one wide", (7, 1, 3), Window(kernel: (3, 1)), to: (5, 1)),
    WindowCase("one high", (1, 7, 3), Window(kernel: (1, 3)), to: (1, 5)),
    WindowCase(
      "one wide, a border",
      (4, 1, 2),
      Window(kernel: (3, 3), padding: (1, 1)),
      to: (4, 1)
    ),
    WindowCase(
      "one high, a border",
      (1, 4, 2),
      Window(kernel: (3, 3), padding: (1, 1)),
      to: (1, 4)
    ),
    WindowCase("pointwise", (4, 5, 6), Window(kernel: (1, 1)), to: (4, 5)),
    WindowCase("the whole input", (5, 6, 3), Window(kernel: (5, 6)), to: (1, 1)),
    WindowCase("long rows", (2, 67, 2), Window(kernel: (2, 5), padding: (0, 2)), to: (1, 67)),
  ]

  private static let borders: [WindowCase] = [
    WindowCase("border only", (1, 1, 5), Window(kernel: (3, 3), padding: (1, 1)), to: (1, 1)),
    WindowCase(
      "a window larger than the input",
      (3, 3, 3),
      Window(kernel: (7, 7), padding: (3, 3)),
      to: (3, 3)
    ),
    WindowCase("padding above", (4, 4, 3), Window(kernel: (3, 1), padding: (2, 0)), to: (4, 4)),
    WindowCase(
      "padding on the left",
      (4, 4, 3),
      Window(kernel: (1, 3), padding: (0, 2)),
      to: (4, 4)
    ),
    WindowCase("padding below", (4, 4, 3), Window(kernel: (3, 1)), to: (4, 4)),
    WindowCase("padding on the right", (4, 4, 3), Window(kernel: (1, 3)), to: (4, 4)),
    WindowCase("even kernels", (5, 6, 3), Window(kernel: (2, 4), padding: (1, 2)), to: (6, 6)),
    WindowCase(
      "padding of all sides",
      (3, 5, 1),
      Window(kernel: (3, 3), padding: (1, 1)),
      to: (3, 5)
    ),
  ]

  private static let strides: [WindowCase] = [
    WindowCase(
      "a stride of 2",
      (8, 8, 4),
      Window(kernel: (3, 3), stride: (2, 2), padding: (1, 1)),
      to: (4, 4)
    ),
    WindowCase(
      "a stride of 2, uneven",
      (7, 5, 3),
      Window(kernel: (3, 3), stride: (2, 2)),
      to: (3, 2)
    ),
    WindowCase("different strides", (9, 9, 2), Window(kernel: (2, 3), stride: (3, 2)), to: (3, 4)),
    WindowCase(
      "a stride beyond the kernel",
      (9, 9, 2),
      Window(kernel: (2, 2), stride: (4, 5)),
      to: (2, 2)
    ),
    WindowCase(
      "a stride beyond the input",
      (3, 3, 2),
      Window(kernel: (2, 2), stride: (65_535, 9)),
      to: (1, 1)
    ),
    WindowCase("dilation down", (9, 4, 3), Window(kernel: (3, 2), dilation: (3, 1)), to: (3, 3)),
    WindowCase(
      "dilation to the right",
      (4, 9, 3),
      Window(kernel: (2, 3), dilation: (1, 3)),
      to: (3, 3)
    ),
    WindowCase(
      "dilation and padding",
      (6, 6, 5),
      Window(kernel: (3, 3), dilation: (2, 2), padding: (2, 2)),
      to: (6, 6)
    ),
    WindowCase(
      "dilation of a kernel of one column",
      (6, 3, 3),
      Window(kernel: (3, 1), dilation: (2, 2)),
      to: (2, 3)
    ),
    WindowCase(
      "everything at once",
      (7, 8, 3),
      Window(kernel: (3, 2), stride: (2, 3), dilation: (2, 3), padding: (1, 2)),
      to: (4, 3)
    ),
  ]

  /// Runs of columns that begin and end at odd ones, and numbers of channels around those that kernels take at a time.
  private static let channelCounts: [WindowCase] =
    [1, 2, 3, 5, 7, 8, 9, 16, 17].map {
      WindowCase("\($0) channels", (3, 4, $0), Window(kernel: (3, 3), padding: (1, 1)), to: (3, 4))
    }
    + [33, 40, 67].map {
      WindowCase("\($0) channels", (2, 3, $0), Window(kernel: (2, 2), padding: (0, 1)), to: (1, 4))
    }

  private static let outside: [WindowCase] = [
    WindowCase(
      "windows outside on all sides",
      (2, 2, 3),
      Window(kernel: (2, 2), padding: (4, 4)),
      to: (9, 9)
    ),
    WindowCase(
      "windows beyond the input",
      (3, 3, 2),
      Window(kernel: (2, 2), stride: (7, 5)),
      to: (3, 3)
    ),
    WindowCase("nothing inside", (1, 1, 1), Window(kernel: (1, 1), padding: (3, 3)), to: (2, 2)),
    WindowCase(
      "dilation over the input",
      (2, 2, 3),
      Window(kernel: (2, 2), dilation: (5, 5), padding: (1, 1)),
      to: (3, 3)
    ),
  ]
}
