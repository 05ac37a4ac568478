import Conformance
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization
import Report
import _TestSupport

/// A graph as a page runs it, with what must come out.
struct PageGraph: Encodable {
  var model: PageModel
  var words: [Int16]
  /// What the float network's layers give for what the words stand for.
  var float: [[Double]]
  /// The words that the layers give, as the numbers define them.
  var layers: [[Int16]]

  /// A random graph of layers of all kinds; nil where no image can hold its numbers.
  init?(_ number: Int, using random: inout TestRandom) throws {
    let network = try RandomGraph.network(steps: 8, using: &random)
    let folded = network.isDropoutFolded ? network : try network.foldingDropout()
    let quantized = try network.quantizedGraph(using: &random)
    guard let image = try? quantized.image(), (try? FixedPointModel(image: image)) != nil else {
      return nil
    }
    words = random.values(quantized.inputCount, in: -2_000...2_000)
    let trace = FixedPointTrace(of: quantized, for: words)
    layers = trace.layers.map(\.outputs)
    float = folded.referenceActivations(for: quantized.values(of: words))
    model = PageModel(
      name: "graph \(number)",
      identifier: "graph\(number)",
      image: image,
      network: folded
    )
  }
}

/// Writes so many graphs as `graphs.json`.
func writePageGraphs(count: Int, in folder: URL) throws {
  var random = TestRandom(seed: 17)
  var graphs: [PageGraph] = []
  while graphs.count < count {
    // Of random scalings some cannot be written: those that the library refuses are not counted.
    if let graph = try PageGraph(graphs.count, using: &random) { graphs.append(graph) }
  }
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  try JSONEncoder().encode(graphs).write(to: folder.appending(path: "graphs.json"))
}
