import Files
import Foundation
import Testing

/// What a command writes never replaces what it reads, whichever way the paths are written.
@Suite final class OutputCheckTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "halfword-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("x".utf8).write(to: folder.appending(path: "a"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func isRefused(_ outputs: [String], inputs: [String]) -> Bool {
    do {
      try checkOutputs(outputs, inputs: inputs)
      return false
    } catch {
      return true
    }
  }

  @Test func anOutputThatIsAlsoReadIsRefusedByEveryPathToIt() throws {
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: path("soft"), withDestinationPath: path("a"))
    try manager.linkItem(atPath: path("a"), toPath: path("hard"))
    try manager.createDirectory(atPath: path("sub"), withIntermediateDirectories: false)
    try manager.createSymbolicLink(atPath: path("folder"), withDestinationPath: folder.path)
    for name in ["a", "./a", "sub/../a", "soft", "hard", "folder/a"] {
      #expect(isRefused([path(name)], inputs: [path("a")]), "\(name)")
      #expect(isRefused([path("a")], inputs: [path(name)]), "\(name)")
    }
    #expect(!isRefused([path("b")], inputs: [path("a")]))
  }

  @Test func twoOutputsInOneFileAreRefusedThoughItDoesNotExist() throws {
    try FileManager.default.createSymbolicLink(
      atPath: path("folder"),
      withDestinationPath: folder.path
    )
    #expect(isRefused([path("b"), path("folder/b")], inputs: []))
    #expect(!isRefused([path("b"), path("c")], inputs: []))
  }

  @Test func aFileOfAFolderThatIsReadIsNotReplaced() {
    #expect(isRefused([path("a")], inputs: [folder.path]))
    #expect(!isRefused([path("new")], inputs: [folder.path]))
  }

  @Test func devicesMayBeNamedAsOftenAsOneLikes() {
    #expect(!isRefused(["/dev/null", "/dev/null"], inputs: ["/dev/null"]))
  }

  @Test func foldersAndEmptyNamesAreNoFilesToWrite() {
    #expect(isRefused([folder.path], inputs: []))
    #expect(isRefused([""], inputs: []))
  }

  @Test func theMessageNamesBothPaths() {
    #expect(
      throws: FileError(
        file: path("./a"),
        reason:
          "would be replaced, but it is also read as \(path("a")); give another name to write to"
      )
    ) { try checkOutputs([path("./a")], inputs: [path("a")]) }
  }

  @Test func stagedFilesArriveTogetherOrNotAtAll() throws {
    var staged = StagedFolder(path("out"))
    staged.add(Data("1".utf8), as: "one")
    staged.add(Data("2".utf8), as: "two")
    try staged.write()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path("out")).sorted() == ["one", "two"]
    )
    var broken = StagedFolder(path("none"))
    broken.add(Data("1".utf8), as: "one")
    broken.add(Data("2".utf8), as: "no/such/folder")
    #expect(throws: FileError.self) { try broken.write() }
    #expect(!FileManager.default.fileExists(atPath: path("none")))
    // What was there stays.
    var again = StagedFolder(path("out"))
    again.add(Data("3".utf8), as: "one")
    again.add(Data("4".utf8), as: "no/such/folder")
    #expect(throws: FileError.self) { try again.write() }
    #expect(try Data(contentsOf: folder.appending(path: "out/one")) == Data("1".utf8))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path("out")).sorted() == ["one", "two"]
    )
  }
}
