import Files

/// The arrays of a `.npy` or `.npz` file that hold samples.
struct ArrayFile {
  /// One sample for each place of its first axis.
  let inputs: NPYArray
  /// The labels or targets beside the inputs; nil where there are none.
  let outcomes: NPYArray?
  /// Whether the file has an array of each kind for each part.
  let hasParts: Bool
  /// What was taken for what.
  let notes: [String]

  static func isBeginning(_ bytes: [UInt8]) -> Bool {
    NPYArray.isBeginning(bytes) || bytes.starts(with: ZipArchive.magic)
  }

  /// Reads a file.
  init(_ bytes: [UInt8], split: Split) throws(TextFailure) {
    guard !NPYArray.isBeginning(bytes) else {
      inputs = try NPYArray(bytes)
      (outcomes, hasParts, notes) = (nil, false, [])
      return
    }
    let archive = try ZipArchive(bytes)
    let names = ArrayNames(archive.entries)
    if names.isWorkbook {
      throw TextFailure(
        "is a workbook of Excel; save its sheet as \"CSV UTF-8\" and give that file"
      )
    }
    guard !names.all.isEmpty else {
      throw TextFailure(
        "is a ZIP archive without a .npy array; unpack it and give a file of samples"
      )
    }
    let found = try names.find(split)
    (inputs, hasParts) = (try names.array(found.inputs, of: archive), found.isPart)
    outcomes = try found.outcomes.map { name throws(TextFailure) in
      try names.array(name, of: archive)
    }
    notes = [
      "inputs are the array \(found.inputs)"
        + (found.outcomes.map { ", labels or targets the array \($0)" } ?? "")
    ]
  }

  /// Reads one array: the only one of an archive, or the one that is named as outcomes are.
  static func outcomes(_ bytes: [UInt8], split: Split) throws(TextFailure) -> NPYArray {
    guard !NPYArray.isBeginning(bytes) else { return try NPYArray(bytes) }
    let archive = try ZipArchive(bytes)
    let names = ArrayNames(archive.entries)
    if names.all.count == 1 { return try names.array(names.all[0], of: archive) }
    guard let name = try names.outcomes(split) else {
      throw TextFailure("has no array named \(ArrayNames.outcomeWords) (\(names.summary))")
    }
    return try names.array(name, of: archive)
  }
}

/// Finds arrays by what people call them.
private struct ArrayNames {
  private let entries: [ZipArchive.Entry]
  /// The names of the arrays.
  let all: [String]

  private static let inputNames = [
    "x", "data", "inputs", "input", "features", "images", "samples", "arr_0",
  ]
  private static let outcomeNames = [
    "y", "labels", "label", "target", "targets", "outputs", "classes", "arr_1",
  ]
  static let inputWords = inputNames.joined(separator: ", ")
  static let outcomeWords = outcomeNames.joined(separator: ", ")
  private static let suffix = ".npy"

  init(_ entries: [ZipArchive.Entry]) {
    self.entries = entries
    all = entries.map(\.name).filter { $0.hasSuffix(Self.suffix) }
      .map { String($0.dropLast(Self.suffix.count)) }
  }

  var isWorkbook: Bool { entries.contains { $0.name.hasPrefix("xl/") } }

  var summary: String { ClassNames(all).summary }

  /// The arrays of a part, where there is one named `x_train` or the like, otherwise of all samples.
  func find(
    _ split: Split
  ) throws(TextFailure) -> (inputs: String, outcomes: String?, isPart: Bool) {
    if let inputs = try one(of: Self.inputNames.map { "\($0)_\(split.rawValue)" }) {
      return (inputs, try one(of: Self.outcomeNames.map { "\($0)_\(split.rawValue)" }), true)
    }
    if all.count == 1 { return (all[0], nil, false) }
    guard let inputs = try one(of: Self.inputNames) else {
      throw TextFailure(
        "has the arrays \(summary), none of which is named as inputs are (\(Self.inputWords)); save "
          + "it with numpy.savez(file, x=..., y=...)"
      )
    }
    return (inputs, try one(of: Self.outcomeNames), false)
  }

  func outcomes(_ split: Split) throws(TextFailure) -> String? {
    if let part = try one(of: Self.outcomeNames.map { "\($0)_\(split.rawValue)" }) { return part }
    return try one(of: Self.outcomeNames)
  }

  func array(_ name: String, of archive: ZipArchive) throws(TextFailure) -> NPYArray {
    guard let entry = entries.first(where: { $0.name == name + Self.suffix }) else {
      throw TextFailure("has no array \(name)")
    }
    let bytes = try archive.contents(of: entry)
    do throws(TextFailure) {
      return try NPYArray(bytes)
    } catch {
      throw TextFailure("its array \(name) \(error.reason)")
    }
  }

  /// The only array of one of these names, in capital letters or not; nil where there is none.
  private func one(of names: [String]) throws(TextFailure) -> String? {
    let found = all.filter { names.contains($0.lowercased()) }
    guard found.count <= 1 else {
      throw TextFailure(
        "has the arrays \(found.joined(separator: " and ")), which could each be meant; keep one of "
          + "them, or save them in files of their own for --data and --labels"
      )
    }
    return found.first
  }
}
