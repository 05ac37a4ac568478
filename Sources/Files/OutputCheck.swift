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

/// Refuses files to be written that would replace a file that is read, or each other, before anything is
/// read. Symbolic links and hard links are seen through; devices and pipes may be named as often as one
/// likes.
///
/// - Parameters:
///   - outputs: the paths that will be written.
///   - inputs: the paths that will be read; of a folder, no file in it may be replaced.
/// - Throws: `FileError`, which names the output.
public func checkOutputs(_ outputs: [String], inputs: [String]) throws(FileError) {
  for (index, output) in outputs.enumerated() {
    guard !output.isEmpty else {
      throw FileError(file: "\"\"", reason: "an empty name is no file to write to")
    }
    let place = FilePlace(output)
    if place.isSpecial { continue }
    if place.isFolder {
      throw FileError(file: output, reason: "is a folder; give the name of a file to write")
    }
    for input in inputs where FilePlace(input).includes(place) {
      let isSame = input == output
      throw FileError(
        file: output,
        reason: "would be replaced, but it is also read"
          + (isSame ? "" : " as \(input)") + "; give another name to write to"
      )
    }
    for other in outputs[..<index] where FilePlace(other).includes(place) {
      throw FileError(
        file: output,
        reason: "is to be written twice" + (other == output ? "" : ", also as \(other)")
          + "; give each output a name of its own"
      )
    }
  }
}

/// Where a path leads.
private struct FilePlace {
  /// The path with its links resolved, as far as it exists.
  private let path: String
  /// Which file it is, where it exists.
  private let identity: (device: dev_t, file: ino_t)?
  let isSpecial: Bool
  let isFolder: Bool

  init(_ path: String) {
    let url = URL(filePath: path)
    let resolved = url.resolvingSymlinksInPath().standardizedFileURL
    // The last part need not exist; its folder's links count in any case.
    self.path =
      resolved.deletingLastPathComponent().resolvingSymlinksInPath()
      .appending(path: resolved.lastPathComponent).path
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      (identity, isSpecial, isFolder) = (nil, false, false)
      return
    }
    identity = (status.st_dev, status.st_ino)
    let kind = status.st_mode & S_IFMT
    isFolder = kind == S_IFDIR
    isSpecial = kind != S_IFREG && kind != S_IFDIR
  }

  /// Whether another path leads to the same file, or to one inside this folder.
  func includes(_ other: FilePlace) -> Bool {
    if path == other.path { return true }
    if let identity, let otherIdentity = other.identity, !isFolder {
      return identity.device == otherIdentity.device && identity.file == otherIdentity.file
    }
    return isFolder && other.identity != nil && other.path.hasPrefix(path + "/")
  }
}
