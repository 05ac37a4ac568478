import Files

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where a command takes its samples from, and how it reads them.
///
/// | what `name` is | the samples |
/// | --- | --- |
/// | `digits` | the digits that come with this package |
/// | a folder with MNIST's files | IDX, gray or in color, compressed with gzip or not |
/// | another folder | a folder of PNG pictures for each class, or two of them, `train` and `test` |
/// | a PNG file | a contact sheet, its labels in a text file |
/// | a `.npy` or `.npz` file | NumPy's arrays, a sample of any shape |
/// | another file | delimited text, compressed with gzip or not |
public struct DataSource: Equatable, Sendable {
  /// `digits`, or the path of a folder or a file.
  public let name: String
  /// How files are read.
  public let options: Options

  /// How files are read; each option is for some kinds of files alone.
  public struct Options: Equatable, Sendable {
    /// Which end of a picture's brightness is ink.
    public var polarity: InkPolarity
    /// The file with the labels of a contact sheet or a table, or with a table's targets; nil takes
    /// for a sheet that of its name that ends in `.txt`, for a table its own columns.
    public var labelFile: String?
    /// Pixels of a contact sheet's cell; nil takes square ones.
    public var cell: CellSize?
    /// How delimited text is read.
    public var table: TableFormat
    /// The order of the channels of a sample where its file does not say it; nil where nobody knows it.
    public var channelOrder: ChannelOrder?

    /// Gathers options.
    public init(
      polarity: InkPolarity = .automatic,
      labelFile: String? = nil,
      cell: CellSize? = nil,
      table: TableFormat = TableFormat(),
      channelOrder: ChannelOrder? = nil
    ) {
      self.polarity = polarity
      self.labelFile = labelFile
      self.cell = cell
      self.table = table
      self.channelOrder = channelOrder
    }
  }

  /// The word that stands for the embedded digits; `./digits` is a file or a folder.
  public static let digitsName = "digits"

  /// Names a source.
  public init(_ name: String, options: Options = Options()) {
    self.name = name
    self.options = options
  }

  /// Loads one part.
  ///
  /// The embedded digits are divided by `LabeledImages.everyFifth(_:)`, what comes in one piece by
  /// `LabeledSamples.everyFifthOfEachClass(_:)`; the other folders hold both parts, whose classes
  /// are those that occur in either. Training samples of other sources than IDX and the digits are
  /// put into the order of `LabeledSamples.spreadingClasses()`.
  ///
  /// Where `classes` are given, a label is one of the names, or a number equal in value to one. Where
  /// they are not, but `outputCount` is, a label is the index of its output, whichever labels occur;
  /// one output tells two classes apart. Without either the classes are those that occur, numbers in
  /// the order of their values.
  ///
  /// - Parameters:
  ///   - isDivided: false takes what comes in one piece for either part as a whole.
  ///   - classes: the names that labels may have; nil where none are known.
  ///   - outputCount: how many outputs the network has; nil where it is not known yet.
  /// - Throws: `FileError`, which names the file, or `DataSourceError`.
  public func samples(
    _ split: Split,
    isDivided: Bool = true,
    classes: ClassNames? = nil,
    outputCount: Int? = nil
  ) throws -> LabeledSamples {
    let known = KnownClasses(names: classes, outputCount: outputCount)
    let samples: LabeledSamples
    var isPart = !isDivided
    let kind = try kind()
    if !kind.isTable, let option = options.optionOfTables(isSheet: kind.isSheet) {
      throw DataSourceError.noTable(name, option: option)
    }
    switch kind {
    case .digits: return try digits(split, known)
    case .idx(let folder):
      return try folder.samples(split, known, channelOrder: options.channelOrder)
    case .pictures(let folder):
      samples = try folder.samples(split, known)
      isPart = isPart || folder.hasParts
    case .sheet(let bytes): samples = try sheet(bytes, known)
    case .table(let bytes): samples = try table(bytes, split, known)
    case .arrays(let bytes):
      let (read, isWholePart) = try arrays(bytes, split, known)
      samples = read
      isPart = isPart || isWholePart
    }
    let part = isPart ? samples : samples.everyFifthOfEachClass(split)
    guard part.count > 0 else { throw DataSourceError.noTestPart(name) }
    let ordered = part.assuming(options.channelOrder)
    return split == .train ? ordered.spreadingClasses() : ordered
  }

  private enum Kind {
    case digits
    case idx(IDXFolder)
    case pictures(PictureFolder)
    case sheet([UInt8])
    case table([UInt8])
    case arrays([UInt8])

    var isTable: Bool {
      switch self {
      case .table, .arrays: true
      case .digits, .idx, .pictures, .sheet: false
      }
    }

    var isSheet: Bool { if case .sheet = self { true } else { false } }
  }

  private func kind() throws -> Kind {
    guard !name.isEmpty else { throw DataSourceError.noName("--data") }
    guard name != Self.digitsName else { return .digits }
    let url = URL(filePath: name)
    guard let isFolder = isFolder(url.path) else {
      throw DataSourceError.nothingThere(name)
    }
    if isFolder {
      let folder = IDXFolder(url)
      if folder.hasFiles { return .idx(folder) }
      let pictures = try PictureFolder(url, polarity: options.polarity)
      guard let pictures else { throw folder.missing(.images, of: .train) }
      return .pictures(pictures)
    }
    let bytes = [UInt8](try contents(ofFile: name, limit: LabeledSamples.largestTextSize))
    if bytes.starts(with: PNGChunk.signature) { return .sheet(bytes) }
    // A text may begin with the letters of some format, but holds no zero.
    if bytes.contains(0), let advice = adviceOnPicture(bytes) {
      throw FileError(file: name, reason: advice)
    }
    if IDXFile.isBeginning(bytes) { throw DataSourceError.oneIDXFile(name) }
    if ArrayFile.isBeginning(bytes) { return .arrays(bytes) }
    return .table(bytes)
  }
}

/// What is known of classes before samples are read.
struct KnownClasses {
  /// The names that labels may have.
  var names: ClassNames?
  /// How many outputs the network has.
  var outputCount: Int?

  /// How many classes labels that are numbers may have; nil where nothing says it.
  var count: Int? { names?.count ?? outputCount.map(LabelReader.classCount) }
}

/// Pixels of one cell of a contact sheet.
public struct CellSize: Equatable, Sendable {
  /// At least 1.
  public let width: Int
  /// At least 1.
  public let height: Int

  /// Reads "8" or "8x12"; nil for anything else.
  public init?(parsing text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard (1...2).contains(sides.count), sides.allSatisfy({ $0 >= 1 }) else { return nil }
    width = sides[0]
    height = sides[sides.count - 1]
  }
}

/// What is missing, or no source of samples.
public enum DataSourceError: Error, Equatable, CustomStringConvertible {
  /// There is neither a file nor a folder at the path.
  case nothingThere(String)
  /// The folder has none of these files, nor folders with pictures.
  case noSuchFile(folder: String, names: [String])
  /// Half of an IDX data set.
  case oneIDXFile(String)
  /// No class has enough samples for one of them to be a test.
  case noTestPart(String)
  /// An option names a file, but its name is empty.
  case noName(String)
  /// An option that is for tables or contact sheets alone.
  case noTable(String, option: String)
  /// The built-in digits have more classes than the network can tell apart.
  case tooManyClasses(Int, known: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .nothingThere(let path):
      "\(path): no such file or folder; give \"\(DataSource.digitsName)\", a folder with MNIST's "
        + "files or with a folder of PNG pictures for each class, a PNG contact sheet, or a text file"
    case .noSuchFile(let folder, let names):
      "\(folder): has no file \(names.joined(separator: " or ")), nor a folder of PNG pictures for "
        + "each class"
    case .oneIDXFile(let path):
      "\(path): is an IDX file; give the folder that holds its images and labels"
    case .noTestPart(let path):
      "\(path): has no class of five samples or more, from which a test part could be taken; name "
        + "one with --test-data"
    case .noName(let option):
      "\(option) is given an empty name; give \"\(DataSource.digitsName)\", a folder or a file"
    case .noTable(let path, let option):
      "\(path): is no table, which \(option) is for: pictures have their labels by folder, by file or "
        + "by sheet; leave \(option) out"
    case .tooManyClasses(let classes, let known):
      "\(DataSource.digitsName): has \(classes) classes, but the network tells "
        + "\(known) apart; name its own samples with --data"
    }
  }
}
