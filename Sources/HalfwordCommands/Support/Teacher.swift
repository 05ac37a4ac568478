import Datasets
import Files
import FloatNetwork
import Training

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The network of `--teacher`, whose answers training learns in place of labels.
struct Teacher {
  private let file: String
  private let checkpoint: Checkpoint
  private let temperature: Double

  /// Reads the checkpoint and checks that it answers what the samples ask.
  ///
  /// - Throws: `FileError`, which names the file.
  init(file: String, temperature: Double, for samples: LabeledSamples) throws {
    self.file = file
    self.temperature = temperature
    checkpoint = try Checkpoint(contentsOf: URL(filePath: file))
    guard samples.targets == nil else {
      throw FileError(file: file, reason: "teaches classes, but the data have targets")
    }
    let known = checkpoint.classNames
    guard known.isEmpty || known == samples.classes.names else {
      throw FileError(
        file: file,
        reason: "tells the classes \(ClassNames(known).summary) apart, but the data have "
          + samples.classes.summary
      )
    }
  }

  /// What it answers to raw inputs, as targets.
  func targets(for raw: Dataset) throws -> [Float]? {
    var dataset = raw
    if let standardization = checkpoint.standardization {
      guard raw.inputCount == checkpoint.network.inputCount else {
        throw FileError(
          file: file,
          reason:
            "takes \(checkpoint.network.inputCount) inputs, but the samples have \(raw.inputCount)"
        )
      }
      dataset.inputs = standardization(raw.inputs)
    }
    do {
      return try dataset.withTargets(of: checkpoint.network, temperature: temperature).targets
    } catch {
      throw FileError(file: file, reason: "\(error)")
    }
  }

  /// What of it makes the weights, so that a checkpoint tells how it came about.
  var notes: [String: String] {
    [
      "teacher": file, "temperature": "\(temperature)",
      TrainingIdentity.teacherNote: TrainingIdentity.text(of: checkpoint.network),
    ]
  }
}
