import SystemPackage

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a file beside its place, then renames it: what was there before stays until the new bytes
/// are complete, and no partial file is ever left.
///
/// A path that leads to a device or a pipe is written to as it is.
///
/// - Throws: `FileError`, which names the file.
public func write(_ data: Data, toFile path: String) throws(FileError) {
  try checkName(path)
  do {
    if isSpecialFile(path) {
      try write(data, to: FileDescriptor.open(FilePath(path), .writeOnly))
    } else {
      try replaceFile(at: URL(filePath: path).resolvingSymlinksInPath().path, with: data)
    }
  } catch {
    throw FileError(file: path, reason: "cannot be written: \(error)")
  }
}

/// Fails now, rather than after minutes of work, where a file's folder does not exist.
///
/// - Throws: `FileError`, which names the file.
public func checkFolder(ofFile path: String) throws(FileError) {
  try checkName(path)
  let folder = URL(filePath: path).deletingLastPathComponent().path
  guard isFolder(folder) == true else {
    throw FileError(file: path, reason: "cannot be written: there is no folder \(folder)")
  }
}

/// Makes a folder, and those it lies in, where they do not exist.
///
/// - Throws: `FileError`, which names the folder.
public func makeFolder(_ path: String) throws(FileError) {
  try checkName(path)
  let url = URL(filePath: path)
  if let file = fileInTheWay(of: url) {
    throw FileError(file: path, reason: "cannot be made: \(file) is a file, not a folder")
  }
  do {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  } catch {
    let cause = (error as? CocoaError)?.underlying as? POSIXError
    // Foundation's own words name an error's domain and number, which help nobody.
    let reason =
      cause.map { "\(Errno(rawValue: $0.code.rawValue))" } ?? "the system does not allow it there"
    throw FileError(file: path, reason: "cannot be made: \(reason)")
  }
}

/// The nearest thing on the way to a folder that exists, if it is none.
private func fileInTheWay(of folder: URL) -> String? {
  var url = folder
  while true {
    if let isFolder = isFolder(url.path) { return isFolder ? nil : url.relativePath }
    let parent = url.deletingLastPathComponent()
    guard parent.path != url.path, url.pathComponents.count > 1 else { return nil }
    url = parent
  }
}

private func replaceFile(at path: String, with data: Data) throws {
  let partial = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
  let file = try FileDescriptor.open(
    FilePath(partial),
    .writeOnly,
    options: [.create, .truncate],
    permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite]
  )
  do {
    try write(data, to: file)
    guard unsafe rename(partial, path) == 0 else { throw Errno(rawValue: errno) }
  } catch {
    unsafe unlink(partial)
    throw error
  }
}

private func write(_ data: Data, to file: FileDescriptor) throws {
  try file.closeAfter { _ = try file.writeAll(data) }
}

/// Whether there is something at the path that is neither a file nor a folder.
private func isSpecialFile(_ path: String) -> Bool {
  let target = URL(filePath: path).resolvingSymlinksInPath().path
  let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
  return switch type {
  case .typeCharacterSpecial?, .typeBlockSpecial?, .typeSocket?, .typeUnknown?: true
  default: false
  }
}
