public import FloatNetwork
import HalfwordRuntime

/// A C header that holds an image as a constant array, and its sizes as macros.
///
/// The text depends on the image, the network and the name alone, so the same weights and options
/// give the same bytes.
public struct CHeader: Sendable {
  private let model: CModelText
  private let image: [UInt8]
  private let kernels: CHeaderKernels

  /// - Parameters:
  ///   - name: the prefix of every name in the header, a C identifier.
  ///   - network: what the image was made from.
  ///   - image: the image, a whole number of words.
  ///   - notes: how the network came about, for the comment at the top, one line each.
  ///   - classNames: what the outputs stand for, in their order; none where that is unknown.
  ///   - standardization: what the application must do to its values before they are inputs.
  ///   - takesCounts: whether inputs are whole numbers as they are, not in Q8.8.
  /// - Throws: `CHeaderError` where `name` is no identifier, `RuntimeError` where the runtime does not open the image.
  public init(
    name: String,
    network: QuantizedNetwork,
    image: [UInt8],
    notes: [String] = [],
    classNames: [String] = [],
    standardization: Standardization? = nil,
    takesCounts: Bool = false
  ) throws {
    model = try CModelText(
      name: name,
      network: network,
      notes: notes,
      classNames: classNames,
      standardization: standardization,
      takesCounts: takesCounts
    )
    self.image = image
    kernels = try CHeaderKernels(name: name, image: image)
  }

  /// A header alone, which holds the image: each file that includes it has the image, too.
  public var text: String {
    header(
      image: """
        /* The image, as words so that it is aligned. */
        static const uint32_t \(model.name)_image[\(imageLength)] = {
        \(words)
        };
        """
    )
  }

  /// A header that declares the image, for any number of files, and the one file that holds it.
  ///
  /// - Parameter headerFile: what the file includes the header as.
  public func apart(headerFile: String) -> (header: String, data: String) {
    let name = model.name
    let declaring = header(
      image: """
        /* The image, as words so that it is aligned; the other file of the model holds it. */
        #ifdef __cplusplus
        extern "C"
        #else
        extern
        #endif
        const uint32_t \(name)_image[\(imageLength)];
        """
    )
    let data = """
      /*
       * The image of \(name), which \(headerFile) declares.
       *
       * Written by `halfword export`; do not edit.
       */
      #include "\(headerFile)"

      /* Where the image goes and how it is aligned, for example
       *   -DHALFWORD_DATA_SECTION='__attribute__((section(".external_flash")))'
       *   -DHALFWORD_DATA_ALIGNMENT='__attribute__((aligned(32)))'
       * The processor must be able to read it there like any constant. */
      #ifndef HALFWORD_DATA_SECTION
      #define HALFWORD_DATA_SECTION
      #endif
      #ifndef HALFWORD_DATA_ALIGNMENT
      #define HALFWORD_DATA_ALIGNMENT
      #endif

      HALFWORD_DATA_SECTION HALFWORD_DATA_ALIGNMENT
      const uint32_t \(name)_image[\(imageLength)] = {
      \(words)
      };

      """
    return (declaring, data)
  }

  private var imageLength: String {
    "\(model.name.uppercased())_IMAGE_SIZE / \(Self.bytesPerWord)"
  }

  private func header(image declaration: String) -> String {
    let name = model.name
    let prefix = name.uppercased()
    let workspaceSize = model.network.workspaceSize
    return """
      /*
       * \(name): a neural network in fixed point for Halfword
       *
      \(model.provenance(identity: identity))
       *
       * Written by `halfword export`; do not edit. Run it with halfword.h:
       *
       *   static halfword_model model;
       *   halfword_status status = \(name)_open(&model);
       */
      #ifndef \(prefix)_MODEL_H
      #define \(prefix)_MODEL_H

      #include "halfword.h"

      #include <stdint.h>

      \(model.countMacros)

      /* Flash: bytes of the image. RAM: bytes of workspace for a run, and the same as the length of
       * an array of uint32_t, at least 1. */
      #define \(prefix)_IMAGE_SIZE \(image.count)
      #define \(prefix)_WORKSPACE_SIZE \(workspaceSize)
      #define \(prefix)_WORKSPACE_WORDS \(max(1, workspaceSize / Self.bytesPerWord))

      /* The same for a run with error words: halfword_run_bounded(), halfword_classify_certified(). */
      #define \(prefix)_BOUNDED_WORKSPACE_SIZE \(2 * workspaceSize)
      #define \(prefix)_BOUNDED_WORKSPACE_WORDS \(max(1, 2 * workspaceSize / Self.bytesPerWord))

      /* What halfword_identity() gives for this model. */
      #define \(prefix)_IDENTITY UINT64_C(0x\(hexadecimal(identity, digits: 16)))
      \(model.classNameMacro)\(model.conversionMacros)
      \(declaration)
      \(kernels.text)
      #endif

      """
  }

  private var identity: UInt64 { number(at: ImageFormat.HeaderField.identity) }

  private var words: String {
    let words = stride(from: 0, to: image.count, by: Self.bytesPerWord).map { offset in
      "0x" + hexadecimal(number(at: offset) as UInt32, digits: 8)
    }
    return stride(from: 0, to: words.count, by: Self.wordsPerLine).map { start in
      "    " + words[start..<min(start + Self.wordsPerLine, words.count)].joined(separator: ", ")
    }.joined(separator: ",\n")
  }

  private func number<Number: FixedWidthInteger>(at offset: Int) -> Number {
    image[offset..<offset + Number.bitWidth / 8].reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  private static let bytesPerWord = 4
  private static let wordsPerLine = 8
}
