import Foundation

/// One line that tells how far a long job is: redrawn in place on a terminal, and otherwise a plain
/// line now and then. It goes to standard error, so standard output stays for results.
struct ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let isQuiet: Bool
  private let redrawInterval = 0.1
  private let lineInterval = 10.0
  private let start = Date()
  private var lastDrawn = Date.distantPast

  init(isQuiet: Bool = false) {
    self.isQuiet = isQuiet
  }

  /// Shows the share of the job that is done, from 0 to 1, with a note; not more often than is of
  /// use.
  mutating func show(_ share: Double, _ note: @autoclosure () -> String) {
    guard !isQuiet else { return }
    let now = Date()
    guard now.timeIntervalSince(lastDrawn) >= (isTerminal ? redrawInterval : lineInterval) else {
      return
    }
    lastDrawn = now
    let elapsed = now.timeIntervalSince(start)
    let left = share > 0 ? elapsed * (1 - share) / share : 0
    let remaining = "\(Int(left.rounded(.up))) s left"
    write(
      isTerminal ? "\r\u{1B}[K\(bar(share)) \(note()), \(remaining)" : "\(note()), \(remaining)\n"
    )
  }

  /// Removes the line from a terminal.
  func finish() {
    if !isQuiet && isTerminal { write("\r\u{1B}[K") }
  }

  private func bar(_ share: Double) -> String {
    let width = 24
    let full = Int(share * Double(width))
    return "[" + String(repeating: "█", count: full)
      + String(repeating: "·", count: width - full) + "]"
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
