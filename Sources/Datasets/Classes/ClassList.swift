import Files
import PlainText

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ClassNames {
  /// Reads names as a person gives them: with commas between them, or the path of a text file with one
  /// name a line.
  ///
  /// - Throws: `ClassListError`, or `FileError` where a file cannot be read.
  public init(givenAs text: String) throws {
    let isList = text.contains(",") || !FileManager.default.fileExists(atPath: text)
    let names = isList ? Self.list(text) : try Self.lines(ofFile: text)
    guard names.count >= 2 || !isList else { throw ClassListError.neitherListNorFile(text) }
    guard names.count >= 1, !names.contains("") else { throw ClassListError.emptyName(text) }
    self.init(names)
    guard names.count == count else {
      let double = names.first { name in names.count { $0 == name } > 1 }
      throw ClassListError.twice(double ?? "", text)
    }
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmed() }
  }

  private static func lines(ofFile path: String) throws -> [String] {
    let largestSize = 1 << 24
    let bytes = [UInt8](try contents(ofFile: path, limit: largestSize))
    do throws(TextFailure) {
      let text = String(decoding: try DecodedText(bytes).bytes, as: UTF8.self)
      return text.split(whereSeparator: \.isNewline)
        .map { $0.trimmed() }
        .filter { !$0.isEmpty }
    } catch {
      throw FileError(file: path, reason: error.reason)
    }
  }
}

/// A list of names that cannot be classes.
public enum ClassListError: Error, Equatable, CustomStringConvertible {
  /// One word that is no file.
  case neitherListNorFile(String)
  /// A name is empty, or there is none.
  case emptyName(String)
  /// A name stands twice.
  case twice(String, String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .neitherListNorFile(let text):
      "--classes \(text): is no file, and one name makes no classes; give names with commas between "
        + "them, such as --classes cat,dog, or a text file with one name a line"
    case .emptyName(let text):
      "--classes \(text): has an empty name; give each output's, in their order"
    case .twice(let name, let text):
      "--classes \(text): names \"\(name)\" twice; each output needs a name of its own"
    }
  }
}
