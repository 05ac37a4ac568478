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

/// Files that come into a folder together: they are written beside it first, and moved there only when all
/// of them are complete, so that a failure leaves the folder as it was.
public struct StagedFolder {
  private let folder: String
  private var files: [(name: String, data: Data)] = []

  /// Gathers files for a folder, which is made where there is none.
  public init(_ folder: String) {
    self.folder = folder
  }

  /// Adds a file.
  public mutating func add(_ data: Data, as name: String) {
    files.append((name, data))
  }

  /// The path of a file that is added or will be.
  public static func path(of name: String, in folder: String) -> String {
    URL(filePath: folder).appending(path: name).relativePath
  }

  /// Writes all files.
  ///
  /// - Throws: `FileError`, which names the file or the folder.
  public func write() throws(FileError) {
    let existed = FileManager.default.fileExists(atPath: folder)
    try makeFolder(folder)
    let staging = Self.path(
      of: ".halfword-\(ProcessInfo.processInfo.processIdentifier)",
      in: folder
    )
    try makeFolder(staging)
    do throws(FileError) {
      for file in files {
        try Files.write(file.data, toFile: Self.path(of: file.name, in: staging))
      }
      for file in files { try move(file.name, from: staging) }
    } catch {
      try? FileManager.default.removeItem(atPath: staging)
      if !existed { try? FileManager.default.removeItem(atPath: folder) }
      throw error
    }
    try? FileManager.default.removeItem(atPath: staging)
  }

  private func move(_ name: String, from staging: String) throws(FileError) {
    let (source, target) = (Self.path(of: name, in: staging), Self.path(of: name, in: folder))
    guard unsafe rename(source, target) == 0 else {
      throw FileError(file: target, reason: "cannot be written: \(Errno(rawValue: errno))")
    }
  }
}
