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

  /// Where the weights lie in the image; nil without weights.
  var weightLayout: WeightLayout? {
    switch kind {
    case .dense: .panels(WeightPanels(rows: rowCount, columns: columnCount))
    case .convolution: .panels(geometry.panels(rows: rowCount))
    case .depthwise: .places(geometry.depthwiseWeights(rows: rowCount))
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

  /// Where a weight stands, in bytes from the first.
  func offset(row: Int, column: Int) -> Int {
    switch self {
    case .panels(let panels): panels.offset(row: row, column: column)
    case .places(let weights): weights.offset(row: row, place: column)
    }
  }
}
