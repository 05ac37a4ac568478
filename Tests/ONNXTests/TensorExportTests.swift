import FloatNetwork
import Foundation
import ONNX
import Testing
import _TestSupport

/// Networks of every kind, written and read again. (`Tools/test-onnx` runs what is written in onnxruntime.)
@Suite struct TensorExportTests {
  private func values(_ count: Int, _ random: inout TestRandom) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
  }

  private func layer(
    _ kind: LayerKind,
    _ sources: [Int],
    _ input: TensorShape,
    _ output: TensorShape,
    _ activation: Activation,
    _ random: inout TestRandom
  ) throws -> NetworkLayer {
    let form = try LayerForm(
      kind,
      reading: sources,
      of: input,
      giving: output,
      activation: activation
    )
    return try NetworkLayer(
      form,
      weights: values(form.rowCount * form.columnCount, &random),
      biases: values(form.rowCount, &random)
    )
  }

  private func network(_ random: inout TestRandom) throws -> Network {
    let input = TensorShape(height: 6, width: 5, channels: 2)
    let wide = TensorShape(height: 6, width: 5, channels: 4)
    let small = TensorShape(height: 3, width: 3, channels: 4)
    let vector = TensorShape(vector: 4)
    let silu = ScalarFunction(parsing: "mul(x,sigmoid(x))") ?? .input
    let same = Window(kernel: (3, 3), padding: (1, 1))
    return try Network(
      inputShape: input,
      graph: [
        layer(.convolution(same), [0], input, wide, .maxout(pieces: 2), &random),
        layer(.depthwise(same), [1], wide, wide, .cappedRelu(1.5), &random),
        layer(.convolution(Window(kernel: (1, 1))), [2], wide, wide, .linear, &random),
        layer(.addition, [1, 3], wide, wide, .table(silu), &random),
        layer(
          .maxPooling(Window(kernel: (2, 2), stride: (2, 2), padding: (0, 1))),
          [4],
          wide,
          small,
          .linear,
          &random
        ),
        layer(
          .averagePooling(Window(kernel: (3, 3), padding: (1, 1)), countsPadding: true),
          [5],
          small,
          small,
          .linear,
          &random
        ),
        layer(.depthwise(Window.whole(small)), [6], small, vector, .tanh, &random),
        layer(.dense, [5], small, vector, .sigmoid, &random),
        layer(.addition, [7, 8], vector, vector, .relu, &random),
        layer(.dense, [9], vector, TensorShape(vector: 3), .softmax, &random),
      ],
      isDropoutFolded: true
    )
  }

  @Test func whatIsWrittenIsReadAsTheSameFunction() throws {
    var random = TestRandom(seed: 191)
    for _ in 0..<10 {
      let network = try network(&random)
      let model = try ImportedModel(decoding: network.onnx())
      #expect(
        model.network.layers.map(\.form) == network.layers.map(\.form),
        "\(model.network.description)"
      )
      #expect(model.inputLayout.isThatOfTheNetwork && model.remarks.isEmpty)
      let sample = values(network.inputCount, &random).map(Double.init)
      #expect(isNear(model.run(sample), network.referenceOutput(for: sample), 1e-9))
    }
  }

  @Test func outputsThatAreTensorsKeepTheirOrder() throws {
    var random = TestRandom(seed: 192)
    let input = TensorShape(height: 5, width: 4, channels: 3)
    let output = TensorShape(height: 2, width: 3, channels: 2)
    // The last row of the input is left out.
    let window = Window(kernel: (2, 2), stride: (2, 1))
    let network = try Network(
      inputShape: input,
      graph: [layer(.convolution(window), [0], input, output, .relu, &random)],
      isDropoutFolded: true
    )
    let model = try ImportedModel(decoding: network.onnx())
    let sample = values(network.inputCount, &random).map(Double.init)
    #expect(isNear(model.run(sample), network.referenceOutput(for: sample), 1e-9))
    #expect(model.outputLayout.isThatOfTheNetwork)
  }
}
