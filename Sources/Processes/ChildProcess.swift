public import Files
import Synchronization
import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a process ended.
public enum ProcessEnd: Equatable, Sendable {
  /// By itself, with a status.
  case exited(status: Int32)
  /// By a signal.
  case signalled(Int32)
}

/// Runs a program to its end, and hands on its standard output as it arrives.
///
/// - Parameters:
///   - program: its path.
///   - arguments: what follows its name.
///   - settings: variables of its environment beside those of this process.
///   - isSilent: whether it has no standard input, and its standard error is dropped; otherwise both are this
///     process's own.
///   - output: is given each piece of its standard output.
/// - Returns: how it ended.
/// - Throws: `FileError`, which names the program, where it cannot be started.
public func run(
  _ program: String,
  _ arguments: [String],
  settings: [String: String] = [:],
  isSilent: Bool = false,
  output: ([UInt8]) -> Void
) throws(FileError) -> ProcessEnd {
  let environment = ProcessInfo.processInfo.environment.merging(settings) { _, new in new }
  do {
    let (child, text) = try spawning.withLock { _ in
      try spawn([program] + arguments, environment.map { "\($0)=\($1)" }, isSilent: isSilent)
    }
    // Where reading fails, the child's writing does, too, and it ends.
    try? text.closeAfter { try read(text, output) }
    return try end(of: child)
  } catch {
    throw FileError(file: program, reason: "cannot be run: \(error)")
  }
}

/// Held from when a pipe is made until no other child can get it any more, which would keep it open.
private let spawning = Mutex(())

/// Starts a process.
///
/// - Returns: the process, and where its standard output is read.
private func spawn(
  _ command: [String],
  _ environment: [String],
  isSilent: Bool
) throws -> (child: pid_t, text: FileDescriptor) {
  let pipe = try FileDescriptor.pipe()
  defer { try? pipe.writeEnd.close() }
  for end in [pipe.readEnd, pipe.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
  #else
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
  #endif
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  unsafe posix_spawn_file_actions_adddup2(&actions, pipe.writeEnd.rawValue, STDOUT_FILENO)
  if isSilent {
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
  }
  unsafe posix_spawnattr_init(&attributes)
  defer { unsafe posix_spawnattr_destroy(&attributes) }
  // A thread may block signals that a child must get, such as that of its alarm.
  var noSignals = sigset_t()
  unsafe sigemptyset(&noSignals)
  unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
  unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
  var child: pid_t = 0
  let failure = unsafe withCStrings(command) { arguments in
    unsafe withCStrings(environment) { variables in
      unsafe posix_spawn(&child, command[0], &actions, &attributes, arguments, variables)
    }
  }
  guard failure == 0 else {
    try? pipe.readEnd.close()
    throw Errno(rawValue: failure)
  }
  return (child, pipe.readEnd)
}

/// Calls `body` with C's form of texts, ended by a null pointer.
private func withCStrings<Result>(
  _ texts: [String],
  _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let strings = unsafe texts.map { unsafe strdup($0) } + [nil]
  defer { unsafe strings.forEach { unsafe free($0) } }
  return unsafe body(strings)
}

private func read(_ pipe: FileDescriptor, _ output: ([UInt8]) -> Void) throws {
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = try unsafe chunk.withUnsafeMutableBytes { try unsafe pipe.read(into: $0) }
    if count == 0 { return }
    output(Array(chunk[..<count]))
  }
}

private func end(of child: pid_t) throws -> ProcessEnd {
  var status: CInt = 0
  while unsafe waitpid(child, &status, 0) < 0 {
    guard errno == EINTR else { throw Errno(rawValue: errno) }
  }
  // C's WIFEXITED, WEXITSTATUS and WTERMSIG, which Swift does not see.
  let signal = status & 0x7F
  return signal == 0 ? .exited(status: status >> 8 & 0xFF) : .signalled(signal)
}
