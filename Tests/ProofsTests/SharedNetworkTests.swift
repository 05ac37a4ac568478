import Deployment
import FloatNetwork
import Foundation
import Proofs
import Quantization
import Testing
import _TestSupport

/// Networks that are not part of the package: HALFWORD_DATA, or `shared/data` beside it.
private let dataFolder: URL = {
  let package = URL(filePath: #filePath).appending(path: "../../..").standardized
  let data = ProcessInfo.processInfo.environment["HALFWORD_DATA"].map { URL(filePath: $0) }
  return data ?? package.appending(path: "../shared/data").standardized
}()

private let aircraft = dataFolder.appending(path: "onnx/ACASXU_run2a_1_1_batch_2000.onnx").path

/// Says so where they are not there.
private let areThere: Bool = {
  let areThere = FileManager.default.fileExists(atPath: aircraft)
  if !areThere { print("SKIPPED: no networks in \(dataFolder.path); set HALFWORD_DATA") }
  return areThere
}()

@Suite(.enabled(if: areThere)) struct SharedNetworkTests {
  /// ACAS Xu 1_1 on random inputs of the box that its authors trained it for (Katz et al., *Reluplex*, CAV 2017):
  /// six hidden layers, of which no bound for all inputs says anything.
  @Test func nearlyEveryRunOfACollisionAvoidanceNetworkIsCertified() throws {
    let network = try ModelSource(contentsOfFile: aircraft, output: nil, logits: false)
      .checkpoint.network
    let box: [ClosedRange<Double>] = [
      0...60_760, -Double.pi...Double.pi, -Double.pi...Double.pi, 100...1_200, 0...1_200,
    ]
    let means = [19_791.091, 0, 0, 650, 600]
    let widths = [60_261, 2 * Double.pi, 2 * Double.pi, 1_100, 1_200]
    var random = TestRandom(seed: 2)
    let samples = (0..<700).map { _ in
      box.indices.map { index in
        Float((Double.random(in: box[index], using: &random) - means[index]) / widths[index])
      }
    }
    var request = NumberRequest()
    request.answer = .smallest
    request.sums = .bits64
    let fixed = try NumberChoice(for: network, samples: Array(samples[..<200]), request).network
    let pair = try PairedNetwork(network, with: fixed)
    var certified = 0
    for values in samples[200...] {
      let words = fixed.words(for: values)
      let trace = FixedPointTrace(of: fixed, for: words)
      let bounds = pair.bounds(of: trace, words: words, values: values, answer: .smallest)
      guard let bounds, bounds.isCertified else { continue }
      certified += 1
      let scores = trace.scores(in: fixed).map(Double.init)
      let float = network.referenceOutput(for: values.map(Double.init))
      #expect(
        Answer.smallest.decision(outputs: scores, scores: scores)
          == Answer.smallest.decision(outputs: float, scores: float)
      )
    }
    print("certified: \(certified) of 500")
    #expect(certified >= 485)
  }
}
