/// A file could not be read or written, or holds something else than it should.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// The path as given.
  public let file: String
  /// What is wrong, in words that may follow the path.
  public let reason: String

  /// Names a file and what is wrong with it.
  public init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  /// One line for a person.
  public var description: String { "\(file): \(reason)" }
}

/// Refuses an empty name, of which a system says only that there is no such file.
func checkName(_ path: String) throws(FileError) {
  guard !path.isEmpty else {
    throw FileError(file: "\"\"", reason: "is an empty name; give that of a file or folder")
  }
}
