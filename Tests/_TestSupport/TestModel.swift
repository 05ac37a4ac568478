import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization

/// An image in aligned memory and a handle on it, for calls through the C interface.
public final class TestModel {
  public private(set) var handle = halfword_model()
  public let image: UnsafeMutableRawBufferPointer
  public let status: halfword_status

  /// Opens the image; `status` tells what came of it.
  public init(_ bytes: [UInt8]) {
    image = .allocate(byteCount: max(4, bytes.count), alignment: 4)
    image.copyBytes(from: bytes)
    status = halfword_open(&handle, image.baseAddress, UInt32(bytes.count))
  }

  public convenience init(_ network: QuantizedNetwork) throws {
    self.init(try network.image())
  }

  deinit { image.deallocate() }

  public func verify() -> halfword_status { halfword_verify(&handle) }

  /// Gives the known answers once more, with buffers of the sizes that the model asks for.
  public func selfTest() -> halfword_status {
    var output = [Int16](repeating: 0, count: Int(halfword_output_count(&handle)))
    let size = halfword_workspace_size(&handle)
    var workspace = [UInt32](repeating: 0, count: Int(size) / 4)
    return halfword_self_test(&handle, &output, UInt32(output.count), &workspace, size, nil)
  }

  /// Runs with buffers of the sizes that the model asks for.
  public func run(_ input: [Int16]) -> (status: halfword_status, output: [Int16], class: Int) {
    var output = [Int16](repeating: 0, count: Int(halfword_output_count(&handle)))
    let size = halfword_workspace_size(&handle)
    var workspace = [UInt32](repeating: 0xDEAD_BEEF, count: Int(size) / 4)
    var classIndex: UInt32 = .max
    let status = halfword_classify(
      &handle,
      input,
      UInt32(input.count),
      &output,
      UInt32(output.count),
      &workspace,
      size,
      &classIndex
    )
    return (status, output, Int(classIndex))
  }
}

extension QuantizedNetwork {
  /// A network of random shape and parameters.
  ///
  /// - Parameter weightLimit: the largest |weight|; small ones prove 32-bit sums, large ones do not.
  public static func random(
    inputCount: Int,
    layerCount: Int,
    weightLimit: Int16,
    using random: inout TestRandom
  ) -> QuantizedNetwork {
    let activations: [Activation] = [
      .linear, .relu, .maxout(pieces: 2), .maxout(pieces: 3), .maxout(pieces: 5), .sigmoid, .tanh,
    ]
    var layers: [QuantizedLayer] = []
    var inputs = inputCount
    for _ in 0..<layerCount {
      let units = Int.random(in: 1...13, using: &random)
      let activation = activations.randomElement(using: &random)!
      let rows = units * activation.pieces
      layers.append(
        QuantizedLayer(
          inputCount: inputs,
          unitCount: units,
          activation: activation,
          fractionBits: (0..<units).map { _ in UInt8.random(in: 0...22, using: &random) },
          weights: random.values(rows * inputs, in: (-weightLimit)...weightLimit),
          starts: (0..<rows).map { _ in
            Int32.random(in: .min ... .max, using: &random)
              >> Int32.random(in: 0...20, using: &random)
          }
        )
      )
      inputs = units
    }
    return QuantizedNetwork(layers: layers)
  }
}

extension QuantizedLayer {
  /// A copy with every list of columns or rows changed, for laws about order; where there are other units than
  /// before, all have the fractional bits of the first.
  public func with(
    weights: [Int16]? = nil,
    starts: [Int32]? = nil,
    activation: Activation? = nil
  ) -> QuantizedLayer {
    let activation = activation ?? self.activation
    let starts = starts ?? self.starts
    let units = starts.count / activation.pieces
    return QuantizedLayer(
      inputCount: inputCount,
      unitCount: units,
      activation: activation,
      fractionBits: units == fractionBits.count
        ? fractionBits : Array(repeating: fractionBits[0], count: units),
      weights: weights ?? self.weights,
      starts: starts
    )
  }
}
