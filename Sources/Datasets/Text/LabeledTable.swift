/// The samples of a table: numbers, and labels still by name.
struct LabeledTable {
  /// Values in a sample.
  let inputCount: Int
  /// The axes of a sample where its file says them; nil for a row of columns.
  var axes: [Int]?
  /// Sample by sample.
  var inputs: [Float] = []
  /// The label of each sample; empty where there are none.
  var labels: [String] = []
  /// How many targets a sample has; 0 where there are none.
  var targetCount: Int
  /// Sample by sample.
  var targets: [Float] = []
  /// The line of each sample, or its number, from 1.
  var lines: [Int] = []
  /// The place of each sample among all that the file holds, those left out included, from 0.
  var ranks: [Int] = []
  /// How many samples the file holds, those left out included.
  var recordCount = 0
  /// The classes where one-hot columns say them, in their order.
  var declaredClasses: [String]?
  /// What the inputs are called.
  var inputNames: [String]?
  /// What the targets are called.
  var targetNames: [String]?
  /// What was taken for what.
  var notes: [String] = []

  /// An empty table.
  init(_ columns: TableColumns) {
    inputCount = columns.inputs.count
    inputNames = columns.inputNames.flatMap(Self.meaningful)
    targetNames = columns.targetNames.flatMap(Self.meaningful)
    targetCount = if case .targets(let targets) = columns.role { targets.count } else { 0 }
  }

  /// Reads delimited text.
  ///
  /// - Parameter classes: the names that labels may have, where they are known.
  init(_ bytes: [UInt8], format: TableFormat, classes: ClassNames? = nil) throws(TextFailure) {
    let decoded = try DecodedText(bytes)
    var reader = try TableReader(decoded.bytes, format: format, classes: classes)
    try reader.readAll()
    self = reader.table
    notes = [decoded.note].compactMap { $0 } + notes
  }

  /// How many samples are there.
  var count: Int { lines.count }

  /// How many samples were left out because a value of theirs is missing.
  var leftOutCount: Int { recordCount - count }

  /// Takes away the sample that was read first.
  mutating func removeFirst() {
    inputs.removeFirst(inputCount)
    targets.removeFirst(targetCount)
    if !labels.isEmpty { labels.removeFirst() }
    lines.removeFirst()
    ranks.removeFirst()
    for index in ranks.indices { ranks[index] -= 1 }
    recordCount -= 1
  }

  /// Names, unless they are mere numbers.
  private static func meaningful(_ names: [String]) -> [String]? {
    names.allSatisfy { finiteNumber($0) != nil } ? nil : names
  }
}
