import Files
import Training

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The course of a training as a CSV file, one row an epoch.
struct TrainingHistory {
  private let file: String
  private var rows: [String]

  /// - Parameter completedEpochs: the rows of these epochs are kept where the file has them.
  init(file: String, completedEpochs: Int) throws(FileError) {
    self.file = file
    rows = []
    guard completedEpochs > 0, FileManager.default.fileExists(atPath: file) else { return }
    let data = try contents(ofFile: file, limit: Self.largestFileSize)
    rows = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init).filter {
      guard let epoch = Int($0.prefix { $0 != "," }) else { return false }
      return epoch <= completedEpochs
    }
  }

  /// Adds an epoch; what has no classes has no accuracy.
  mutating func add(_ summary: EpochSummary, hasClasses: Bool) {
    let heldOut = summary.heldOut
    let fields: [any CustomStringConvertible] = [
      summary.epoch, summary.learningRate, summary.meanCost,
      hasClasses ? "\(summary.accuracy)" : "",
      heldOut.map { "\($0.meanCost)" } ?? "",
      hasClasses ? heldOut.map { "\($0.accuracy)" } ?? "" : "",
      Int(summary.samplesPerSecond),
    ]
    rows.append(fields.map(\.description).joined(separator: ","))
  }

  /// Writes all rows anew.
  func write() throws(FileError) {
    let text = ([Self.header] + rows).joined(separator: "\n") + "\n"
    try Files.write(Data(text.utf8), toFile: file)
  }

  static let header =
    "epoch,learning_rate,cost,accuracy,validation_cost,validation_accuracy,samples_per_second"
  private static let largestFileSize = 64 << 20
}
