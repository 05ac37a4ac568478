/// How the weights of a dense layer or a convolution lie in the image.
///
/// Rows go in panels of four and columns in pairs, so that one word of two inputs meets the pairs of
/// weights of four rows, and the sums of four rows grow side by side. Row r, column c stands at panel r / 4,
/// pair c / 2: the pair's 8 weights follow each other, and panels and pairs without
/// gaps. Rows and columns that complete the last panel and pair are zero.
///
/// Weights of 16 bits follow each other row by row. Of narrower ones, the columns' lie 16 bits apart, as the two
/// inputs do, so that few instructions make of a word of them one that meets the inputs: of 8 bits a word has two rows,
/// of 4 bits all four.
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
  /// The bytes of one pair of columns in one panel, of weights of 16 bits.
  public static let bytesPerPair = rowsPerPanel * columnsPerPair * bytesPerValue
  /// The bytes of a weight of 16 bits or a word.
  public static let bytesPerValue = 2
  /// From a row's weight of a pair's first column to that of its second, whatever bits they have.
  static let bytesPerColumnOfPair = 2

  /// The rows that the layer computes.
  public let rows: Int
  /// The runs of columns.
  public let runs: Int
  /// The columns of a run.
  public let runColumns: Int
  /// The bits of a weight.
  public let format: WeightFormat

  /// The layout of `rows` × `columns` weights, both from 1 to 65,535, in one run.
  @inline(__always)
  public init(rows: Int, columns: Int, format: WeightFormat = .bits16) {
    self.init(rows: rows, runs: 1, runColumns: columns, format: format)
  }

  /// The layout of `rows` × (`runs` × `runColumns`) weights.
  @inline(__always)
  public init(rows: Int, runs: Int, runColumns: Int, format: WeightFormat) {
    self.rows = rows
    self.runs = runs
    self.runColumns = runColumns
    self.format = format
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
      &* UInt32(truncatingIfNeeded: pairSize &>> 2)
  }

  /// The bytes of one pair of columns in one panel.
  @inline(__always)
  public var pairSize: Int { format.pairSize }

  /// The bytes of one panel.
  @inline(__always)
  public var panelSize: Int { pairCount &* pairSize }

  /// The bytes of the start words: one of 4 bytes a row, those of the padding rows included.
  @inline(__always)
  public var startsSize: Int { panelCount &* (Self.rowsPerPanel &* 4) }

  /// The bytes of the fractions: one a row, those of the padding rows included.
  @inline(__always)
  public var fractionsSize: Int { panelCount &* Self.rowsPerPanel }

  /// Where a weight stands, from the first one's first byte.
  @inline(__always)
  public func place(row: Int, column: Int) -> WeightPlace {
    runs == 1
      ? place(row: row, run: 0, column: column)
      : place(row: row, run: column / runColumns, column: column % runColumns)
  }

  /// The same of a column of a run.
  @inline(__always)
  public func place(row: Int, run: Int, column: Int) -> WeightPlace {
    let pair = (run &* pairsPerRun &+ (column &>> 1)) &* pairSize
    let within = format.placeInPair(row: row & 3, column: column & 1)
    return within.advanced(by: (row &>> 2) &* panelSize &+ pair)
  }
}

extension WeightFormat {
  /// The bytes of one pair of columns in one panel.
  @inline(__always)
  var pairSize: Int { WeightPanels.bytesPerPair &>> Int(rawValue) }

  /// Where the weight of one of a panel's four rows and one of a pair's two columns stands in the pair.
  @inline(__always)
  func placeInPair(row: Int, column: Int) -> WeightPlace {
    switch self {
    case .bits16: WeightPlace(offset: ((row &<< 1) | column) &* WeightPanels.bytesPerValue)
    case .bits8: WeightPlace(offset: ((row & 2) &<< 1) | (column &<< 1) | (row & 1))
    case .bits4: WeightPlace(offset: (column &<< 1) | (row &>> 1), isHighHalf: row & 1 != 0)
    }
  }
}
