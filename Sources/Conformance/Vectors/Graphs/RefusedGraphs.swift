import FloatNetwork
import HalfwordRuntime
import Quantization

/// Images of graphs that must be refused, and with which status.
func refusedGraphs() throws -> [VectorRecord] {
  let graph = try RefusableGraph()
  return [.image("image/graph, untouched", graph.image, open: [.ok], verify: [.ok])]
    + graph.badBytes + graph.badTensors + graph.badShapes + graph.badWindows + graph.badOffsets
    + graph.badMemory + graph.badData + graph.badPadding
}

private typealias Field = ImageFormat.LayerField

extension RefusableGraph {
  /// What `open` refuses.
  private func opened(
    _ name: String,
    _ layer: Layer,
    at field: Int,
    _ value: some FixedWidthInteger,
    _ statuses: Set<VectorStatus> = [.badLayer]
  ) -> VectorRecord {
    var changed = image
    changed.replace(at: offset(of: field, layer), with: value)
    return .image("image/graph, \(layer): \(name) \(value)", changed, open: statuses)
  }

  /// What `open` cannot see, and `verify` refuses.
  private func verified(
    _ name: String,
    _ layer: Layer,
    at offset: Int,
    _ value: some FixedWidthInteger,
    _ status: VectorStatus = .badLayer
  ) -> VectorRecord {
    .image(
      "image/graph, \(layer): \(name) \(value)",
      mended(at: offset, value),
      open: [.ok],
      verify: [status]
    )
  }

  /// Kinds, activations, forms of sums and bits of weights, each of no meaning or not the layer's.
  fileprivate var badBytes: [VectorRecord] {
    Layer.allCases.flatMap { layer -> [VectorRecord] in
      let kind = network.layers[layer.rawValue].form.kind
      let kinds: [UInt8] = [0, 8, 255] + (kind == .dense ? [2, 3, 7] : [1])
      let activations: [UInt8] =
        kind.hasWeights ? [8, 255] : kind == .addition ? [2, 5, 8] : [1, 2, 3, 4, 5, 6, 7, 8]
      let sums: [UInt8] = kind.hasWeights ? [0, 5] : [1, 2, 3, 4, 255]
      // Narrow weights take less room than the parts of the layer leave them.
      let bits: [UInt8] = kind.hasWeights ? [0, 4, 8, 15] : [4, 8, 16]
      return kinds.map { opened("kind", layer, at: Field.kind, $0) }
        + activations.map { opened("activation", layer, at: Field.activation, $0) }
        + sums.map { opened("form of sums", layer, at: Field.sums, $0) }
        + bits.map { opened("bits of a weight", layer, at: Field.weightBits, $0) }
    }
  }

  /// Tensors that come later, that do not exist, that have another shape, or that nobody asked for.
  fileprivate var badTensors: [VectorRecord] {
    Layer.allCases.flatMap { layer -> [VectorRecord] in
      let number = UInt16(layer.rawValue)
      let isAddition = network.layers[layer.rawValue].form.kind == .addition
      let seconds: [UInt16] = isAddition ? [number + 1, 65_535] : [number + 1, 9, 65_535]
      return [number + 1, 9, 65_535].filter { $0 > number }.reduce(into: []) { records, source in
        let record = opened("source", layer, at: Field.source, source)
        if !records.contains(where: { $0.name == record.name }) { records.append(record) }
      } + Set(seconds).sorted().map { opened("second source", layer, at: Field.secondSource, $0) }
    } + [
      opened("source", .average, at: Field.source, UInt16(4)),
      opened("source", .dense, at: Field.source, UInt16(5)),
      opened("second source", .tabled, at: Field.secondSource, UInt16(0)),
      opened("second source", .tabled, at: Field.secondSource, UInt16(4)),
      // Of layers that nothing is added to.
      opened("second source", .depthwise, at: Field.secondSource, UInt16(1)),
      opened("second source", .largest, at: Field.secondSource, UInt16(1)),
      opened("second source", .adding, at: Field.secondSource, UInt16(2)),
    ]
  }

  /// Heights, widths, channels and pieces that contradict others.
  fileprivate var badShapes: [VectorRecord] {
    let fields = [
      ("height of inputs", Field.inputHeight), ("width of inputs", Field.inputWidth),
      ("channels of inputs", Field.inputCount), ("height of outputs", Field.outputHeight),
      ("width of outputs", Field.outputWidth), ("channels of outputs", Field.unitCount),
    ]
    return Layer.allCases.flatMap { layer in
      fields.flatMap { name, field in
        Set([0, half(field, layer) + 1, 65_535]).sorted().map {
          opened(name, layer, at: field, $0, [.badLayer, .badHeader])
        }
      } + [opened("pieces", layer, at: Field.pieceCount, UInt16(0))]
        + (layer == .dense ? [] : [opened("dropout", layer, at: Field.foldedDropout, UInt16(1))])
    }
  }

  /// Windows of no size, and those of poolings that lie outside; where there is none, anything but 0.
  fileprivate var badWindows: [VectorRecord] {
    let sizes = [
      ("height of the kernel", Field.kernelHeight), ("width of the kernel", Field.kernelWidth),
      ("stride down", Field.strideHeight), ("stride to the right", Field.strideWidth),
      ("dilation down", Field.dilationHeight), ("dilation to the right", Field.dilationWidth),
    ]
    let paddings = [
      ("padding above", Field.paddingTop), ("padding on the left", Field.paddingLeft),
    ]
    return Layer.allCases.flatMap { layer -> [VectorRecord] in
      let kind = network.layers[layer.rawValue].form.kind
      guard kind.window != nil else {
        return (sizes + paddings).map { opened($0.0, layer, at: $0.1, UInt16(1)) }
      }
      let empty = sizes.map { opened($0.0, layer, at: $0.1, UInt16(0)) }
      let large = sizes.prefix(2).map { opened($0.0, layer, at: $0.1, UInt16(65_535)) }
      guard !kind.hasWeights else { return empty + large }
      let dilations = sizes.suffix(2).map { opened($0.0, layer, at: $0.1, UInt16(5)) }
      return empty + dilations + paddings.map { opened($0.0, layer, at: $0.1, UInt16(3)) }
    } + [
      opened("stride down", .largest, at: Field.strideHeight, UInt16(2)),
      opened("stride to the right", .largest, at: Field.strideWidth, UInt16(65_535)),
    ]
  }

  /// Data and places in the workspace where they do not belong.
  fileprivate var badOffsets: [VectorRecord] {
    let fields = [
      ("data", Field.weightsOffset), ("starts", Field.startsOffset),
      ("fractions", Field.fractionsOffset), ("exponents", Field.exponentsOffset),
    ]
    return Layer.allCases.flatMap { layer in
      fields.flatMap { name, field in
        let right = image.word(at: offset(of: field, layer))
        return [right &+ 4, right &+ 1, UInt32.max].map {
          opened("\(name) at", layer, at: field, $0, [.badLayer, .badHeader])
        }
      }
        + [UInt32(1), 2, 0x7FFF_FFFC, 0x8000_0000, .max].map {
          opened("output at", layer, at: Field.outputOffset, $0)
        }
    }
  }

  /// Tensors that are written over too early, or that nobody reads.
  fileprivate var badMemory: [VectorRecord] {
    [
      verified("reads another tensor", .largest, at: offset(of: Field.source, .largest), UInt16(1)),
      verified(
        "reads another tensor",
        .tabled,
        at: offset(of: Field.secondSource, .tabled),
        UInt16(6)
      ),
      // What the residual sum reads later, and what the layer itself reads.
      verified(
        "writes over what is still read, at",
        .depthwise,
        at: offset(of: Field.outputOffset, .depthwise),
        image.word(at: offset(of: Field.outputOffset, .convolution))
      ),
      verified(
        "writes over what is still read, at",
        .averageWithPadding,
        at: offset(of: Field.outputOffset, .averageWithPadding),
        image.word(at: offset(of: Field.outputOffset, .average))
      ),
    ]
  }

  /// Shifts, caps, tables, fractions and weights beyond what they may be.
  fileprivate var badData: [VectorRecord] {
    let shifts = data(.sum)
    let cap = activationData(.depthwise, size: 4)
    let table = activationData(.tabled, size: 520)
    let (first, last) = (table + 4, table + 4 + 2 * 256)
    return [
      verified("first shift", .sum, at: shifts, UInt8(15)),
      verified("second shift", .sum, at: shifts + 5, UInt8(15)),
      verified("shift of the sum", .sum, at: shifts + 10, UInt8(31)),
      verified("first shift", .tabled, at: data(.tabled), UInt8(255)),
      verified("cap", .depthwise, at: cap, Int16(0)),
      verified("cap", .depthwise, at: cap, Int16(-1)),
      verified("cap", .depthwise, at: cap, Int16.min),
      verified("lowest word", .tabled, at: table, Int16(30_729)),
      verified("lowest word", .tabled, at: table, Int16.max),
      verified("shift", .tabled, at: table + 2, UInt8(9)),
      verified("shift", .tabled, at: table + 2, UInt8(255)),
      verified("exponent", .tabled, at: table + 3, Int8(25)),
      verified("exponent", .tabled, at: table + 3, Int8(-25)),
      verified("first point", .tabled, at: first, Int16.max),
      verified("second point", .tabled, at: first + 2, Int16(27_768)),
      verified("last point", .tabled, at: last, Int16.min),
      verified("last point but one", .tabled, at: last - 2, Int16.min),
    ]
      + [Layer.convolution, .depthwise, .adding].flatMap { layer -> [VectorRecord] in
        let fractions = image.descriptorWord(ofLayer: layer.rawValue, at: Field.fractionsOffset)
        let starts = image.descriptorWord(ofLayer: layer.rawValue, at: Field.startsOffset)
        return [
          verified("fraction", layer, at: fractions + 1, UInt8(23)),
          verified("start", layer, at: starts, Int32.min, .badAccumulator),
        ]
      } + [
        verified("fraction of one piece", .adding, at: offsetOfFraction(.adding, row: 1), UInt8(7))
      ]
  }

  private func offsetOfFraction(_ layer: Layer, row: Int) -> Int {
    image.descriptorWord(ofLayer: layer.rawValue, at: Field.fractionsOffset) + row
  }

  /// What completes runs, rows, places, exponents, shifts and caps, and is not zero.
  fileprivate var badPadding: [VectorRecord] {
    let starts = { (layer: Layer) in
      image.descriptorWord(ofLayer: layer.rawValue, at: Field.startsOffset)
    }
    let exponents = { (layer: Layer) in
      image.descriptorWord(ofLayer: layer.rawValue, at: Field.exponentsOffset)
    }
    let places: [(String, Layer, Int)] = [
      // Of five pairs in a run of nine columns the last number; of four rows in a panel the last.
      ("column behind a run", .convolution, data(.convolution) + 4 * 16 + 2),
      ("column behind the last run", .convolution, data(.convolution) + 14 * 16 + 2),
      ("row behind the last", .convolution, data(.convolution) + 12),
      ("column behind a run", .adding, data(.adding) + 16 + 2),
      ("row behind the last", .adding, data(.adding) + 2 * 16 + 8),
      ("row behind the last", .depthwise, data(.depthwise) + 6),
      ("row behind the last of the last place", .depthwise, data(.depthwise) + 8 * 8 + 6),
      ("start behind the last", .convolution, starts(.convolution) + 12),
      ("start behind the last", .depthwise, starts(.depthwise) + 12),
      ("fraction behind the last", .convolution, offsetOfFraction(.convolution, row: 3)),
      ("fraction behind the last", .depthwise, offsetOfFraction(.depthwise, row: 3)),
      ("exponent behind the last", .convolution, exponents(.convolution) + 3),
      ("exponent behind the last", .sum, exponents(.sum) + 3),
      ("exponent behind the last", .largest, exponents(.largest) + 3),
      ("byte behind shifts", .sum, data(.sum) + 3),
      ("byte behind the last shifts", .tabled, data(.tabled) + 11),
      ("half behind the cap", .depthwise, activationData(.depthwise, size: 4) + 2),
    ]
    return places.map { verified($0.0, $0.1, at: $0.2, UInt8(1), .badPadding) }
  }
}
