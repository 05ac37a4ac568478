import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lets a long job end where it is safe: the first Ctrl-C (or SIGTERM) only asks for an end, the
/// second one ends the process.
struct Interruption {
  init() {
    // Who starts a program may have them blocked, and it inherits that.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signalNumber in [SIGINT, SIGTERM] { unsafe sigaddset(&signals, signalNumber) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for signalNumber in [SIGINT, SIGTERM] {
      signal(signalNumber) { number in
        isInterrupted.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  var isRequested: Bool { isInterrupted.load(ordering: .relaxed) }

  /// The exit status that shells give to a process ended by Ctrl-C.
  static let exitStatus: Int32 = 130
}

private let isInterrupted = Atomic<Bool>(false)
