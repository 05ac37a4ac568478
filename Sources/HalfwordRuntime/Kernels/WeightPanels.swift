/// How the weights of a dense layer or a convolution lie in the image.
///
/// Rows go in panels of four and columns in pairs, so that one word of two inputs meets four words
/// of weights, and the sums of four rows grow side by side. Row r, column c stands at panel r / 4,
/// pair c / 2: the pair's 8 weights follow each other, row by row, and panels and pairs without
/// gaps. Rows and columns that complete the last panel and pair are zero.
///
/// Columns come in runs of as many that lie side by side in what is read: a dense layer has one, a convolution one a
/// row of its kernel, or one a place where these lie apart. Each run is completed to a pair.
public struct WeightPanels: Equatable, Sendable {
  /// How many rows stand side by side in a panel.
  public static let rowsPerPanel = 4
  /// How many neighbouring columns of a row stand side by side.
  public static let columnsPerPair = 2
  /// The weights of one pair of columns in one panel.
  public static let weightsPerPair = rowsPerPanel * columnsPerPair
  /// The bytes of one pair of columns in one panel.
  public static let bytesPerPair = rowsPerPanel * columnsPerPair * bytesPerValue
  /// The bytes of a weight or a word.
  public static let bytesPerValue = 2

  /// The rows that the layer computes.
  public let rows: Int
  /// The runs of columns.
  public let runs: Int
  /// The columns of a run.
  public let runColumns: Int

  /// The layout of `rows` × `columns` weights, both from 1 to 65,535, in one run.
  @inline(__always)
  public init(rows: Int, columns: Int) {
    self.init(rows: rows, runs: 1, runColumns: columns)
  }

  /// The layout of `rows` × (`runs` × `runColumns`) weights.
  @inline(__always)
  public init(rows: Int, runs: Int, runColumns: Int) {
    self.rows = rows
    self.runs = runs
    self.runColumns = runColumns
  }

  /// The columns: one for each value that a row reads.
  @inline(__always)
  public var columns: Int { runs &* runColumns }

  /// Panels, the last perhaps partly padding.
  @inline(__always)
  public var panelCount: Int { (rows &+ 3) &>> 2 }

  /// Pairs of columns of a run, the last perhaps half padding.
  @inline(__always)
  public var pairsPerRun: Int { (runColumns &+ 1) &>> 1 }

  /// Pairs of columns.
  @inline(__always)
  public var pairCount: Int { runs &* pairsPerRun }

  /// The words of 4 bytes of all panels, at most 2³¹.
  @inline(__always)
  public var wordCount: UInt32 {
    UInt32(truncatingIfNeeded: panelCount) &* UInt32(truncatingIfNeeded: pairCount)
      &* UInt32(Self.bytesPerPair / 4)
  }

  /// The bytes of one panel.
  @inline(__always)
  public var panelSize: Int { pairCount &* Self.bytesPerPair }

  /// The bytes of the start words: one of 4 bytes a row, those of the padding rows included.
  @inline(__always)
  public var startsSize: Int { panelCount &* (Self.rowsPerPanel &* 4) }

  /// The bytes of the fractions: one a row, those of the padding rows included.
  @inline(__always)
  public var fractionsSize: Int { panelCount &* Self.rowsPerPanel }

  /// Where a weight stands, in bytes from the first.
  @inline(__always)
  public func offset(row: Int, column: Int) -> Int {
    runs == 1
      ? offset(row: row, run: 0, column: column)
      : offset(row: row, run: column / runColumns, column: column % runColumns)
  }

  /// The same of a column of a run.
  @inline(__always)
  public func offset(row: Int, run: Int, column: Int) -> Int {
    let panel = (row &>> 2) &* panelSize
    let pair = (run &* pairsPerRun &+ (column &>> 1)) &* Self.bytesPerPair
    let within = ((row & 3) &<< 1) | (column & 1)
    return panel &+ pair &+ within &* Self.bytesPerValue
  }
}
