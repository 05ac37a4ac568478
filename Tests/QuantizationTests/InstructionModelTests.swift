import Foundation
import Quantization
import Testing
import _TestSupport

@Suite struct InstructionModelTests {
  /// `Firmware/counts.txt` holds counts of the emulated boards; the model was found from other networks.
  @Test(arguments: [
    ("armv6m", "microbit"), ("armv7m", "mps2-an385"), ("armv7em", "mps2-an386"),
    ("riscv32", "virt-riscv32"),
  ])
  func theModelGivesTheRecordedCounts(target: String, board: String) throws {
    let model = try #require(InstructionModel.cores.first { $0.target == target }).model
    let counts = try recordedCounts(board: board)
    let networks = benchmarkNetworks()
    #expect(counts.count == networks.count)
    for (name, network) in networks {
      #expect(model.count(for: network) == counts[name], "\(name) on \(board)")
    }
  }

  private func recordedCounts(board: String) throws -> [String: Int] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Firmware/counts.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    var counts: [String: Int] = [:]
    for line in lines where !line.hasPrefix("#") {
      let fields = line.split(separator: " ")
      guard fields.count == 4, fields[0] == board, fields[2] == "instructions" else { continue }
      counts[String(fields[1])] = Int(fields[3])
    }
    return counts
  }
}
