import Conformance
import Foundation

/// A file could not be read or written, or holds something else than it should.
struct FileError: Error, CustomStringConvertible {
  let file: String
  let reason: String

  var description: String { "\(file): \(reason)" }

  init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  init(file: String, _ verb: String, _ error: any Error) {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    self.init(
      file: file,
      reason: "\(verb): \((underlying ?? error as NSError).localizedDescription)"
    )
  }
}

/// Writes a file beside its place, then renames it: no partial file is ever left behind.
func write(_ data: Data, to file: String) throws(FileError) {
  do {
    try data.write(to: URL(filePath: file), options: .atomic)
  } catch {
    throw FileError(file: file, "cannot be written", error)
  }
}

/// Fails now, rather than after minutes of work, where a file's folder does not exist.
func checkFolder(of file: String) throws(FileError) {
  let folder = URL(filePath: file).deletingLastPathComponent().path
  var isFolder: ObjCBool = false
  let exists = unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
  guard exists, isFolder.boolValue else {
    throw FileError(file: file, reason: "cannot be written: there is no folder \(folder)")
  }
}

/// Opens and verifies the model in an image file.
func model(fromFile file: String) throws(FileError) -> FixedPointModel {
  let data: Data
  do {
    data = try Data(contentsOf: URL(filePath: file))
  } catch {
    throw FileError(file: file, "cannot be read", error)
  }
  guard data.count <= Int(Int32.max) else {
    throw FileError(file: file, reason: "is no image: it has more than \(Int32.max) bytes")
  }
  do {
    return try FixedPointModel(image: [UInt8](data))
  } catch {
    throw FileError(file: file, reason: "\(error)")
  }
}
