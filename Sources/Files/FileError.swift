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
