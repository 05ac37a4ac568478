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

/// One line that tells how far a long job is, redrawn in place on a terminal; where standard error is none,
/// nothing is written, so that what stands there are errors. Standard output stays for results.
///
/// A program that runs this one and shows the progress itself sets `HALFWORD_PROGRESS` to `lines`: then standard
/// error gets a line `progress SHARE NOTE` each time, with a share from 0 to 1.
struct ProgressLine {
  private let isShown: Bool
  private let writesLines: Bool
  private let redrawInterval = 0.1
  private let start = Date()
  private var firstShare: Double?
  private var lastDrawn = Date.distantPast

  init(isQuiet: Bool = false) {
    writesLines = ProcessInfo.processInfo.environment["HALFWORD_PROGRESS"] == "lines"
    isShown = !isQuiet && (writesLines || isatty(STDERR_FILENO) == 1)
  }

  /// Shows the share of the job that is done, from 0 to 1, with a note; not more often than is of
  /// use, but the end always.
  mutating func show(_ share: Double, _ note: @autoclosure () -> String) {
    guard isShown else { return }
    let now = Date()
    let firstShare = firstShare ?? share
    self.firstShare = firstShare
    guard share >= 1 || now.timeIntervalSince(lastDrawn) >= redrawInterval else { return }
    lastDrawn = now
    if writesLines {
      write("progress \(share) \(note())\n")
      return
    }
    write("\r\u{1B}[K\(bar(share)) \(note() + remaining(share, since: firstShare, at: now))")
  }

  /// Removes the line from a terminal.
  func finish() {
    if isShown, !writesLines { write("\r\u{1B}[K") }
  }

  /// How long the rest takes at the speed so far; nothing while that is a guess.
  ///
  /// - Parameter firstShare: what was done when the line began, for example by an earlier process.
  private func remaining(_ share: Double, since firstShare: Double, at now: Date) -> String {
    let elapsed = now.timeIntervalSince(start)
    guard elapsed >= 1, share > firstShare,
      let left = Int(exactly: (elapsed * (1 - share) / (share - firstShare)).rounded(.up))
    else { return "" }
    let (hours, minutes, seconds) = (left / 3600, left / 60 % 60, left % 60)
    if hours > 0 { return ", \(hours) h \(minutes) min left" }
    return minutes > 0 ? ", \(minutes) min \(seconds) s left" : ", \(seconds) s left"
  }

  private func bar(_ share: Double) -> String {
    let width = 24
    let full = Int(share * Double(width))
    return "[" + String(repeating: "█", count: full)
      + String(repeating: "·", count: width - full) + "]"
  }

  private func write(_ text: String) {
    _ = try? FileDescriptor.standardError.writeAll(text.utf8)
  }
}
