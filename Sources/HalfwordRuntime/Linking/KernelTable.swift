public import CHalfword

/// The parts of the library that a program has, each of which some models do without.
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
  /// Dense layers with weights of 16 bits.
  @inline(__always)
  var dense: Kernel { unsafe Kernel(table.pointee.dense) }

  /// What runs a layer that is no such one.
  @inline(__always)
  func runner(of layer: LayerDescriptor) -> Kernel {
    unsafe Kernel(layer.isNarrowDense ? table.pointee.narrow_dense : table.pointee.layer_runner)
  }

  /// What bounds the errors of a layer.
  @inline(__always)
  func errors(of layer: LayerDescriptor) -> Kernel {
    guard layer.kind == .dense else { return unsafe Kernel(table.pointee.layer_errors) }
    return unsafe Kernel(
      layer.isPlainDense ? table.pointee.dense_errors : table.pointee.narrow_errors
    )
  }

  /// Softmax, which works on whole layers.
  @inline(__always)
  var softmax: Kernel { unsafe Kernel(table.pointee.softmax) }

  /// What runs the layers of a kind, with weights of 16 bits or none.
  @inline(__always)
  subscript(kind: KindCode) -> Kernel {
    switch kind {
    case .dense: dense
    case .convolution: unsafe Kernel(table.pointee.convolution)
    case .depthwise: unsafe Kernel(table.pointee.depthwise)
    case .maxPooling, .averagePooling, .averagePoolingWithPadding:
      unsafe Kernel(table.pointee.pooling)
    case .addition: unsafe Kernel(table.pointee.addition)
    }
  }

  /// What runs the layers of a kind with weights of a format.
  @inline(__always)
  subscript(kind: KindCode, format: WeightFormat) -> Kernel {
    guard format != .bits16 else { return self[kind] }
    return switch kind {
    case .dense: unsafe Kernel(table.pointee.narrow_dense)
    case .convolution: unsafe Kernel(table.pointee.narrow_convolution)
    default: unsafe Kernel(table.pointee.narrow_depthwise)
    }
  }

  /// What sums panels of narrow weights.
  @inline(__always)
  func sums(of format: WeightFormat) -> Kernel {
    unsafe Kernel(halfword_narrow_weights(table, UInt32(format.rawValue) &- 1))
  }

  /// Whether the program has what runs the layers of a kind with weights of a format.
  @inline(__always)
  func runs(_ kind: KindCode, _ format: WeightFormat) -> Bool {
    self[kind, format].isLinked && (format == .bits16 || sums(of: format).isLinked)
  }

  /// What an activation does after the sums' reduction, unit by unit; nothing for one that is part of it.
  @inline(__always)
  subscript(activation: ActivationCode) -> Kernel {
    activation == .softmax || activation.isOfReduction
      ? unsafe Kernel(nil) : member(of: activation)
  }

  /// Whether the program has all that an activation needs.
  @inline(__always)
  func has(_ activation: ActivationCode) -> Bool {
    activation.isOfReduction || member(of: activation).isLinked
  }

  @inline(__always)
  private func member(of activation: ActivationCode) -> Kernel {
    let first = ActivationCode.sigmoid.rawValue
    return unsafe Kernel(halfword_activation(table, UInt32(activation.rawValue &- first)))
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

extension ActivationCode {
  /// Whether it is part of the sums' reduction.
  @inline(__always)
  fileprivate var isOfReduction: Bool { rawValue < ActivationCode.sigmoid.rawValue }
}
