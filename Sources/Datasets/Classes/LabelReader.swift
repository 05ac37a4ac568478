/// How the text of a label becomes the index of a class.
///
/// Names that are known decide. Without them, for a network with so many outputs, a number is the
/// index of its output, whichever numbers occur; with neither, as in training, the classes are those
/// that occur.
struct LabelReader {
  /// The classes that labels index.
  let classes: ClassNames
  /// What a person should know of how labels were taken; nil where it is as they are written.
  let note: String?

  private let rule: Rule
  /// The classes that occur, for advice.
  private let occurring: ClassNames

  private enum Rule {
    /// A label is the name of a class.
    case name
    /// A label is the index of an output.
    case index(outputCount: Int)
  }

  /// Decides how labels are read.
  ///
  /// - Parameters:
  ///   - labels: all labels that will be read.
  ///   - classes: the names that are known; nil where none are.
  ///   - outputCount: how many outputs the network has; nil where it is not known.
  init(_ labels: some Sequence<String>, classes: ClassNames?, outputCount: Int?) {
    occurring = ClassNames(occurringIn: labels)
    if let classes {
      self.classes = classes
      // Numbers can only be indices where no name is a number and every label is one.
      let areIndices =
        !classes.includeNumbers && occurring.count > 0
        && occurring.names.allSatisfy { classes[$0] == nil && finiteNumber($0) != nil }
      rule = areIndices ? .index(outputCount: classes.count) : .name
      note =
        areIndices
        ? "labels are numbers, taken as the indices of the outputs: 0 is \"\(classes.names[0])\""
        : nil
    } else if let outputCount {
      self.classes = ClassNames(numbered: Self.classCount(ofOutputs: outputCount))
      rule = .index(outputCount: outputCount)
      note = nil
    } else {
      self.classes = occurring
      rule = .name
      note = nil
    }
  }

  /// How many classes so many outputs tell apart: one output, above or below a threshold, tells two.
  static func classCount(ofOutputs outputCount: Int) -> Int {
    outputCount == 1 ? 2 : outputCount
  }

  /// The class that a label names.
  func index(of label: String) throws(LabelFailure) -> Int {
    switch rule {
    case .name:
      guard let index = classes[label] else {
        throw LabelFailure(label, "which is none of the classes (\(classes.summary))")
      }
      return index
    case .index(let outputCount):
      guard let value = finiteNumber(label) else {
        throw LabelFailure(label, adviceOnNames(outputCount))
      }
      guard let index = Int(exactly: value) else {
        throw LabelFailure(
          label,
          "which is no index of \(outputsText(outputCount)); if it is a value that the network "
            + "should give, pass --targets 1"
        )
      }
      guard classes.names.indices.contains(index) else {
        throw LabelFailure(label, adviceOnIndices(outputCount))
      }
      return index
    }
  }

  private func adviceOnNames(_ outputCount: Int) -> String {
    let names =
      "no names of classes are known for \(outputsText(outputCount)); pass --classes with "
    return occurring.count == classes.count
      ? names + "the names in the order of the outputs, such as --classes \(occurringList)"
      : names + "\(classes.count) names in the order of the outputs (labels here: "
        + "\(occurring.summary))"
  }

  private func adviceOnIndices(_ outputCount: Int) -> String {
    let range =
      "but \(outputsText(outputCount)) \(outputCount == 1 ? "tells" : "have") "
      + (outputCount == 1 ? "0 and 1 apart" : "the indices 0 to \(outputCount - 1)")
    guard occurring.count == classes.count else {
      return range + "; the labels here are \(occurring.summary): pass --classes with what each "
        + "output stands for, in the outputs' order"
    }
    return range + "; if the outputs stand for the labels in their order, pass --classes "
      + occurringList
  }

  private func outputsText(_ count: Int) -> String {
    count == 1 ? "the network's one output" : "the network's \(count) outputs"
  }

  private var occurringList: String { occurring.names.joined(separator: ",") }
}

/// Why a label is that of no class.
struct LabelFailure: Error {
  /// In words that may follow the place.
  let reason: String

  init(_ label: String, _ text: String) {
    reason = "has the label \"\(label)\", \(text)"
  }
}
