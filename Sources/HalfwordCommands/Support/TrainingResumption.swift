import Datasets
import FloatNetwork

/// The notes by which a resumed training knows what it learns from and what it began with: what these
/// are, however their paths are written.
enum TrainingIdentity {
  /// The names of the notes.
  static let samplesNote = "samples"
  static let beginningNote = "from_weights"
  static let teacherNote = "teacher_weights"
  /// The notes of paths, which may differ where what they lead to is the same.
  static let pathNotes: Set = ["data", "from", "teacher"]

  /// A number for samples as they were read, with their labels or targets, in their order.
  static func text(of samples: LabeledSamples) -> String {
    var mixer = Mixer()
    switch samples.content {
    case .rows(let rows): mixer.add(rows.inputs)
    case .images(let images): for image in images.images { mixer.add(image.pixels) }
    }
    for label in samples.labels { mixer.add(UInt64(label)) }
    if let targets = samples.targets { mixer.add(targets) }
    return mixer.text
  }

  /// A number for the parameters of a network.
  static func text(of network: Network) -> String {
    var mixer = Mixer()
    for layer in network.layers {
      mixer.add(layer.weights)
      mixer.add(layer.biases)
    }
    return mixer.text
  }

  /// FNV-1a, by words in place of bytes: this tells mistakes from repetitions, no more.
  private struct Mixer {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }

    mutating func add(_ values: [Float]) {
      add(UInt64(values.count))
      for value in values { add(UInt64(value.bitPattern)) }
    }

    var text: String { String(value, radix: 16) }
  }
}

extension [String: String] {
  /// Checks that these notes of a checkpoint are those of a training now, but for when it ends.
  func checkResumable(by now: [String: String]) throws(ResumeError) {
    let free = TrainingArguments.endNotes.union(TrainingIdentity.pathNotes)
    for name in Set(now.keys).union(keys).subtracting(free).sorted()
    where now[name] != self[name] {
      throw ResumeError(option: name, earlier: self[name], now: now[name])
    }
  }
}

/// An option of a resumed training differs from that of its checkpoint.
struct ResumeError: Error, CustomStringConvertible {
  let option: String
  let earlier: String?
  let now: String?

  var description: String {
    switch option {
    case TrainingIdentity.samplesNote:
      "was trained on other samples than --data gives now; resume with the same data, or leave out "
        + "--resume"
    case TrainingIdentity.beginningNote:
      "began with other weights than --from gives now; resume with the same --from, or leave out "
        + "--resume"
    default:
      "was trained with \(option) \(earlier ?? "none"), not \(now ?? "none"); resume with the same "
        + "options, or leave out --resume"
    }
  }
}
