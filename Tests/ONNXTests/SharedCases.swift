import Foundation

/// Small models that went wrong, which are not part of the package: `shared/cases` beside it.
enum SharedCases {
  static let folder: URL = {
    let package = URL(filePath: #filePath).appending(path: "../../..").standardized
    let data = ProcessInfo.processInfo.environment["HALFWORD_DATA"].map { URL(filePath: $0) }
    return (data ?? package.appending(path: "../shared/data").standardized)
      .appending(path: "../cases").standardized
  }()

  /// Says so where they are not there.
  static let areThere: Bool = {
    let areThere = FileManager.default.fileExists(atPath: folder.path)
    if !areThere { print("SKIPPED: no cases in \(folder.path); set HALFWORD_DATA") }
    return areThere
  }()

  static func path(_ name: String) -> String { folder.appending(path: name).path }
}
