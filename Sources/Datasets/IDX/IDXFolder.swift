import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder that holds files named as MNIST's are.
struct IDXFolder {
  private let url: URL

  enum Content: String {
    case images
    case labels

    /// How many axes a file may have, as its name also says.
    var ranks: ClosedRange<Int> { self == .images ? 3...4 : 1...1 }
  }

  init(_ url: URL) {
    self.url = url
  }

  /// Whether any of the files is there.
  var hasFiles: Bool {
    Split.allCases.contains { split in
      file(.images, of: split) != nil || file(.labels, of: split) != nil
    }
  }

  /// Both files of a part; a label is the number of its class.
  ///
  /// Both parts have the same number of classes: the labels of both are looked at where both are
  /// there.
  ///
  /// - Parameter channelOrder: where the channels of pictures in color stand, if their axes do not say it.
  /// - Throws: `DataSourceError` where a file is missing, `FileError` where one is damaged.
  func samples(
    _ split: Split,
    _ known: KnownClasses,
    channelOrder: ChannelOrder?
  ) throws -> LabeledSamples {
    let images = try existingFile(.images, of: split)
    try checkOneRank(of: split)
    let labels = try existingFile(.labels, of: split)
    let loaded = try LabeledImages(
      idxImages: images,
      labels: labels,
      channelOrder: channelOrder,
      leastClassCount: known.count ?? classCount(of: split == .train ? .test : .train)
    )
    let classes = known.names ?? ClassNames(numbered: known.count ?? loaded.classCount)
    if let index = loaded.labels.firstIndex(where: { $0 >= classes.count }) {
      throw FileError(
        file: labels.relativePath,
        reason: "label \(index + 1) is \(loaded.labels[index]), but there are only "
          + "\(classes.count) classes, numbered from 0"
      )
    }
    let places = SamplePlaces.parts(
      Array(1...max(1, loaded.count)),
      word: "picture",
      file: images.relativePath
    )
    return LabeledSamples(
      .images(loaded),
      classes: classes,
      origin: url.relativePath,
      details: LabeledSamples.Details(places: places)
    )
  }

  /// Says that the folder lacks a file.
  func missing(_ content: Content, of split: Split) -> DataSourceError {
    .noSuchFile(folder: url.relativePath, names: Self.names(content, of: split))
  }

  private func existingFile(_ content: Content, of split: Split) throws(DataSourceError) -> URL {
    guard let file = file(content, of: split) else { throw missing(content, of: split) }
    return file
  }

  /// Checks that images are not there twice, in gray and in color.
  private func checkOneRank(of split: Split) throws(FileError) {
    let ranks = Content.images.ranks.compactMap { file(.images, of: split, rank: $0) }
    guard ranks.count > 1 else { return }
    throw FileError(
      file: url.relativePath,
      reason: "has two files of images, "
        + ranks.map(\.lastPathComponent).joined(separator: " and ") + "; keep the one that is meant"
    )
  }

  /// As many classes as the labels of a part need; 1 where they are not there.
  private func classCount(of split: Split) throws(FileError) -> Int {
    guard let file = file(.labels, of: split) else { return 1 }
    return Int(try IDXFile(contentsOf: file, ranks: Content.labels.ranks).values.max() ?? 0) + 1
  }

  /// The first of the possible names that exists.
  private func file(_ content: Content, of split: Split) -> URL? {
    content.ranks.lazy.compactMap { file(content, of: split, rank: $0) }.first
  }

  private func file(_ content: Content, of split: Split, rank: Int) -> URL? {
    Self.names(content, of: split, rank: rank)
      .map { url.appending(path: $0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  private static func names(_ content: Content, of split: Split) -> [String] {
    content.ranks.flatMap { names(content, of: split, rank: $0) }
  }

  /// For example train-images-idx3-ubyte; as unpacked archives elsewhere are named,
  /// train-images.idx3-ubyte; each also with .gz behind it.
  private static func names(_ content: Content, of split: Split, rank: Int) -> [String] {
    let prefix = split == .train ? "train" : "t10k"
    let names = ["-", "."].map { "\(prefix)-\(content.rawValue)\($0)idx\(rank)-ubyte" }
    return names + names.map { $0 + ".gz" }
  }
}
