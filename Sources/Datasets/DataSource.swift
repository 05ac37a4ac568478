import Files
public import Foundation

/// Where a command takes its images from.
public enum DataSource: Equatable, Sendable, CustomStringConvertible {
  /// The digits that come with this package.
  case digits
  /// A folder with the four files of MNIST, compressed with gzip or not.
  case folder(URL)

  /// The word that stands for the embedded digits.
  public static let digitsName = "digits"

  /// Reads a command line's `--data`: `digits`, or a folder (`./digits` is a folder, too).
  public init(parsing text: String) {
    self = text == Self.digitsName ? .digits : .folder(URL(filePath: text))
  }

  /// The text that `init(parsing:)` reads.
  public var description: String {
    switch self {
    case .digits: Self.digitsName
    case .folder(let url): url.relativePath
    }
  }

  /// Loads one part: of the embedded digits `LabeledImages.everyFifth(_:)`, of a folder the two
  /// files of that part.
  ///
  /// Both parts of a folder have the same number of classes: the labels of both are looked at
  /// where both are there.
  ///
  /// - Throws: `DataSourceError` where a file is missing, `FileError` where one is damaged.
  public func load(_ split: Split) throws -> LabeledImages {
    switch self {
    case .digits:
      return try LabeledImages.embeddedDigits().everyFifth(split)
    case .folder(let url):
      let folder = try MNISTFolder(url)
      let images = try folder.existingFile(.images, of: split)
      let labels = try folder.existingFile(.labels, of: split)
      return try LabeledImages(
        idxImages: images,
        labels: labels,
        leastClassCount: folder.classCount(of: split == .train ? .test : .train)
      )
    }
  }
}

/// A folder that holds files named as MNIST's are.
private struct MNISTFolder {
  let url: URL

  enum Content: String {
    case images = "images"
    case labels = "labels"

    var rank: Int { self == .images ? 3 : 1 }
  }

  init(_ url: URL) throws(DataSourceError) {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    guard exists else { throw .noSuchFolder(url.relativePath) }
    guard isFolder.boolValue else { throw .notAFolder(url.relativePath) }
    self.url = url
  }

  func existingFile(_ content: Content, of split: Split) throws(DataSourceError) -> URL {
    guard let file = file(content, of: split) else {
      throw .noSuchFile(folder: url.relativePath, names: Self.names(content, of: split))
    }
    return file
  }

  /// As many classes as the labels of a part need; 1 where they are not there.
  func classCount(of split: Split) throws(FileError) -> Int {
    guard let file = file(.labels, of: split) else { return 1 }
    return Int(try IDXFile(contentsOf: file, rank: Content.labels.rank).values.max() ?? 0) + 1
  }

  /// The first of the possible names that exists.
  private func file(_ content: Content, of split: Split) -> URL? {
    Self.names(content, of: split)
      .map { url.appending(path: $0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// For example train-images-idx3-ubyte; as unpacked archives elsewhere are named,
  /// train-images.idx3-ubyte; each also with .gz behind it.
  private static func names(_ content: Content, of split: Split) -> [String] {
    let prefix = split == .train ? "train" : "t10k"
    let names = ["-", "."].map { separator in
      "\(prefix)-\(content.rawValue)\(separator)idx\(content.rank)-ubyte"
    }
    return names + names.map { $0 + ".gz" }
  }
}

/// What is missing.
public enum DataSourceError: Error, Equatable, CustomStringConvertible {
  /// There is nothing at the path.
  case noSuchFolder(String)
  /// There is a file at the path.
  case notAFolder(String)
  /// The folder has none of these files.
  case noSuchFile(folder: String, names: [String])

  /// One line for a person.
  public var description: String {
    switch self {
    case .noSuchFolder(let path):
      "\(path): no such folder; give \"\(DataSource.digitsName)\" or a folder with MNIST's files"
    case .notAFolder(let path):
      "\(path): is a file; give \"\(DataSource.digitsName)\" or a folder with MNIST's files"
    case .noSuchFile(let folder, let names):
      "\(folder): has no file \(names.joined(separator: " or "))"
    }
  }
}
