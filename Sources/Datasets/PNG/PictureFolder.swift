import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder with a folder of PNG pictures for each class, the folder's name that of the class; or
/// with two such folders, `train` and `test`.
struct PictureFolder {
  private let url: URL
  private let polarity: InkPolarity
  /// Whether it has folders `train` and `test`, and no others.
  let hasParts: Bool

  /// The most pixels that the pictures may have together, 512 Mi: as ink they take 4 bytes each, as colors
  /// as much again.
  private static let largestPixelCount = 512 << 20

  /// Looks into a folder; nil where it holds no folders.
  ///
  /// - Throws: `FileError` where it cannot be read.
  init?(_ url: URL, polarity: InkPolarity) throws(FileError) {
    self.url = url
    self.polarity = polarity
    let folders = try Self.folders(in: url).map(\.lastPathComponent)
    guard !folders.isEmpty else { return nil }
    hasParts = folders.sorted() == Split.allCases.map(\.rawValue).sorted()
  }

  /// One of the two parts, where there are two, otherwise all pictures. The classes are those that
  /// have a folder in either part.
  func samples(_ split: Split, _ known: KnownClasses) throws(FileError) -> LabeledSamples {
    guard hasParts else { return try samples(in: url, known) }
    let part = url.appending(path: split.rawValue)
    guard known.count == nil else { return try samples(in: part, known) }
    var names: [String] = []
    for part in Split.allCases {
      names += try Self.folders(in: url.appending(path: part.rawValue)).map(\.lastPathComponent)
    }
    return try samples(in: part, KnownClasses(names: ClassNames(occurringIn: names)))
  }

  private func samples(
    in folder: URL,
    _ known: KnownClasses
  ) throws(FileError) -> LabeledSamples {
    let folders = try Self.folders(in: folder)
    let reader = LabelReader(
      folders.map(\.lastPathComponent),
      classes: known.names,
      outputCount: known.outputCount
    )
    var images: [GrayImage] = []
    var colors: [ColorImage] = []
    var labels: [Int] = []
    var names: [String] = []
    var pixelCount = 0
    for classFolder in folders {
      let path = classFolder.relativePath
      let label: Int
      do throws(LabelFailure) {
        label = try reader.index(of: classFolder.lastPathComponent)
      } catch {
        throw FileError(file: path, reason: error.reason)
      }
      let files = try Self.pictures(in: classFolder)
      guard !files.isEmpty else {
        throw FileError(file: path, reason: "the class is empty: it has no PNG picture")
      }
      for file in files {
        let picture = try PNGImage(contentsOf: file)
        pixelCount += picture.brightness.count
        guard pixelCount <= Self.largestPixelCount else {
          throw FileError(
            file: folder.relativePath,
            reason: "its pictures have more than \(Self.largestPixelCount) pixels; scale them down"
          )
        }
        images.append(GrayImage(picture, polarity: polarity))
        colors.append(ColorImage(picture))
        labels.append(label)
        names.append("\(classFolder.lastPathComponent)/\(file.lastPathComponent)")
      }
    }
    guard !images.isEmpty else {
      throw FileError(file: folder.relativePath, reason: "has no folder of PNG pictures")
    }
    return LabeledSamples(
      .images(
        LabeledImages(
          images: images,
          colors: colors,
          labels: labels,
          classCount: reader.classes.count
        )
      ),
      classes: reader.classes,
      origin: folder.relativePath,
      details: LabeledSamples.Details(
        notes: [reader.note].compactMap { $0 },
        places: .files(names)
      )
    )
  }

  /// The folders in a folder, ordered by name. A picture beside them has no class, which is an
  /// error; other files may stand there.
  private static func folders(in url: URL) throws(FileError) -> [URL] {
    let entries = try contents(of: url)
    if let picture = entries.first(where: { !$0.hasDirectoryPath && isPicture($0) }) {
      throw FileError(
        file: picture.relativePath,
        reason: "is in no folder of a class; put each class's pictures into a folder of their own"
      )
    }
    return entries.filter(\.hasDirectoryPath)
  }

  /// The pictures of a class, ordered by name; whatever else is there is an error, so that no
  /// picture is left out for its name. What systems leave in folders is passed over.
  private static func pictures(in url: URL) throws(FileError) -> [URL] {
    let entries = try contents(of: url)
    if let other = entries.first(where: { $0.hasDirectoryPath || !isPicture($0) }) {
      throw FileError(file: other.relativePath, reason: reason(notToRead: other))
    }
    return entries
  }

  /// Why something in a class's folder is no picture.
  private static func reason(notToRead url: URL) -> String {
    if url.hasDirectoryPath {
      return "is a folder; a class's folder may hold only PNG pictures, so move its pictures up"
    }
    let largestKnown = 1 << 24
    let bytes = (try? Files.contents(ofFile: url.path, limit: largestKnown)).map { [UInt8]($0) }
    let advice = bytes.flatMap(adviceOnPicture)
    return advice ?? "is no PNG picture; a class's folder may hold nothing else, so take it out"
  }

  private static func isPicture(_ url: URL) -> Bool { url.pathExtension.lowercased() == "png" }

  /// What systems write into folders for themselves, in small letters.
  private static let passedOver: Set<String> = [
    "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r",
  ]

  /// What is in a folder and not hidden, ordered by name.
  private static func contents(of url: URL) throws(FileError) -> [URL] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw FileError(
        file: url.relativePath,
        reason: "cannot be read: no such folder, or not allowed"
      )
    }
    return names.filter { !$0.hasPrefix(".") && !passedOver.contains($0.lowercased()) }
      .sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      .map { name in
        let path = url.appending(path: name).path
        return url.appending(
          path: name,
          directoryHint: isFolder(path) ?? false ? .isDirectory : .notDirectory
        )
      }
  }
}
