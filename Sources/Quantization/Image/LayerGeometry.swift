import FloatNetwork
import HalfwordRuntime

extension LayerForm {
  /// The number that stands for the kind in the image.
  var kindCode: KindCode {
    switch kind {
    case .dense: .dense
    case .convolution: .convolution
    case .depthwise: .depthwise
    case .maxPooling: .maxPooling
    case .averagePooling(_, countsPadding: false): .averagePooling
    case .averagePooling(_, countsPadding: true): .averagePoolingWithPadding
    case .addition: .addition
    }
  }

  /// The layer's shapes as the runtime has them; without a window, that is 0.
  var geometry: LayerGeometry {
    let window = kind.window
    return LayerGeometry(
      vertical: WindowAxis(
        input: input.height,
        output: output.height,
        kernel: window?.kernelHeight ?? 0,
        stride: window?.strideHeight ?? 0,
        dilation: window?.dilationHeight ?? 0,
        padding: window?.paddingTop ?? 0
      ),
      horizontal: WindowAxis(
        input: input.width,
        output: output.width,
        kernel: window?.kernelWidth ?? 0,
        stride: window?.strideWidth ?? 0,
        dilation: window?.dilationWidth ?? 0,
        padding: window?.paddingLeft ?? 0
      ),
      inputChannels: input.channels,
      outputChannels: output.channels
    )
  }

  /// Where weights of so many bits lie in the image; nil without weights.
  func weightLayout(_ format: WeightFormat) -> WeightLayout? {
    switch kind {
    case .dense: .panels(WeightPanels(rows: rowCount, columns: columnCount, format: format))
    case .convolution: .panels(geometry.panels(rows: rowCount, format))
    case .depthwise: .places(geometry.depthwiseWeights(rows: rowCount, format))
    case .maxPooling, .averagePooling, .addition: nil
    }
  }

  /// The kind that a layer of an image has.
  static func kind(_ code: KindCode, _ geometry: LayerGeometry) -> LayerKind {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let window = Window(
      kernel: (vertical.kernel, horizontal.kernel),
      stride: (vertical.stride, horizontal.stride),
      dilation: (vertical.dilation, horizontal.dilation),
      padding: (vertical.padding, horizontal.padding)
    )
    return switch code {
    case .dense: .dense
    case .convolution: .convolution(window)
    case .depthwise: .depthwise(window)
    case .maxPooling: .maxPooling(window)
    case .averagePooling: .averagePooling(window, countsPadding: false)
    case .averagePoolingWithPadding: .averagePooling(window, countsPadding: true)
    case .addition: .addition
    }
  }
}

extension TensorShape {
  /// That of an image's tensor.
  init(_ dimensions: TensorDimensions) {
    self.init(
      height: dimensions.height,
      width: dimensions.width,
      channels: dimensions.channels
    )
  }
}

/// How weights lie in the image.
enum WeightLayout {
  /// In panels of four rows.
  case panels(WeightPanels)
  /// Place by place of the kernel.
  case places(DepthwiseWeights)

  /// All bytes of the weights.
  var size: Int {
    switch self {
    case .panels(let panels): panels.panelCount * panels.panelSize
    case .places(let weights): weights.places * weights.placeSize
    }
  }

  /// Where a weight stands, from the first one's first byte.
  func place(row: Int, column: Int) -> WeightPlace {
    switch self {
    case .panels(let panels): panels.place(row: row, column: column)
    case .places(let weights): weights.place(row: row, place: column)
    }
  }

  /// The bits of a weight.
  private var format: WeightFormat {
    switch self {
    case .panels(let panels): panels.format
    case .places(let weights): weights.format
    }
  }

  /// The bytes of weights, row by row, with zero where nothing stands.
  func bytes(of weights: [Int16], columnCount: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    for (index, weight) in weights.enumerated() {
      let place = place(row: index / columnCount, column: index % columnCount)
      switch format {
      case .bits16: bytes.replace(at: place.offset, with: weight)
      case .bits8: bytes[place.offset] = UInt8(truncatingIfNeeded: weight)
      case .bits4:
        bytes[place.offset] |= UInt8(truncatingIfNeeded: weight & 15) << (place.isHighHalf ? 4 : 0)
      }
    }
    return bytes
  }

  /// The weight at a row and column of those whose bytes begin at an index.
  func weight(row: Int, column: Int, in bytes: [UInt8], from start: Int) -> Int16 {
    let place = place(row: row, column: column)
    let byte = bytes[start + place.offset]
    switch format {
    case .bits16:
      return Int16(bitPattern: UInt16(byte) | UInt16(bytes[start + place.offset + 1]) << 8)
    case .bits8: return Int16(Int8(bitPattern: byte))
    case .bits4: return Int16(Int8(bitPattern: place.isHighHalf ? byte : byte << 4) >> 4)
    }
  }
}
