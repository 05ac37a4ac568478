import HalfwordRuntime

/// The part of a model's C header that opens it in a program that links no more of the library than the model needs.
struct CHeaderKernels {
  private let name: String
  private let needs: KernelParts

  /// - Parameters:
  ///   - name: the prefix of the functions.
  ///   - image: the model's image.
  /// - Throws: `RuntimeError` where the runtime does not open the image.
  init(name: String, image: [UInt8]) throws(RuntimeError) {
    self.name = name
    let words = image.alignedWords
    needs = unsafe try ModelImage(opening: words.span.bytes).neededParts()
  }

  var text: String {
    let prefix = name.uppercased()
    return """

      /* What of the library the model needs: for a run, and for one with error words, too
       * (halfword_run_bounded(), halfword_classify_certified()). */
      \(function("kernels", withErrors: false))
      \(function("proof_kernels", withErrors: true))
      /* Opens the model as halfword_open() does, in a program that has no more of the library than that. After
       * the first, a run with error words may return HALFWORD_NOT_LINKED. */
      static inline halfword_status \(name)_open(halfword_model *model)
      {
          return halfword_open_linked(model, \(name)_image, \(prefix)_IMAGE_SIZE, \(name)_kernels());
      }
      static inline halfword_status \(name)_open_for_proofs(halfword_model *model)
      {
          return halfword_open_linked(model, \(name)_image, \(prefix)_IMAGE_SIZE, \(name)_proof_kernels());
      }

      """
  }

  private func function(_ suffix: String, withErrors: Bool) -> String {
    let members = Self.members.map { part, function in
      needs[part] && (withErrors || !part.isOfErrors)
        ? "halfword_\(form(of: part) ?? function)" : "0"
    }
    let lines = stride(from: 0, to: members.count, by: 4).map { first in
      "        " + members[first..<min(first + 4, members.count)].joined(separator: ", ")
    }
    return """
      static inline const halfword_kernel_table *\(name)_\(suffix)(void)
      {
          static const halfword_kernel_table kernels = {
      \(lines.joined(separator: ",\n"))
          };
          return &kernels;
      }
      """
  }

  /// The function for a part that there is in several forms, where this model's is not the one named as the member.
  private func form(of part: KernelPart) -> String? {
    part == .layerErrors && needs.haveNarrowConvolutions ? "all_layer_errors" : nil
  }

  /// The members of `halfword_kernel_table`, in their order.
  private static let members: [(KernelPart, String)] = [
    (.layerReader, "layer_reader"), (.layerRunner, "layer_runner"), (.dense, "dense"),
    (.convolution, "convolution"), (.depthwise, "depthwise"), (.pooling, "pooling"),
    (.addition, "addition"),
    (.layerErrors, "layer_errors"), (.sigmoid, "sigmoid"), (.tanh, "tanh"), (.softmax, "softmax"),
    (.cap, "cap"), (.table, "table"), (.narrowDense, "narrow_dense"),
    (.narrowConvolution, "narrow_convolution"), (.narrowDepthwise, "narrow_depthwise"),
    (.weights8, "weights_8"), (.weights4, "weights_4"),
    (.narrowErrors, "narrow_errors"), (.denseErrors, "dense_errors"),
  ]
}
