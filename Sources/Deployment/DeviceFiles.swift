import CSource
import Conformance
import Datasets
import Files
import FloatNetwork
import Quantization
import Report

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The files of a deployment: everything that a device and its tests need, made from an export and its
/// evaluation without computing anything again.
public struct DeviceFiles {
  /// What is written: the names in the folder, and their bytes, in the order in which they are listed.
  public let files: [(name: String, data: Data)]
  /// What each file is, in words, by its name.
  public let explanations: [(name: String, text: String)]

  /// Makes the files.
  ///
  /// - Parameters:
  ///   - name: the prefix of the names in the C headers and of the files, a C identifier.
  ///   - vectorCount: how many samples, from the first on, go into the vectors.
  /// - Throws: `CHeaderError`; `ModelError`; `FileError` where the runtime does not give the bits that the
  ///   exact oracle does.
  public init(
    _ export: Export,
    _ evaluation: FixedPointEvaluation,
    _ samples: PreparedSamples,
    name: String,
    vectorCount: Int = 32
  ) throws {
    let model = export.model
    let count = min(vectorCount, samples.modelInputs.count)
    let words = (0..<count).map {
      export.quantized.words(for: Array(samples.modelInputs.input(at: $0)))
    }
    let header = SamplesHeader(
      name: "\(name)_vectors",
      model: model,
      labels: samples.labels(ofFirst: count),
      inputs: words
    )
    let vectors = try VectorFile(model: model, name: "\(name)_vectors", inputs: words).data
    try Self.check(vectors, name: "\(name)_vectors.hwv")
    let code = export.code
    let source = try code.source(
      name: name,
      hasCertificates: export.request.numbers.certifies
    )
    let page = evaluation.pageModel(
      of: model,
      samples,
      classes: export.source.knownClasses,
      name: name,
      identifier: name
    )
    files = [
      ("\(name).h", Data(try code.header(name: name).utf8)),
      ("\(name).hwm", Data(model.imageBytes)),
      ("\(name)_source.c", Data(source.source(headerFile: "\(name)_source.h").utf8)),
      ("\(name)_source.h", Data(source.header.utf8)),
      ("\(name)_vectors.h", Data(try header.text().utf8)),
      ("\(name)_vectors.hwv", vectors),
      ("\(name).html", Data(try evaluation.report.html(running: page).utf8)),
      ("\(name).json", try evaluation.report.json()),
      ("\(name).safetensors", try export.source.withoutTrainingState.encoded()),
    ]
    explanations = [
      ("\(name).h", "the image as a C array, its sizes, and how values become inputs"),
      ("\(name).hwm", "the image alone"),
      ("\(name)_source.c, .h", "the same model as C that needs no library, for any other board"),
      ("\(name)_vectors.h", "inputs and the bits that the device must give for them"),
      (
        "\(name)_vectors.hwv",
        "the same and each layer's bits, for halfword conform and Tools/run-vectors"
      ),
      ("\(name).html, .json", "the model in a page that runs its bits, and the report"),
      ("\(name).safetensors", "the network in float"),
    ]
  }

  /// The names of the files of a deployment.
  public static func names(for name: String) -> [String] {
    ["h", "hwm", "html", "json", "safetensors"].map { "\(name).\($0)" }
      + ["source.c", "source.h", "vectors.h", "vectors.hwv"].map { "\(name)_\($0)" }
  }

  /// Holds this machine's runtime to the vectors, whose outputs exact integers gave.
  private static func check(_ vectors: Data, name: String) throws {
    let records = try VectorReader(vectors)
    let library = LibraryUnderTest.linked()
    for index in 0..<records.count {
      let verdict = records.check(index, with: library)
      guard verdict.isFailure else { continue }
      throw FileError(
        file: name,
        reason: "the runtime of this program fails \(records.name(at: index)): \(verdict.message)"
      )
    }
  }
}

extension Checkpoint {
  /// The same without what only a training that goes on needs.
  fileprivate var withoutTrainingState: Checkpoint {
    var result = self
    result.state = [:]
    result.attachments = [:]
    return result
  }
}
