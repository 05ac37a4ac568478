import FloatNetwork
import Foundation
import Quantization
import Testing

@testable import Conformance
@testable import Report

/// The plan of the workspace in the report.
@Suite struct MemoryDrawingTests {
  private struct Case {
    let network: QuantizedNetwork
    let size: Int
    /// The tensors in their places.
    let memory: ExportReport.Memory?

    init(_ network: QuantizedNetwork) throws {
      let model = try FixedPointModel(image: network.image())
      self.network = network
      size = model.workspaceSize
      memory = ExportReport.Memory(MemoryPlan(of: model.network, recordedIn: model.layers))
    }
  }

  private static let graphs = Result {
    try (0..<80).map { try Case(.randomGraph(seed: 10_000 + $0)) }
  }

  @Test func everyTensorStaysUntilItsLastReaderHasRun() throws {
    var followed = 0
    for graph in try Self.graphs.get() {
      let (network, size) = (graph.network, graph.size)
      guard let memory = graph.memory else {
        #expect(size == 0)
        continue
      }
      #expect(memory.tensors.map(\.layer) == Array(1..<network.layers.count))
      #expect(memory.tensors.map { $0.offset + $0.bytes }.max() == size)
      for tensor in memory.tensors {
        #expect(tensor.bytes >= 2 * network.layers[tensor.layer - 1].valueCount)
        let readers = network.layers.indices.filter {
          network.layers[$0].form.sources.contains(tensor.layer)
        }
        let last = 1 + (readers.last ?? tensor.layer - 1)
        // Or until a sum takes its place.
        let next = memory.tensors.first {
          $0.layer == tensor.lastLayer + 1 && $0.offset == tensor.offset
        }
        #expect(tensor.lastLayer == last || (next != nil && tensor.lastLayer < last))
        followed += tensor.lastLayer == last ? 0 : 1
      }
      let atPeak = memory.tensors.filter {
        $0.isAtPeak && ($0.layer...$0.lastLayer).contains(memory.peakLayer)
      }
      #expect(atPeak.map { $0.offset + $0.bytes }.max() == size)
    }
    #expect(followed > 0)
  }

  @Test func hasABoxForEveryTensorInsideThePicture() throws {
    for graph in try Self.graphs.get() {
      guard let memory = graph.memory else { continue }
      let kinds = graph.network.layers.map(\.form.kind.name)
      let page = MemoryDrawing(memory, kinds: kinds, size: graph.size).section
      let boxes = page.matches(
        of: /<rect x="([0-9.]+)" y="([0-9.]+)" width="([0-9.]+)" height="([0-9.]+)"/
      )
      #expect(boxes.count == memory.tensors.count)
      for box in boxes {
        let (x, y, width, height) = try (
          #require(Double(box.1)), #require(Double(box.2)), #require(Double(box.3)),
          #require(Double(box.4))
        )
        #expect(x >= 0 && y >= 0 && width > 0 && height >= 1)
        #expect(x + width <= 900 && y + height <= 360)
      }
    }
  }

  @Test func saysInWordsWhatItDraws() {
    let memory = ExportReport.Memory(
      tensors: [
        .init(layer: 1, lastLayer: 2, offset: 0, bytes: 2_048, isAtPeak: true),
        .init(layer: 2, lastLayer: 3, offset: 2_048, bytes: 512, isAtPeak: true),
        .init(layer: 3, lastLayer: 4, offset: 0, bytes: 2_048, isAtPeak: true),
      ],
      peakLayer: 2,
      peakText: "layer 2 runs with what layers 1 and 2 gave or gives"
    )
    let kinds = ["convolution", "depthwise", "convolution", "dense"]
    let page = MemoryDrawing(memory, kinds: kinds, size: 2_560).section
    for words in [
      "<h2>Workspace, 2560 bytes</h2>", "role=\"img\"",
      "aria-labelledby=\"memory-title memory-desc\"", "<title id=\"memory-title\">",
      "The peak is 2560 bytes, as layer 2 runs with what layers 1 and 2 gave or gives. layer 1, "
        + "convolution, 2048 bytes, at byte 0, until layer 2 has run; ",
      "layer 2, depthwise, 512 bytes, at byte 2048, until layer 3 has run; ",
      "text-anchor=\"middle\">layer 3, convolution, 2048 bytes</text>",
      ">peak, while layer 2 runs</text>",
    ] {
      #expect(page.contains(words), "\(words)")
    }
    // Its colors are the page's, in light and in dark.
    #expect(!page.contains("#") && page.contains("currentColor"))
  }

  @Test func thereIsNoneWhereNothingIsKept() throws {
    let network = QuantizedNetwork.randomGraph(seed: 1, kinds: ["dense"]).ending(withLayer: 0)
    #expect(try Case(network).memory == nil)
  }
}
