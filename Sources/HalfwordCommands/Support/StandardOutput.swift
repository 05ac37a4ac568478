#if canImport(Glibc)
  @unsafe @preconcurrency import Glibc
#elseif canImport(Darwin)
  @unsafe @preconcurrency import Darwin
#endif

import SystemPackage

/// Lost output is an error: `print` itself says nothing where a disk is full or standard output is closed.
enum StandardOutput {
  /// Makes the program end with status 1 and a clear line where any of its output was lost.
  static func failWhereLost() {
    atexit {
      let isLost = unsafe fflush(stdout) != 0 || ferror(stdout) != 0
      guard isLost else { return }
      let reason = unsafe String(cString: strerror(errno))
      _ = try? FileDescriptor.standardError.writeAll(
        "Error: standard output: cannot be written: \(reason)\n".utf8
      )
      _exit(1)
    }
  }
}
