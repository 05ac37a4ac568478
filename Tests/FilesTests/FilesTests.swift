import Files
import Foundation
import Testing

@Suite struct FilesTests {
  /// A folder that is removed with the suite's value.
  final class Folder {
    let path = URL.temporaryDirectory.appending(path: "halfword-\(UUID())").path
    init() throws { try makeFolder(path) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }
  }

  let folder: Folder
  init() throws { folder = try Folder() }

  @Test func readsWhatItWrites() throws {
    let file = folder.path + "/a"
    // More than one chunk of reading.
    for count in [0, 1, 1 << 18, 700_000] {
      let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try write(data, toFile: file)
      #expect(try contents(ofFile: file, limit: count) == data)
    }
    #expect(try folder.names() == ["a"])
  }

  @Test func refusesFilesBeyondTheLimitAndDevicesWithoutEnd() throws {
    let file = folder.path + "/a"
    try write(Data(count: 11), toFile: file)
    #expect(throws: FileError(file: file, reason: "is larger than the limit of 10 bytes")) {
      try contents(ofFile: file, limit: 10)
    }
    #expect(throws: FileError(file: "/dev/zero", reason: "is larger than the limit of 99 bytes")) {
      try contents(ofFile: "/dev/zero", limit: 99)
    }
  }

  @Test func saysWhyAFileCannotBeRead() {
    #expect(
      throws: FileError(file: "/no/where", reason: "cannot be read: No such file or directory")
    ) { try contents(ofFile: "/no/where", limit: 1) }
    #expect(throws: FileError(file: "/tmp", reason: "cannot be read: Is a directory")) {
      try contents(ofFile: "/tmp", limit: 1)
    }
  }

  @Test func saysWhyAFileCannotBeWrittenAndLeavesNothing() throws {
    #expect(throws: FileError.self) { try write(Data([1]), toFile: folder.path) }
    #expect(throws: FileError.self) { try write(Data([1]), toFile: folder.path + "/no/file") }
    #expect(throws: FileError.self) { try checkFolder(ofFile: folder.path + "/no/file") }
    #expect(throws: FileError.self) { try makeFolder("/proc/folder") }
    for path in ["/dev/null", "/dev/null/folder", "/proc/folder", ""] {
      let error = #expect(throws: FileError.self) { try makeFolder(path) }
      #expect(error?.reason.contains("NSCocoaErrorDomain") == false)
      #expect(error?.file.isEmpty == false)
    }
    #expect(try folder.names() == [])
    let partial = URL.temporaryDirectory.path + "/" + URL(filePath: folder.path).lastPathComponent
    #expect(!FileManager.default.fileExists(atPath: partial + ".partial"))
  }

  /// A device that is always full stands for a full disk.
  @Test func aFullDiskIsAnError() {
    #expect(
      throws: FileError(file: "/dev/full", reason: "cannot be written: No space left on device")
    ) { try write(Data([1]), toFile: "/dev/full") }
    #expect(FileManager.default.fileExists(atPath: "/dev/full"))
  }

  @Test func aLinkStaysALink() throws {
    let (file, link) = (folder.path + "/file", folder.path + "/link")
    try write(Data([1]), toFile: file)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    try write(Data([2]), toFile: link)
    #expect(try contents(ofFile: file, limit: 1) == Data([2]))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
  }
}
