import CHalfword
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Any library that implements `halfword.h`, loaded while the program runs.
@safe
public final class SharedLibrary {
  /// The file it was loaded from.
  public let path: String
  private let openModel: OpenFunction
  private let workspaceSize: SizeFunction
  private let outputCount: SizeFunction
  private let runModel: RunFunction

  private typealias OpenFunction =
    @convention(c) (UnsafeMutablePointer<halfword_model>?, UnsafeRawPointer?, UInt32) -> Int32
  private typealias SizeFunction =
    @convention(c) (UnsafePointer<halfword_model>?) -> UInt32
  private typealias RunFunction =
    @convention(c) (
      UnsafePointer<halfword_model>?, UnsafePointer<Int16>?, UInt32, UnsafeMutablePointer<Int16>?,
      UInt32, UnsafeMutableRawPointer?, UInt32
    ) -> Int32

  /// Loads a library.
  ///
  /// It stays loaded until the program ends, as its code may still be referred to.
  ///
  /// - Throws: `SharedLibraryError`.
  public init(path: String) throws(SharedLibraryError) {
    // Without a slash the system would look for it elsewhere.
    let file = path.contains("/") ? path : "./\(path)"
    guard let handle = unsafe dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
      throw .cannotLoad(path, reason: unsafe dlerror().map { unsafe String(cString: $0) } ?? "")
    }
    self.path = path
    unsafe openModel = try Self.function("halfword_open", handle, path, OpenFunction.self)
    unsafe workspaceSize = try Self.function(
      "halfword_workspace_size",
      handle,
      path,
      SizeFunction.self
    )
    unsafe outputCount = try Self.function("halfword_output_count", handle, path, SizeFunction.self)
    unsafe runModel = try Self.function("halfword_run", handle, path, RunFunction.self)
  }

  @unsafe
  private static func function<Function>(
    _ name: String,
    _ handle: UnsafeMutableRawPointer,
    _ path: String,
    _: Function.Type
  ) throws(SharedLibraryError) -> Function {
    guard let symbol = unsafe dlsym(handle, name) else { throw .lacks(name, path) }
    return unsafe unsafeBitCast(symbol, to: Function.self)
  }

  /// Opens an image and runs it.
  ///
  /// - Returns: the outputs, in ulps of Q8.8.
  /// - Throws: `SharedLibraryError.refused` with the library's status.
  public func run(image: [UInt8], _ input: [Int16]) throws(SharedLibraryError) -> [Int16] {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: image.count,
      alignment: Int(HALFWORD_IMAGE_ALIGNMENT)
    )
    defer { unsafe memory.deallocate() }
    unsafe memory.copyBytes(from: image)
    var model = unsafe halfword_model()
    var status = unsafe openModel(&model, memory.baseAddress, UInt32(image.count))
    guard status == HALFWORD_OK else { throw .refused(path, function: "halfword_open", status) }
    let size = unsafe workspaceSize(&model)
    var output = unsafe [Int16](repeating: 0, count: Int(outputCount(&model)))
    var workspace = [UInt32](repeating: 0, count: Int(size) / 4 + 1)
    status = unsafe runModel(
      &model,
      input,
      UInt32(input.count),
      &output,
      UInt32(output.count),
      &workspace,
      size
    )
    guard status == HALFWORD_OK else { throw .refused(path, function: "halfword_run", status) }
    return output
  }
}

/// A library cannot be used.
public enum SharedLibraryError: Error, Equatable, CustomStringConvertible {
  /// The system cannot load the file.
  case cannotLoad(String, reason: String)
  /// It has no function of this name.
  case lacks(String, String)
  /// One of its functions gave a status other than HALFWORD_OK.
  case refused(String, function: String, Int32)

  /// One line for a person.
  public var description: String {
    switch self {
    case .cannotLoad(let path, let reason):
      "\(path): cannot be loaded as a shared library: \(reason)"
    case .lacks(let name, let path):
      "\(path): has no function \(name); it must implement halfword.h"
    case .refused(let path, let function, let status):
      "\(path): \(function) refuses the model (\(unsafe String(cString: halfword_status_name(status))))"
    }
  }
}
