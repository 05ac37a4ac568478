import Foundation
import ONNX
import ONNXSchema
import Testing

/// Files of other formats are told by their content, whatever they are called.
@Suite struct ForeignModelTests {
  private func zip(_ member: String) -> [UInt8] {
    [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 26) + Array(member.utf8) + [1, 2, 3]
  }

  private var files: [(bytes: [UInt8], kind: String, way: String)] {
    let hdf5: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]
    return [
      (hdf5, "HDF5", "python -m tf2onnx.convert --keras net.onnx --output model.onnx"),
      (Array(repeating: 0, count: 512) + hdf5, "HDF5", "tf2onnx"),
      ([0x1C, 0, 0, 0] + Array("TFL3".utf8) + [0, 0], "TensorFlow Lite", "--tflite net.onnx"),
      ([0x80, 4, 0x95] + Array("csklearn.neural_network".utf8), "scikit-learn", "skl2onnx"),
      ([0x80, 2, 0x7D, 0x71], "pickle", "skl2onnx"),
      ([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20], "PyTorch", "torch.onnx.export"),
      (zip("archive/data.pkl"), "PyTorch", "torch.onnx.export"),
      (zip("model.weights.h5"), "Keras 3", "load_model(\"net.onnx\")"),
      (zip("arr_0.npy"), "NumPy", "export the model"),
      (zip("readme"), "zip archive", "unpack"),
      ([0x1F, 0x8B, 8, 0], "gzip", "gunzip net.onnx"),
      (
        Array("// Neural Network File Format\n// by Kyle\n7,5,5,50,\n5,50,50,\n".utf8), "NNet",
        "nnet2onnx"
      ),
      (
        Array("version https://git-lfs.github.com/spec/v1\noid sha256:1".utf8), "Git LFS", "git lfs"
      ),
    ]
  }

  @Test func eachKindIsNamedWithTheWayToONNX() throws {
    for (bytes, kind, way) in files {
      let line = try #require(ForeignModel.description(of: bytes, fileName: "net.onnx"), "\(kind)")
      #expect(line.contains(kind) && line.contains(way), "\(line)")
      #expect(line.hasPrefix("is ") && !line.contains { $0.isNewline }, "\(line)")
    }
  }

  @Test func aModelFileThatIsAnotherKindIsRefusedForWhatItIs() throws {
    let folder = URL.temporaryDirectory.appending(path: "foreign-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "net.onnx")
    for (bytes, kind, way) in files {
      try Data(bytes).write(to: file)
      let error = #expect(throws: (any Error).self) {
        try ImportedModel(contentsOfFile: file.path)
      }
      let line = "\(try #require(error))"
      #expect(line.contains(kind) && line.contains(way) && line.contains("net.onnx"), "\(line)")
      #expect(ForeignModel.description(ofFile: file.path)?.contains(kind) ?? false)
    }
  }

  /// Archives are told by what their directory names, which is at their end.
  @Test func theEndOfALongFileIsLookedAt() throws {
    let file = URL.temporaryDirectory.appending(path: "long-\(UUID())")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(zip("a") + Array(repeating: 7, count: 300_000) + Array("x/data.pkl".utf8))
      .write(to: file)
    #expect(ForeignModel.description(ofFile: file.path)?.contains("PyTorch") ?? false)
  }

  @Test func whatMayBeONNXIsNotTakenForAnythingElse() throws {
    var builder = GraphBuilder(input: [nil, 2])
    builder.constant("w", [2, 1], [1, 2])
    builder.node("MatMul", "x w > y")
    // "TFL3" as the producer lies where TensorFlow Lite has its name.
    builder.model.producerName = "TFL3"
    let bytes = try builder.bytes()
    #expect(ForeignModel.description(of: bytes, fileName: "a") == nil)
    for bytes in [[], [0x80], [0x89], Array("hello".utf8), Array("1,2,3,4".utf8.prefix(5))] {
      #expect(ForeignModel.description(of: bytes as [UInt8], fileName: "a") == nil)
    }
    #expect(ForeignModel.description(ofFile: "/nowhere/at/all") == nil)
    #expect(ForeignModel.description(ofFile: "/") == nil)
  }

  @Test func theNameOfAFileCannotBreakTheLine() throws {
    let line = try #require(
      ForeignModel.description(of: [0x1F, 0x8B], fileName: "a\nb\u{1B}[31m")
    )
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }
}
