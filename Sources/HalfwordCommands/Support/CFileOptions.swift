import ArgumentParser
import CSource
import Deployment
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The C files that are written of a model.
struct CFileOptions: ParsableArguments {
  @Option(
    name: .customLong("c-header"),
    help: "The C header to write; it holds the image as an array, unless --c-data is given."
  )
  var header: String?

  @Option(
    name: .customLong("c-data"),
    help: ArgumentHelp(
      "The C file to write the image to. The header of --c-header then only declares it, so that several "
        + "files may include it.",
      valueName: "file"
    )
  )
  var dataFile: String?

  @Option(
    name: .customLong("c-source"),
    help: ArgumentHelp(
      "The C file to write that runs the model without the library, for any C99 compiler; its header "
        + "is written beside it, under the same name with .h.",
      valueName: "file"
    )
  )
  var sourceFile: String?

  @Flag(
    name: .customLong("c-certificates"),
    help: "Let the C file of --c-source bound the errors of its runs, too, and certify its answers."
  )
  var hasCertificates = false

  @Option(help: "The prefix of the names in the C files; the file's name, unless given.")
  var name: String?

  func validate() throws {
    if dataFile != nil, header == nil {
      throw ValidationError("--c-data needs --c-header, which declares what it holds")
    }
    if hasCertificates, sourceFile == nil {
      throw ValidationError("--c-certificates is for the C file of --c-source")
    }
    if let sourceFile, !sourceFile.hasSuffix(".c") {
      throw ValidationError(
        "the file of --c-source must end in .c, as its header has the same name with .h"
      )
    }
  }

  /// The files that are written.
  var files: [String] { [header, dataFile, sourceFile, sourceHeader].compactMap(\.self) }

  private var sourceHeader: String? { sourceFile.map { $0.dropLast(2) + ".h" } }

  /// The files with what they hold.
  ///
  /// - Throws: `CHeaderError` where the name is no C identifier.
  func contents(of code: ModelCode) throws -> [(file: String, data: Data)] {
    var contents: [(String, String)] = []
    if let header {
      let prefix = name ?? CHeader.identifier(from: fileStem(header))
      if let dataFile {
        let texts = try code.headerAndData(name: prefix, headerFile: fileName(header))
        contents += [(header, texts.header), (dataFile, texts.data)]
      } else {
        contents.append((header, try code.header(name: prefix)))
      }
    }
    if let sourceFile, let sourceHeader {
      let prefix = name ?? CHeader.identifier(from: fileStem(sourceFile))
      let source = try code.source(name: prefix, hasCertificates: hasCertificates)
      contents += [
        (sourceFile, source.source(headerFile: fileName(sourceHeader))),
        (sourceHeader, source.header),
      ]
    }
    return contents.map { ($0, Data($1.utf8)) }
  }

  private func fileName(_ file: String) -> String { URL(filePath: file).lastPathComponent }
}
