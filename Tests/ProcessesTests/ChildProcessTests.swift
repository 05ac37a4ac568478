import Files
import Foundation
import Processes
import Testing

@Suite struct ChildProcessTests {
  private func shell(
    _ script: String,
    settings: [String: String] = [:],
    isSilent: Bool = true
  ) throws -> (end: ProcessEnd, text: String) {
    var bytes: [UInt8] = []
    let end = try run("/bin/sh", ["-c", script], settings: settings, isSilent: isSilent) {
      bytes += $0
    }
    return (end, String(decoding: bytes, as: UTF8.self))
  }

  @Test func handsOnWhatIsWrittenAndTheStatus() throws {
    let (end, text) = try shell("echo one; echo two; exit 7")
    #expect(text == "one\ntwo\n")
    #expect(end == .exited(status: 7))
  }

  @Test func handsOnMoreThanAPipeHolds() throws {
    let (end, text) = try shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done")
    #expect(text.utf8.count == 220_000)
    #expect(end == .exited(status: 0))
  }

  @Test func tellsASignalFromAStatus() throws {
    #expect(try shell("kill -9 $$").end == .signalled(SIGKILL))
    #expect(try shell("kill -14 $$").end == .signalled(SIGALRM))
    #expect(try shell("exit 137").end == .exited(status: 137))
  }

  @Test func aSilentChildHasNoInputAndLosesItsErrors() throws {
    let (end, text) = try shell("cat; echo lost >&2; echo kept")
    #expect(text == "kept\n")
    #expect(end == .exited(status: 0))
  }

  @Test func setsVariablesBesideThoseOfThisProcess() throws {
    let text = try shell("echo $HALFWORD_TEST; echo $PATH", settings: ["HALFWORD_TEST": "a b"]).text
    #expect(text == "a b\n\(ProcessInfo.processInfo.environment["PATH"] ?? "")\n")
  }

  @Test func namesAProgramThatCannotBeStarted() {
    let program = "/nowhere/program"
    #expect(throws: FileError(file: program, reason: "cannot be run: No such file or directory")) {
      try run(program, []) { _ in }
    }
  }

  @Test func knowsThisProgramsFile() throws {
    let file = try #require(programFile())
    #expect(FileManager.default.isExecutableFile(atPath: file.path))
    #expect(file == file.resolvingSymlinksInPath())
  }
}
