import CConformance
import CHalfword

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An implementation of the C interface: the one that this program is linked with, or any shared
/// library that exports the functions of `halfword.h`.
@safe
public final class LibraryUnderTest {
  /// The path as given, or a word for what this program is linked with.
  public let name: String
  /// Its functions.
  let functions: UnsafeMutablePointer<halfword_functions>

  private init(_ name: String, _ functions: halfword_functions) {
    self.name = name
    unsafe self.functions = .allocate(capacity: 1)
    unsafe self.functions.initialize(to: functions)
  }

  deinit { unsafe functions.deallocate() }

  /// The functions that this program is linked with.
  public static func linked() -> LibraryUnderTest {
    unsafe LibraryUnderTest(
      "halfword",
      halfword_functions(
        open: halfword_open,
        verify: halfword_verify,
        input_count: halfword_input_count,
        output_count: halfword_output_count,
        layer_count: halfword_layer_count,
        workspace_size: halfword_workspace_size,
        run: halfword_run,
        classify: halfword_classify,
        word_from_float: halfword_word_from_float,
        word_from_integer: halfword_word_from_integer,
        bounded_workspace_size: halfword_bounded_workspace_size,
        classify_certified: halfword_classify_certified,
        batch_workspace_size: halfword_batch_workspace_size,
        run_batch: halfword_run_batch
      )
    )
  }

  /// Loads a shared library; it stays loaded.
  ///
  /// - Throws: `LibraryError` where the file is no shared library, lacks a function, or has another
  ///   version of the interface.
  public convenience init(path: String) throws(LibraryError) {
    // Without a slash the system would look elsewhere than in this folder.
    let file = path.contains("/") ? path : "./\(path)"
    guard let library = unsafe dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
      let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "unknown reason"
      throw LibraryError(library: path, reason: "cannot be loaded: \(reason)")
    }
    func function<Function>(_ name: String) throws(LibraryError) -> Function {
      guard let address = unsafe dlsym(library, name) else {
        throw LibraryError(library: path, reason: "has no function \(name)")
      }
      return unsafe unsafeBitCast(address, to: Function.self)
    }
    func functionIfAny<Function>(_ name: String) -> Function? {
      unsafe dlsym(library, name).map { address in
        unsafe unsafeBitCast(address, to: Function.self)
      }
    }
    let version: @convention(c) () -> UInt32 = try function("halfword_abi_version")
    guard version() == UInt32(HALFWORD_ABI_VERSION) else {
      throw LibraryError(
        library: path,
        reason: "has version \(version()) of the interface, this program checks version "
          + "\(HALFWORD_ABI_VERSION)"
      )
    }
    var functions = halfword_functions()
    unsafe functions.open = try function("halfword_open")
    unsafe functions.verify = try function("halfword_verify")
    unsafe functions.input_count = try function("halfword_input_count")
    unsafe functions.output_count = try function("halfword_output_count")
    unsafe functions.layer_count = try function("halfword_layer_count")
    unsafe functions.workspace_size = try function("halfword_workspace_size")
    unsafe functions.run = try function("halfword_run")
    unsafe functions.classify = try function("halfword_classify")
    // These are inline in the header, so there is nothing of the library's to check.
    functions.word_from_float = halfword_word_from_float
    functions.word_from_integer = halfword_word_from_integer
    // A library that proves nothing of its runs lacks these.
    unsafe functions.bounded_workspace_size = functionIfAny("halfword_bounded_workspace_size")
    unsafe functions.classify_certified = functionIfAny("halfword_classify_certified")
    // One that runs samples one by one, these.
    unsafe functions.batch_workspace_size = functionIfAny("halfword_batch_workspace_size")
    unsafe functions.run_batch = functionIfAny("halfword_run_batch")
    self.init(path, functions)
  }
}

/// A file is not a library that can be checked.
public struct LibraryError: Error, Equatable, CustomStringConvertible {
  /// The path as given.
  public let library: String
  /// What is wrong with it.
  public let reason: String

  /// One line for a person.
  public var description: String { "\(library): \(reason)" }
}
