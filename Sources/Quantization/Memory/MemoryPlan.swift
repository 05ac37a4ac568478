import FloatNetwork
public import HalfwordRuntime

/// Where the tensors between the layers lie in the workspace: tensors share memory once their last reader is done,
/// an addition happens in the last step of the convolution before it, in the place of the tensor that it adds, and a
/// layer may write over what it reads, a little behind (`LayerGeometry.reach`).
public struct MemoryPlan: Equatable, Sendable {
  /// For each layer where what it gives lies, in bytes; 0 for the last, whose output is the caller's.
  public let offsets: [Int]
  /// The bytes of workspace that a run needs.
  public let size: Int
  /// For each layer the tensor that its last step adds, for the addition behind it; nil for most.
  public let addedTensors: [Int?]
  /// The stretches of memory, each with the layers that it is used in, for people.
  public let blocks: [Block]

  /// Memory that holds a tensor, or several that follow each other in one place.
  public struct Block: Equatable, Sendable {
    /// The tensors that lie there, in their order.
    public let tensors: [Int]
    /// The layers, from 0, from the one that writes it first to the last one that reads it.
    public let layers: ClosedRange<Int>
    /// Where it begins.
    public let offset: Int
    /// Its bytes.
    public let size: Int
  }

  /// Plans the memory of a network.
  public init(for network: QuantizedNetwork) {
    let forms = network.layers.map(\.form)
    let addedTensors = forms.addedTensors
    var planned = forms.blocks(addedTensors)
    if network.isChainOfDenseLayers {
      planned.placeAtBothEnds()
    } else {
      planned = BlockSearch(planned, forms).best
    }
    self.init(planned, addedTensors, forms)
  }

  /// The plan that an image of the network records.
  ///
  /// - Parameter layers: those of the image.
  public init(of network: QuantizedNetwork, recordedIn layers: [LayerDescriptor]) {
    let forms = network.layers.map(\.form)
    let addedTensors = layers.map { $0.addsInLastStep ? $0.secondSource : nil }
    let planned = forms.blocks(addedTensors).map { block in
      var block = block
      block.offset = layers[block.tensors[0] - 1].outputOffset
      return block
    }
    self.init(planned, addedTensors, forms)
  }

  private init(_ planned: [PlannedBlock], _ addedTensors: [Int?], _ forms: [LayerForm]) {
    self.addedTensors = addedTensors
    size = planned.map(\.end).max() ?? 0
    var offsets = Array(repeating: 0, count: forms.count)
    for block in planned {
      for tensor in block.tensors { offsets[tensor - 1] = block.offset }
    }
    self.offsets = offsets
    blocks = planned.map {
      Block(
        tensors: $0.tensors,
        layers: $0.birth...$0.death,
        offset: $0.offset,
        size: $0.size
      )
    }
  }

  /// The blocks that exist at the same time when the most memory is in use, and the layer that runs then.
  public var peak: (layer: Int, blocks: [Block]) {
    let atLayer = { (layer: Int) in blocks.filter { $0.layers.contains(layer) } }
    let end = { (layer: Int) in atLayer(layer).map { $0.offset + $0.size }.max() ?? 0 }
    let layers = 0...(blocks.map(\.layers.upperBound).max() ?? 0)
    let largest = layers.max { end($0) < end($1) } ?? 0
    return (largest, atLayer(largest))
  }
}

extension QuantizedNetwork {
  /// Whether it is a multi-layer perceptron.
  public var isChainOfDenseLayers: Bool {
    inputShape.isVector
      && layers.enumerated().allSatisfy { $1.form.kind == .dense && $1.form.sources == [$0] }
  }
}

/// A block while it is placed.
struct PlannedBlock {
  var tensors: [Int]
  /// The layer, from 0, that writes it first.
  var birth: Int
  /// The last layer that reads it.
  var death: Int
  let size: Int
  var offset = 0

  var end: Int { offset + size }
}

extension [PlannedBlock] {
  /// The plan of a chain: the first, third, … at the start, the others at the end, as a layer's input and output
  /// exist at the same time.
  fileprivate mutating func placeAtBothEnds() {
    let sizes = map(\.size)
    let size = zip([0] + sizes, sizes + [0]).map(+).max() ?? 0
    for index in indices where !index.isMultiple(of: 2) {
      self[index].offset = size - self[index].size
    }
  }
}

extension [LayerForm] {
  /// For each layer the tensor that its last step adds; nil for most.
  var addedTensors: [Int?] { indices.map { tensorAdded(afterLayerAt: $0) } }

  /// The last layer that reads each tensor.
  private func lastReader(of tensor: Int) -> Int {
    lastIndex { $0.sources.contains(tensor) } ?? tensor
  }

  /// The tensor that the last step of a layer may add: the other one of the addition behind it, where nobody but
  /// that addition needs what either gives.
  private func tensorAdded(afterLayerAt index: Int) -> Int? {
    guard index + 2 < count, self[index + 1].kind == .addition,
      self[index].kind.hasWeights, self[index].kind != .dense,
      self[index].activation.isLargestOrLinear,
      self[index + 1].sources.contains(index + 1),
      let other = self[index + 1].sources.first(where: { $0 != index + 1 }), other > 0,
      lastReader(of: other) == index + 1, self[index].sources != [other],
      !indices.contains(where: { $0 != index + 1 && self[$0].sources.contains(index + 1) })
    else { return nil }
    return other
  }

  /// The blocks of all tensors but the input and the output, in the order in which they are written.
  fileprivate func blocks(_ added: [Int?]) -> [PlannedBlock] {
    var blocks: [PlannedBlock] = []
    for index in indices.dropLast() {
      let tensor = index + 1
      let death = lastReader(of: tensor)
      // What is added to, what a last step gives, and the sum: one place.
      let partner = index > 0 && added[index - 1] != nil ? index : added[index]
      if let partner, let place = blocks.firstIndex(where: { $0.tensors.contains(partner) }) {
        blocks[place].tensors.append(tensor)
        blocks[place].death = Swift.max(blocks[place].death, death)
      } else {
        let size = WorkspacePlan.size(unitCount: self[index].valueCount)
        blocks.append(PlannedBlock(tensors: [tensor], birth: index, death: death, size: size))
      }
    }
    return blocks
  }
}

extension Activation {
  /// Whether nothing is left to do once the largest sum is known.
  fileprivate var isLargestOrLinear: Bool {
    switch self {
    case .linear, .maxout: true
    case .relu, .cappedRelu, .sigmoid, .tanh, .table, .softmax: false
    }
  }
}
