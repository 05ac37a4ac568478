import FloatNetwork
import ONNXSchema

/// Gathers the nodes of a network, layer by layer.
struct GraphWriter {
  var graph = ONNXGraph()
  /// The tensors so far: the input, then what each layer gives.
  private var tensors: [Tensor] = []
  /// Other forms of them that nodes have made.
  private var forms: [String: String] = [:]

  /// A tensor of the network as the graph has it.
  private struct Tensor {
    let name: String
    let shape: TensorShape
    /// Whether it is [batch, channels, height, width]; otherwise [batch, values].
    let isImage: Bool
  }

  init(reading shape: TensorShape) {
    graph.name = "halfword"
    graph.input = [.tensor("input", shape)]
    var name = "input"
    if !shape.isVector {
      name = "input.channels_first"
      transpose("input", name, [0, 3, 1, 2])
    }
    tensors = [Tensor(name: name, shape: shape, isImage: !shape.isVector)]
  }

  /// The number of the layer that is being written, from 1.
  private var number: Int { tensors.count }
  private var layerName: String { "layer\(number)" }

  mutating func append(_ layer: NetworkLayer) {
    let form = layer.form
    let name: String
    var isImage = true
    switch form.kind {
    case .dense:
      isImage = false
      name = dense(layer, matrix(form.sources[0]))
    case .convolution(let window), .depthwise(let window):
      name = convolution(layer, window, image(form.sources[0]))
    case .maxPooling(let window):
      name = pooling("MaxPool", form, window, [], image(form.sources[0]))
    case .averagePooling(let window, let countsPadding):
      name = averagePooling(form, window, countsPadding, image(form.sources[0]))
    case .addition:
      isImage = !form.output.isVector
      let terms = form.sources.map { isImage ? image($0) : matrix($0) }
      let sum = given(form.activation)
      graph.node.append(.make("Add", "\(layerName).addition", terms, sum))
      name = activation(form, sum)
    }
    tensors.append(Tensor(name: name, shape: form.output, isImage: isImage))
  }

  /// Makes what the last layer gives the output.
  mutating func finish() {
    guard let last = tensors.last else { return }
    graph.output = [.tensor("output", last.shape)]
    if last.isImage, !last.shape.isVector {
      transpose(last.name, "output", [0, 2, 3, 1])
    } else if last.isImage {
      graph.node.append(.make("Flatten", "output.flat", [last.name], "output"))
    } else {
      rename(last.name, to: "output")
    }
  }

  /// Gives a value that only the node before gives another name.
  private mutating func rename(_ name: String, to new: String) {
    for index in graph.node.indices.reversed()
    where graph.node[index].output.first == name {
      graph.node[index].output = [new]
      return
    }
  }

  // MARK: Forms of a tensor

  private mutating func transpose(_ name: String, _ result: String, _ order: [Int]) {
    graph.node.append(
      .make("Transpose", "\(result).transpose", [name], result, [.integers("perm", order)])
    )
  }

  /// A tensor as [batch, values], in the order in which they lie in memory.
  private mutating func matrix(_ index: Int) -> String {
    let tensor = tensors[index]
    guard tensor.isImage else { return tensor.name }
    let name = "\(tensor.name).values"
    if forms.updateValue(name, forKey: name) == nil {
      var source = tensor.name
      if !tensor.shape.isVector {
        source = "\(tensor.name).channels_last"
        transpose(tensor.name, source, [0, 2, 3, 1])
      }
      graph.node.append(.make("Flatten", "\(name).flat", [source], name))
    }
    return name
  }

  /// A tensor as [batch, channels, height, width].
  private mutating func image(_ index: Int) -> String {
    let tensor = tensors[index]
    guard !tensor.isImage else { return tensor.name }
    let name = "\(tensor.name).image"
    if forms.updateValue(name, forKey: name) == nil {
      graph.initializer.append(.integers("\(name).shape", [-1, tensor.shape.channels, 1, 1]))
      graph.node.append(
        .make("Reshape", "\(name).reshape", [tensor.name, "\(name).shape"], name)
      )
    }
    return name
  }

  // MARK: Layers

  /// What a layer's sums are called before its activation.
  private func given(_ activation: Activation) -> String {
    activation == .linear ? layerName : "\(layerName).preactivation"
  }

  private mutating func dense(_ layer: NetworkLayer, _ input: String) -> String {
    let name = layerName
    let shape = [layer.rowCount, layer.inputCount]
    graph.initializer.append(.floats("\(name).weight", shape: shape, layer.weights))
    graph.initializer.append(.floats("\(name).bias", shape: [layer.rowCount], layer.biases))
    let sums = given(layer.activation)
    graph.node.append(
      .make(
        "Gemm",
        "\(name).dense",
        [input, "\(name).weight", "\(name).bias"],
        sums,
        [.integer("transB", 1)]
      )
    )
    return activation(layer.form, sums)
  }

  private mutating func convolution(
    _ layer: NetworkLayer,
    _ window: Window,
    _ input: String
  ) -> String {
    let (name, form) = (layerName, layer.form)
    let isDepthwise = form.kind.isDepthwise
    let inner = isDepthwise ? 1 : form.input.channels
    let places = window.placeCount
    var weights: [Float] = []
    weights.reserveCapacity(layer.weights.count)
    for row in 0..<layer.rowCount {
      for channel in 0..<inner {
        for place in 0..<places {
          weights.append(layer.weights[(row * places + place) * inner + channel])
        }
      }
    }
    graph.initializer.append(
      .floats(
        "\(name).weight",
        shape: [layer.rowCount, inner, window.kernelHeight, window.kernelWidth],
        weights
      )
    )
    graph.initializer.append(.floats("\(name).bias", shape: [layer.rowCount], layer.biases))
    let sums = given(layer.activation)
    graph.node.append(
      .make(
        "Conv",
        "\(name).convolution",
        [cut(input, form, window), "\(name).weight", "\(name).bias"],
        sums,
        attributes(form, window) + [.integer("group", isDepthwise ? form.input.channels : 1)]
      )
    )
    return activation(form, sums)
  }

  private mutating func pooling(
    _ kind: String,
    _ form: LayerForm,
    _ window: Window,
    _ more: [ONNXAttribute],
    _ input: String
  ) -> String {
    let name = layerName
    var attributes = attributes(form, window) + more
    if kind == "AveragePool" { attributes.removeAll { $0.name == "dilations" } }
    graph.node.append(
      .make(kind, "\(name).pooling", [cut(input, form, window)], name, attributes)
    )
    return name
  }

  private mutating func averagePooling(
    _ form: LayerForm,
    _ window: Window,
    _ countsPadding: Bool,
    _ input: String
  ) -> String {
    let isDilated =
      window.dilationHeight > 1 && window.kernelHeight > 1
      || window.dilationWidth > 1 && window.kernelWidth > 1
    guard isDilated else {
      return pooling(
        "AveragePool",
        form,
        window,
        [.integer("count_include_pad", countsPadding ? 1 : 0)],
        input
      )
    }
    // AveragePool has dilations only since opset 19: a sum, and at each place its share.
    let (name, channels) = (layerName, form.input.channels)
    graph.initializer.append(
      .floats(
        "\(name).weight",
        shape: [channels, 1, window.kernelHeight, window.kernelWidth],
        Array(repeating: 1, count: channels * window.placeCount)
      )
    )
    graph.initializer.append(
      .floats(
        "\(name).shares",
        shape: [1, 1, form.output.height, form.output.width],
        (0..<form.output.placeCount).map { 1 / Float(form.divisor(at: $0)) }
      )
    )
    graph.node.append(
      .make(
        "Conv",
        "\(name).sum",
        [cut(input, form, window), "\(name).weight"],
        "\(name).sums",
        attributes(form, window) + [.integer("group", channels)]
      )
    )
    graph.node.append(.make("Mul", "\(name).mean", ["\(name).sums", "\(name).shares"], name))
    return name
  }

  // MARK: Windows

  /// How far the windows reach behind the input; below 0 where they leave some of it out.
  private func ends(_ form: LayerForm, _ window: Window) -> (height: Int, width: Int) {
    (
      (form.output.height - 1) * window.strideHeight
        + (window.kernelHeight - 1) * window.dilationHeight + 1 - window.paddingTop
        - form.input.height,
      (form.output.width - 1) * window.strideWidth
        + (window.kernelWidth - 1) * window.dilationWidth + 1 - window.paddingLeft
        - form.input.width
    )
  }

  private func attributes(_ form: LayerForm, _ window: Window) -> [ONNXAttribute] {
    let ends = ends(form, window)
    return [
      .integers("kernel_shape", [window.kernelHeight, window.kernelWidth]),
      .integers("strides", [window.strideHeight, window.strideWidth]),
      .integers("dilations", [window.dilationHeight, window.dilationWidth]),
      .integers(
        "pads",
        [window.paddingTop, window.paddingLeft, max(0, ends.height), max(0, ends.width)]
      ),
    ]
  }

  /// An input without the rows and columns at its end for which the output has no place.
  private mutating func cut(_ input: String, _ form: LayerForm, _ window: Window) -> String {
    let ends = ends(form, window)
    // One stride more would be one place more.
    guard -ends.height >= window.strideHeight || -ends.width >= window.strideWidth else {
      return input
    }
    let name = "\(layerName).cut"
    graph.initializer.append(.integers("\(name).starts", [0, 0]))
    graph.initializer.append(
      .integers(
        "\(name).ends",
        [
          max(1, form.input.height + min(0, ends.height)),
          max(1, form.input.width + min(0, ends.width)),
        ]
      )
    )
    graph.initializer.append(.integers("\(name).axes", [2, 3]))
    graph.node.append(
      .make(
        "Slice",
        name,
        [input, "\(name).starts", "\(name).ends", "\(name).axes"],
        "\(name).values"
      )
    )
    return "\(name).values"
  }

  // MARK: Activations

  private mutating func activation(_ form: LayerForm, _ sums: String) -> String {
    let name = layerName
    switch form.activation {
    case .linear: break
    case .relu: graph.node.append(.make("Relu", "\(name).relu", [sums], name))
    case .cappedRelu(let cap):
      graph.initializer.append(.floats("\(name).floor", shape: [], [0]))
      graph.initializer.append(.floats("\(name).cap", shape: [], [Float(cap)]))
      graph.node.append(
        .make("Clip", "\(name).clip", [sums, "\(name).floor", "\(name).cap"], name)
      )
    case .sigmoid: graph.node.append(.make("Sigmoid", "\(name).sigmoid", [sums], name))
    case .tanh: graph.node.append(.make("Tanh", "\(name).tanh", [sums], name))
    case .table(let function):
      var writer = FunctionWriter(name: name, sums: sums)
      let result = writer.write(function)
      graph.initializer += writer.constants
      graph.node += writer.nodes
      if writer.nodes.last?.output == [result] {
        rename(result, to: name)
      } else {
        // x itself, or the same number for every x.
        graph.initializer.append(.floats("\(name).zero", shape: [], [0]))
        graph.node.append(.make("Mul", "\(name).none", [sums, "\(name).zero"], "\(name).zeros"))
        graph.node.append(
          .make(
            "Add",
            "\(name).sum",
            [result, result == sums ? "\(name).zero" : "\(name).zeros"],
            name
          )
        )
      }
    case .softmax:
      graph.node.append(
        .make("Softmax", "\(name).softmax", [sums], name, [.integer("axis", 1)])
      )
    case .maxout(let pieces):
      let space = form.kind == .dense ? [] : [form.output.height, form.output.width]
      graph.initializer.append(
        .integers("\(name).shape", [-1, form.unitCount, pieces] + space)
      )
      graph.node.append(
        .make("Reshape", "\(name).pieces", [sums, "\(name).shape"], "\(name).stacked")
      )
      graph.node.append(
        .make(
          "ReduceMax",
          "\(name).maxout",
          ["\(name).stacked"],
          name,
          [.integers("axes", [2]), .integer("keepdims", 0)]
        )
      )
    }
    return name
  }
}
