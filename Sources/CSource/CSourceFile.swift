public import FloatNetwork
import HalfwordRuntime
public import Quantization

/// One model as C that stands for itself: a C99 file with its constants and plain loops, and its header. No library,
/// no heap, no status that could be forgotten, as nothing can fail; the same bits as the runtime's.
///
/// The text depends on what it is made from alone, so the same weights and options give the same bytes.
public struct CSourceFile: Sendable {
  let model: CModelText
  let functions: [LayerFunction]
  let plan: MemoryPlan
  let knownAnswers: [KnownAnswer]
  let hasCertificates: Bool
  let ranges: [ClosedRange<Double>]
  private let identity: UInt64

  /// - Parameters:
  ///   - name: the prefix of every name, a C identifier.
  ///   - network: the model.
  ///   - identity: that of its image.
  ///   - knownAnswers: what the self-test runs.
  ///   - hasCertificates: whether there are functions that bound the errors of a run.
  ///   - ranges: what is proved of each layer's values, in real units; none where nothing is.
  ///   - notes: how the network came about, one line each.
  ///   - classNames: what the outputs stand for; none where that is unknown.
  ///   - standardization: what the application must do to its values before they are inputs.
  ///   - takesCounts: whether inputs are whole numbers as they are.
  /// - Throws: `CHeaderError` where `name` is no identifier.
  public init(
    name: String,
    network: QuantizedNetwork,
    identity: UInt64,
    knownAnswers: [KnownAnswer],
    hasCertificates: Bool = false,
    ranges: [ClosedRange<Double>] = [],
    notes: [String] = [],
    classNames: [String] = [],
    standardization: Standardization? = nil,
    takesCounts: Bool = false
  ) throws(CHeaderError) {
    model = try CModelText(
      name: name,
      network: network,
      notes: notes,
      classNames: classNames,
      standardization: standardization,
      takesCounts: takesCounts
    )
    self.identity = identity
    self.knownAnswers = knownAnswers
    self.hasCertificates = hasCertificates
    self.ranges = ranges
    let plan = MemoryPlan(for: network)
    self.plan = plan
    let layers = network.layers
    functions = layers.indices.compactMap { index in
      // An addition in the last step of the layer before it has no function.
      if index > 0, plan.addedTensors[index - 1] != nil { return nil }
      let isFused = plan.addedTensors[index] != nil
      return LayerFunction(
        layer: layers[index],
        number: index + 1,
        addition: isFused ? layers[index + 1] : nil,
        isLast: index == layers.count - 1,
        law: network.roundingLaw
      )
    }
  }

  var network: QuantizedNetwork { model.network }
  /// The last layer's softmax, which is done after the class was taken.
  var endsInSoftmax: Bool { network.layers.last?.activation == .softmax }
  /// How many words of workspace a run takes.
  var workspaceCount: Int { max(1, plan.size / 2) }
  /// What the comment at the top of both files says.
  var provenance: String { model.provenance(identity: identity) }

  /// The type of counts and indices: 16 bits where they hold every number that the file computes with.
  private var indexType: String {
    let largest = network.layers.flatMap { layer in
      [
        layer.form.rowCount * layer.form.columnCount, layer.form.input.count, layer.form.valueCount,
        3 * layer.form.unitCount,
      ]
    }
    let extents = functions.map(\.axes.largestNumber)
    return (largest + extents).allSatisfy { $0 < 32_767 } ? "int_fast16_t" : "int32_t"
  }

  /// The file with the constants and the functions.
  ///
  /// - Parameter headerFile: what it includes the header as.
  public func source(headerFile: String) -> String {
    let text =
      Helper.closure(of: helpers).map { $0.text + "\n" }.joined()
      + functions.map(layerText).joined()
      + runText + answerText + (hasCertificates ? certificateText : "") + selfTestText
    return preamble(headerFile: headerFile)
      + CBraces.added(to: text).replacing("INDEX", with: indexType).replacing(
        "NAME",
        with: model.name
      )
  }

  private var helpers: Set<Helper> {
    var helpers = functions.reduce(into: Set<Helper>()) {
      $0.formUnion($1.helpers(isBounded: false))
      if hasCertificates { $0.formUnion($1.helpers(isBounded: true)) }
    }
    helpers.formUnion(answerHelpers)
    if endsInSoftmax { helpers.formUnion([.softmax, .indexOfLargest]) }
    return helpers
  }

  private func preamble(headerFile: String) -> String {
    """
    /*
     * \(model.name): a neural network in fixed point, in C that needs no library
     *
    \(provenance)
     *
     * Written by `halfword export --c-source`; do not edit. Values are words of 16 bits; what they stand for is
     * written at each layer. It was proved at export, for every input, that no sum overflows.
     */
    #include "\(headerFile)"

    /* Constants, and how they are read. Define all five before this file is compiled where constants need more
     * than "const", as on AVR, whose program memory is apart. */
    #ifndef HALFWORD_CONSTANT
    #ifdef __AVR__
    #include <avr/pgmspace.h>
    #define HALFWORD_CONSTANT PROGMEM
    #define HALFWORD_READ_UINT8(address) pgm_read_byte(address)
    #define HALFWORD_READ_INT16(address) ((int16_t)pgm_read_word(address))
    #define HALFWORD_READ_UINT16(address) pgm_read_word(address)
    #define HALFWORD_READ_INT32(address) ((int32_t)pgm_read_dword(address))
    #else
    #define HALFWORD_CONSTANT
    #define HALFWORD_READ_UINT8(address) (*(address))
    #define HALFWORD_READ_INT16(address) (*(address))
    #define HALFWORD_READ_UINT16(address) (*(address))
    #define HALFWORD_READ_INT32(address) (*(address))

    /* Arm cores with the DSP extension multiply two pairs of words at once; the sums are the same. Define
     * HALFWORD_PLAIN to do without. */
    #if defined(__GNUC__) && defined(__ARM_FEATURE_DSP) && !defined(__ARM_BIG_ENDIAN) && !defined(HALFWORD_PLAIN)
    #include <arm_acle.h>
    #define HALFWORD_PAIRS
    typedef struct {
        int32_t pair;
    } __attribute__((packed, may_alias)) \(model.name)_pair;
    #define HALFWORD_PAIR(words, index) (((const \(model.name)_pair *)&(words)[index])->pair)
    #endif
    #endif
    #endif
    \(narrowReading)

    """
  }

  /// How weights of 8 bits are read: with the macro of other bytes, so that whoever defines those has one less to write.
  private var narrowReading: String {
    guard network.layers.contains(where: { $0.form.kind.hasWeights && $0.weightFormat == .bits8 })
    else { return "" }
    return """
      #ifndef HALFWORD_READ_INT8
      #define HALFWORD_READ_INT8(address) ((int8_t)HALFWORD_READ_UINT8(address))
      #endif

      """
  }
}
