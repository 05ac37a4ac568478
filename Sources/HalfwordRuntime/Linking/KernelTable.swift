public import CHalfword

/// The parts of the library that a program has besides dense layers.
///
/// All that reaches another part does so through a pointer of this table, so that the linker drops what no table
/// names. An image that needs one that is missing gets `RuntimeError.notLinked` when it is opened.
@safe
public struct KernelTable {
  private let table: UnsafePointer<halfword_kernel_table>

  /// - Parameter table: stays as long as this is used, and does not change. `NAME_kernels()` of a model's C header
  ///   gives one.
  @inline(__always)
  @unsafe
  public init(_ table: UnsafePointer<halfword_kernel_table>) {
    unsafe self.table = table
  }

  /// All parts.
  @inline(__always)
  public static var all: KernelTable { unsafe KernelTable(halfword_every_kernel()) }

  /// What reads layers that `LayerReader` does not know by itself.
  @inline(__always)
  var layerReader: Kernel { unsafe Kernel(table.pointee.layer_reader) }
  /// What runs layers that are not dense.
  @inline(__always)
  var layerRunner: Kernel { unsafe Kernel(table.pointee.layer_runner) }
  /// What bounds the errors of these.
  @inline(__always)
  var layerErrors: Kernel { unsafe Kernel(table.pointee.layer_errors) }
  /// Softmax, which works on whole layers.
  @inline(__always)
  var softmax: Kernel { unsafe Kernel(table.pointee.softmax) }

  /// What runs the layers of a kind; nothing for dense ones.
  @inline(__always)
  subscript(kind: KindCode) -> Kernel {
    switch kind {
    case .dense: unsafe Kernel(nil)
    case .convolution: unsafe Kernel(table.pointee.convolution)
    case .depthwise: unsafe Kernel(table.pointee.depthwise)
    case .maxPooling, .averagePooling, .averagePoolingWithPadding:
      unsafe Kernel(table.pointee.pooling)
    case .addition: unsafe Kernel(table.pointee.addition)
    }
  }

  /// What runs a layer; nothing for a dense one with weights of 16 bits.
  @inline(__always)
  subscript(layer: LayerDescriptor) -> Kernel {
    guard layer.weightFormat != .bits16 else { return self[layer.kind] }
    return switch layer.kind {
    case .dense: unsafe Kernel(table.pointee.narrow_dense)
    case .convolution: unsafe Kernel(table.pointee.narrow_convolution)
    default: unsafe Kernel(table.pointee.narrow_depthwise)
    }
  }

  /// What sums panels of narrow weights.
  @inline(__always)
  func sums(of format: WeightFormat) -> Kernel {
    unsafe Kernel(format == .bits8 ? table.pointee.weights_8 : table.pointee.weights_4)
  }

  /// Whether the program has what runs a layer that is not dense, or that has narrow weights.
  @inline(__always)
  func runs(_ layer: LayerDescriptor) -> Bool {
    self[layer].isLinked
      && (layer.weightFormat == .bits16 || sums(of: layer.weightFormat).isLinked)
  }

  /// What an activation does after the sums' reduction, unit by unit; nothing for one that is part of it.
  @inline(__always)
  subscript(activation: ActivationCode) -> Kernel {
    switch activation {
    case .linear, .relu, .maxout, .softmax: unsafe Kernel(nil)
    case .sigmoid: unsafe Kernel(table.pointee.sigmoid)
    case .tanh: unsafe Kernel(table.pointee.tanh)
    case .cappedRelu: unsafe Kernel(table.pointee.cap)
    case .table: unsafe Kernel(table.pointee.table)
    }
  }

  /// Whether the program has all that an activation needs.
  @inline(__always)
  func has(_ activation: ActivationCode) -> Bool {
    switch activation {
    case .linear, .relu, .maxout: true
    case .softmax: softmax.isLinked
    default: self[activation].isLinked
    }
  }
}

/// A part of the library, or nothing where the program does not have it.
@safe
struct Kernel {
  private let call: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?

  @inline(__always)
  @unsafe
  init(_ call: (@convention(c) (UnsafeMutableRawPointer?) -> Void)?) {
    unsafe self.call = call
  }

  @inline(__always)
  var isLinked: Bool { unsafe call != nil }

  /// Does the work, of the type that this part takes; nothing where the program has it not.
  @inline(__always)
  @unsafe
  func callAsFunction<Work>(_ work: inout Work) {
    guard let call = unsafe call else { return }
    unsafe withUnsafeMutablePointer(to: &work) { unsafe call($0) }
  }
}
