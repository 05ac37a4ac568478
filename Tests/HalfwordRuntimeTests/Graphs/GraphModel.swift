import HalfwordRuntime

/// A graph of layers, and its image, written by the words of the agreement alone.
struct GraphModel {
  var input: Shape
  var layers: [GraphLayer] = []
  var workspaceSize = 0
  var roundingLaw = RoundingLaw.unknown
  var answer = AnswerCode.values
  /// Offset and exponent of each channel of the input.
  var scales: [(offset: Int32, exponent: Int8)] = []
  var knownInputs: [[Int16]] = []

  var output: Shape { layers[layers.count - 1].output }

  func shape(of tensor: Int) -> Shape { tensor == 0 ? input : layers[tensor - 1].output }

  /// Where the data of each layer begin, and where those of the last end.
  func dataOffsets() -> [Int] {
    layers.reduce(into: [64 + 64 * layers.count]) {
      $0.append($0[$0.count - 1] + $1.data().bytes.count)
    }
  }

  func image() -> [UInt8] {
    let offsets = dataOffsets()
    var bytes = header()
    for (index, layer) in layers.enumerated() {
      bytes += layer.descriptor(isLast: index == layers.count - 1, dataAt: offsets[index])
    }
    for layer in layers { bytes += layer.data().bytes }
    for scale in scales { bytes.append32(Int(scale.offset)) }
    for scale in scales { bytes.append(UInt8(bitPattern: scale.exponent)) }
    bytes.fillWord()
    for input in knownInputs {
      for values in [input, run(input).outputs[layers.count]] {
        for value in values { bytes.append16(Int(value)) }
        bytes.fillWord()
      }
    }
    bytes.put32(bytes.count, at: 8)
    return sealed(bytes)
  }

  /// The bytes with all checksums anew.
  func sealed(_ image: [UInt8]) -> [UInt8] {
    var bytes = image
    let offsets = dataOffsets()
    for index in layers.indices {
      let start = 64 + 64 * index
      let covered = bytes[start..<start + 60] + bytes[offsets[index]..<offsets[index + 1]]
      bytes.put32(Int(plainChecksum(covered)), at: start + 60)
    }
    bytes.put32(0, at: 12)
    bytes.put32(Int(plainChecksum(bytes)), at: 12)
    return bytes
  }

  private func header() -> [UInt8] {
    var bytes = Array("HWMI".utf8)
    bytes.append16(2)
    bytes.append16(2)
    for word in [0, 0, 1, 2, input.count, output.count, layers.count, workspaceSize] {
      bytes.append32(word)
    }
    bytes.append16(-32_768)
    bytes.append16(32_767)
    bytes.append32(knownInputs.count)
    bytes.append(roundingLaw.rawValue)
    bytes.append(answer.rawValue)
    for half in [0, 0, scales.isEmpty ? 0 : 1] { bytes.append16(half) }
    bytes.append32(0)
    bytes.append32(0)
    return bytes
  }
}

extension GraphLayer {
  func descriptor(isLast: Bool, dataAt offset: Int) -> [UInt8] {
    var bytes = [kind.rawValue, activation.rawValue]
    bytes += hasWeights ? [sums.rawValue, 16] : [0, 0]
    bytes.append16(source)
    bytes.append16(kind == .addition || isFused ? second : 0)
    for shape in [input, output] {
      for size in [shape.height, shape.width, shape.channels] { bytes.append16(size) }
    }
    bytes.append16(pieces)
    bytes.append16(0)
    let parts = data()
    bytes.append32(isLast ? 0 : place)
    bytes.append32(offset)
    for part in [parts.starts, parts.fractions, parts.exponents] {
      bytes.append32(part == 0 ? 0 : offset + part)
    }
    for (vertical, horizontal) in [
      (down.kernel, right.kernel), (down.stride, right.stride),
      (down.dilation, right.dilation), (down.padding, right.padding),
    ] {
      bytes.append16(hasWindow ? vertical : 0)
      bytes.append16(hasWindow ? horizontal : 0)
    }
    return bytes + [0, 0, 0, 0]
  }

  /// The layer's data, and where parts of them begin, 0 for none.
  func data() -> (bytes: [UInt8], starts: Int, fractions: Int, exponents: Int) {
    var bytes: [UInt8] = []
    var (starts, fractions, exponents) = (0, 0, 0)
    if hasWeights {
      bytes = kind == .depthwise ? depthwiseBytes() : panelBytes()
      let padding = (4 - rowCount % 4) % 4
      starts = bytes.count
      for start in self.starts + Array(repeating: 0, count: padding) { bytes.append32(Int(start)) }
      fractions = bytes.count
      for row in 0..<rowCount { bytes.append(self.fractions[row / pieces]) }
      bytes.fillWord()
    }
    for shift in shifts { bytes += [shift.first, shift.second, shift.down, 0] }
    if !self.exponents.isEmpty {
      exponents = bytes.count
      for exponent in self.exponents { bytes.append(UInt8(bitPattern: exponent)) }
      bytes.fillWord()
    }
    if activation == .cappedRelu {
      bytes.append16(Int(cap))
      bytes.append16(0)
    }
    if activation == .table {
      bytes.append16(Int(points.lowest))
      bytes.append16(points.shift)
      for point in points.values { bytes.append16(Int(point)) }
      bytes.append16(Int(points.error))
    }
    return (bytes, starts, fractions, exponents)
  }

  /// Places, each with all rows side by side, completed to an even number.
  private func depthwiseBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    for place in 0..<columnCount {
      for row in 0..<rowCount { bytes.append16(Int(weights[row * columnCount + place])) }
      bytes.fillWord()
    }
    return bytes
  }

  /// Panels of four rows, of runs, of pairs of columns, of rows.
  private func panelBytes() -> [UInt8] {
    var run = columnCount
    if kind == .convolution {
      run = input.channels * (right.dilation == 1 || right.kernel == 1 ? right.kernel : 1)
    }
    var bytes: [UInt8] = []
    for panel in stride(from: 0, to: rowCount, by: 4) {
      for first in stride(from: 0, to: columnCount, by: run) {
        for pair in stride(from: 0, to: run, by: 2) {
          for row in panel..<panel + 4 {
            for column in pair..<pair + 2 {
              let isThere = row < rowCount && column < run
              bytes.append16(isThere ? Int(weights[row * columnCount + first + column]) : 0)
            }
          }
        }
      }
    }
    return bytes
  }
}
