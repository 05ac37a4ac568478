public import CHalfword

extension RuntimeError {
  /// The name that `halfword.h` gives this status.
  var name: StaticString {
    switch self {
    case .nullPointer: "HALFWORD_NULL_POINTER"
    case .misaligned: "HALFWORD_MISALIGNED"
    case .truncated: "HALFWORD_TRUNCATED"
    case .notAnImage: "HALFWORD_NOT_AN_IMAGE"
    case .unsupportedVersion: "HALFWORD_UNSUPPORTED_VERSION"
    case .badHeader: "HALFWORD_BAD_HEADER"
    case .badLayer: "HALFWORD_BAD_LAYER"
    case .badChecksum: "HALFWORD_BAD_CHECKSUM"
    case .badAccumulator: "HALFWORD_BAD_ACCUMULATOR"
    case .notOpen: "HALFWORD_NOT_OPEN"
    case .wrongCount: "HALFWORD_WRONG_COUNT"
    case .workspaceTooSmall: "HALFWORD_WORKSPACE_TOO_SMALL"
    case .overlap: "HALFWORD_OVERLAP"
    case .badPadding: "HALFWORD_BAD_PADDING"
    case .inputOutOfRange: "HALFWORD_INPUT_OUT_OF_RANGE"
    case .wrongAnswer: "HALFWORD_WRONG_ANSWER"
    case .badProgress: "HALFWORD_BAD_PROGRESS"
    case .noSuchLayer: "HALFWORD_NO_SUCH_LAYER"
    case .notLinked: "HALFWORD_NOT_LINKED"
    }
  }
}

/// The status of a call that does `body`.
@inline(__always)
func status(of body: () throws(RuntimeError) -> Void) -> halfword_status {
  do throws(RuntimeError) {
    try body()
    return HALFWORD_OK
  } catch {
    return error.rawValue
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_status_name(_ status: halfword_status) -> UnsafePointer<CChar>! {
  if status == HALFWORD_OK { return unsafe text("HALFWORD_OK") }
  if status == HALFWORD_IN_PROGRESS { return unsafe text("HALFWORD_IN_PROGRESS") }
  return unsafe text(RuntimeError(rawValue: status)?.name ?? "unknown status")
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_version() -> UnsafePointer<CChar>! {
  unsafe text("0.1.0")
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_abi_version() -> UInt32 {
  UInt32(HALFWORD_ABI_VERSION)
}

/// The bytes of a literal; the compiler ends each with a NUL.
@unsafe
private func text(_ literal: StaticString) -> UnsafePointer<CChar> {
  unsafe UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
}
