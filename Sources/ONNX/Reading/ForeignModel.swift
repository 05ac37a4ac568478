import Files
import PlainText

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Files that people take for models in ONNX, told by their content.
public enum ForeignModel {
  /// What a file is that is no ONNX, and the way from it to ONNX, in one line that continues a sentence
  /// about the file; nil where the content is not known for something else.
  ///
  /// - Parameters:
  ///   - bytes: the content, or where it is long its start and, for archives, its end.
  ///   - fileName: only says how the way to ONNX names the file.
  public static func description(of bytes: some Collection<UInt8>, fileName: String) -> String? {
    let start = Array(bytes.prefix(partSize))
    let file = printable(fileName)
    if hasSignatureOfHDF5(start) {
      return
        "is a model in HDF5, as Keras and TensorFlow write it, not ONNX; convert it with tf2onnx: "
        + "python -m tf2onnx.convert --keras \(file) --output model.onnx"
    }
    if start.starts(with: "PK\u{3}\u{4}".utf8) || start.starts(with: "PK\u{5}\u{6}".utf8) {
      return archive(start + Array(bytes.suffix(partSize)), file)
    }
    if isTFLite(start) {
      return "is a model of TensorFlow Lite, not ONNX; convert it with tf2onnx: "
        + "python -m tf2onnx.convert --tflite \(file) --output model.onnx"
    }
    if start.count >= 2, start[0] == 0x80, 2...5 ~= start[1] { return pickle(start) }
    if start.starts(with: [0x1F, 0x8B]) {
      return "is compressed with gzip, not ONNX; uncompress it first: gunzip \(file)"
    }
    return text(start)
  }

  /// As `description(of:fileName:)`, for a file; nil also where it cannot be read.
  public static func description(ofFile path: String) -> String? {
    guard let bytes = try? ends(ofFile: path, size: partSize) else { return nil }
    return description(of: bytes, fileName: URL(filePath: path).lastPathComponent)
  }

  /// How much of a file's start, and of its end, is looked at.
  private static let partSize = 1 << 16

  /// At the start, or behind a block of the user's of 512, 1,024, … bytes.
  private static func hasSignatureOfHDF5(_ start: [UInt8]) -> Bool {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    return [0, 512, 1_024, 2_048, 4_096].contains { start.dropFirst($0).starts(with: signature) }
  }

  /// A FlatBuffer: where its root lies, then who wrote it. (In ONNX these bytes would be a producer's name.)
  private static func isTFLite(_ start: [UInt8]) -> Bool {
    start.dropFirst(4).starts(with: "TFL3".utf8) && start[2] == 0 && start[3] == 0
  }

  /// A zip archive, by the names of its members.
  private static func archive(_ parts: [UInt8], _ file: String) -> String {
    if contains("model.weights.h5", parts) || contains("metadata.json", parts) {
      return "is a model of Keras 3 (.keras), not ONNX; load it in Python and write it: "
        + "keras.saving.load_model(\"\(file)\").export(\"model.onnx\", format=\"onnx\")"
    }
    if contains("data.pkl", parts) || contains("constants.pkl", parts) {
      return "is a model of PyTorch (.pt), not ONNX; load it in Python and write it: "
        + "torch.onnx.export(model, example_input, \"model.onnx\")"
    }
    if contains(".npy", parts) {
      return
        "is an archive of NumPy arrays (.npz), not ONNX; export the model with the program that made it"
    }
    return "is a zip archive, not ONNX; unpack it, and pass the .onnx file in it if there is one"
  }

  /// What Python's pickle wrote: nobody knows what it holds before running it, so words in it decide.
  private static func pickle(_ start: [UInt8]) -> String {
    let legacyTorch: [UInt8] = [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20]
    if start.starts(with: legacyTorch) || contains("torch", start) {
      return "is a model of PyTorch in Python's pickle, not ONNX; load it in Python and write it: "
        + "torch.onnx.export(model, example_input, \"model.onnx\")"
    }
    return
      "is a pickle of Python\(contains("sklearn", start) ? " with a model of scikit-learn" : ""), "
      + "not ONNX; load it in Python and write it, for scikit-learn with "
      + "skl2onnx.to_onnx(model, example_inputs).SerializeToString()"
  }

  private static func text(_ start: [UInt8]) -> String? {
    if start.starts(with: "version https://git-lfs".utf8) {
      return "is a pointer of Git LFS, not the model itself; fetch it with: git lfs pull"
    }
    if isNNet(start) {
      return "is a network in the NNet format (.nnet), not ONNX; convert it with NNet's nnet2onnx: "
        + "https://github.com/sisl/NNet"
    }
    return nil
  }

  /// Comments, then a line of four counts: layers, inputs, outputs, the widest layer.
  private static func isNNet(_ start: [UInt8]) -> Bool {
    let newline = UInt8(ascii: "\n")
    for line in start.split(separator: newline, maxSplits: 200, omittingEmptySubsequences: true) {
      if line.starts(with: "//".utf8) { continue }
      let numbers = String(decoding: line.prefix(200), as: UTF8.self)
        .split(separator: ",").map { $0.trimmed() }
        .filter { !$0.isEmpty }
      return numbers.count == 4 && numbers.allSatisfy { Int($0).map { $0 > 0 } ?? false }
    }
    return false
  }

  private static func contains(_ word: String, _ bytes: [UInt8]) -> Bool {
    bytes.firstRange(of: Array(word.utf8)) != nil
  }
}
