import FloatNetwork
import Foundation
import ONNX
import _TestSupport

/// A tensor of channels × height × width and what ONNX's operators make of it, written down as the standard says it:
/// a reference that shares nothing with the importer.
struct PlainTensor: Equatable {
  var channels: Int
  var height: Int
  var width: Int
  /// Channel by channel, row by row.
  var values: [Double]

  init(_ channels: Int, _ height: Int, _ width: Int, _ values: [Double]) {
    (self.channels, self.height, self.width, self.values) = (channels, height, width, values)
  }

  init(_ channels: Int, _ height: Int, _ width: Int, _ random: inout TestRandom) {
    self.init(
      channels,
      height,
      width,
      (0..<channels * height * width).map { _ in Double(Float.random(in: -2...2, using: &random)) }
    )
  }

  /// The value at a place, 0 outside.
  subscript(_ channel: Int, _ y: Int, _ x: Int) -> Double {
    (0..<height).contains(y) && (0..<width).contains(x)
      ? values[(channel * height + y) * width + x] : 0
  }

  private func isInside(_ y: Int, _ x: Int) -> Bool {
    (0..<height).contains(y) && (0..<width).contains(x)
  }

  /// The same values, channels innermost.
  var channelsLast: [Double] {
    (0..<height * width).flatMap { place in
      (0..<channels).map { values[$0 * height * width + place] }
    }
  }

  func map(_ function: (Int, Double) -> Double) -> PlainTensor {
    var result = self
    result.values = values.indices.map { function($0 / (height * width), values[$0]) }
    return result
  }

  func adding(_ other: PlainTensor) -> PlainTensor {
    var result = self
    result.values = zip(values, other.values).map(+)
    return result
  }

  /// A window's numbers: two each, of pads four.
  struct Form {
    var kernel = [1, 1]
    var strides = [1, 1]
    var dilations = [1, 1]
    var pads = [0, 0, 0, 0]
    var groups = 1

    func count(_ axis: Int, of length: Int) -> Int {
      (length + pads[axis] + pads[axis + 2] - dilations[axis] * (kernel[axis] - 1) - 1)
        / strides[axis] + 1
    }
  }

  /// For each place of the output the places of the input under the kernel, with their place in it.
  private func windows(_ form: Form, _ body: ([(kernel: Int, y: Int, x: Int)]) -> Double)
    -> [Double]
  {
    (0..<form.count(0, of: height)).flatMap { oy in
      (0..<form.count(1, of: width)).map { ox in
        body(
          (0..<form.kernel[0]).flatMap { i in
            (0..<form.kernel[1]).map { j in
              (
                i * form.kernel[1] + j,
                oy * form.strides[0] + i * form.dilations[0] - form.pads[0],
                ox * form.strides[1] + j * form.dilations[1] - form.pads[1]
              )
            }
          }
        )
      }
    }
  }

  func convolved(_ weights: [Float], _ biases: [Float], _ form: Form) -> PlainTensor {
    let (inner, places) = (channels / form.groups, form.kernel[0] * form.kernel[1])
    let units = biases.count
    let values = (0..<units).flatMap { unit in
      windows(form) { window in
        (0..<inner).reduce(Double(biases[unit])) { sum, c in
          let channel = unit / (units / form.groups) * inner + c
          return window.reduce(sum) {
            $0 + Double(weights[(unit * inner + c) * places + $1.kernel])
              * self[channel, $1.y, $1.x]
          }
        }
      }
    }
    return PlainTensor(units, form.count(0, of: height), form.count(1, of: width), values)
  }

  func pooled(_ form: Form, isMean: Bool, countsPadding: Bool = false) -> PlainTensor {
    let values = (0..<channels).flatMap { channel in
      windows(form) { window in
        let inside = window.filter { isInside($0.y, $0.x) }.map { self[channel, $0.y, $0.x] }
        return isMean
          ? inside.reduce(0, +) / Double(countsPadding ? window.count : inside.count)
          : inside.max() ?? 0
      }
    }
    return PlainTensor(channels, form.count(0, of: height), form.count(1, of: width), values)
  }
}

/// Whether two lists are the same but for rounding.
func isNear(_ found: [Double], _ wanted: [Double], _ error: Double = 1e-5) -> Bool {
  found.count == wanted.count
    && zip(found, wanted).allSatisfy { abs($0 - $1) <= error * max(1, abs($1)) }
}

extension GraphBuilder {
  /// Random weights, as an initializer.
  mutating func weights(_ name: String, _ shape: [Int], _ random: inout TestRandom) -> [Float] {
    let values = (0..<shape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &random) }
    constant(name, shape, values)
    return values
  }

  func imported(output: String? = nil) throws -> ImportedModel {
    try ImportedModel(decoding: bytes(), output: output)
  }

  /// The line of the error; what was imported where there is none.
  func refusal() -> String {
    do { return "imported: \(try imported().network.description)" } catch { return "\(error)" }
  }
}

extension ImportedModel {
  /// What the network gives for a sample in the order of the file, in that of the file's output.
  func run(_ sample: [Double]) -> [Double] {
    outputLayout.inFileOrder(network.referenceOutput(for: inputLayout.inNetworkOrder(sample)))
  }
}
