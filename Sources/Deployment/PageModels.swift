public import Conformance
public import Datasets
public import FloatNetwork
import Quantization
public import Report

extension PageModel {
  /// A model as a page runs it.
  ///
  /// - Parameters:
  ///   - network: the float network that takes the same inputs; nil where nobody knows it.
  ///   - samples: some of which the page can show; nil for none.
  ///   - remarkable: the samples to show besides the first.
  ///   - classes: what outputs are called; nil for what the samples say.
  ///   - name: what people call it.
  ///   - identifier: the prefix of the names in its C header.
  public init(
    of model: FixedPointModel,
    with network: Network?,
    _ samples: PreparedSamples?,
    remarkable: [Int] = [],
    classes: ClassNames?,
    name: String,
    identifier: String
  ) {
    self.init(name: name, identifier: identifier, image: model.imageBytes, network: network)
    let names = classes?.names ?? samples?.classes.names ?? []
    if names.count >= model.outputCount { self.classes = Array(names.prefix(model.outputCount)) }
    facts = Facts(
      instructions: InstructionModel.byCore { $0.count(for: model.network) },
      instructionsWithProof: InstructionModel.byCore { $0.certifiedCount(for: model.network) }
    )
    let sampleShape = model.sampleShape
    let isPicture = sampleShape.height > 1 && sampleShape.width > 1
    if isPicture { shape = [sampleShape.height, sampleShape.width, sampleShape.channels] }
    guard let samples, samples.modelInputs.count > 0 else { return }
    inputNames = samples.inputNames
    (lowest, highest) = ranges(of: samples.modelInputs, areJoint: isPicture)
    add(samples, remarkable, of: model)
  }

  private mutating func add(
    _ samples: PreparedSamples,
    _ remarkable: [Int],
    of model: FixedPointModel
  ) {
    let dataset = samples.modelInputs
    let shown = Set(0..<min(firstSampleCount, dataset.count)).union(remarkable).sorted()
    let most = max(1, mostSampleWords / model.inputCount)
    self.samples = shown.prefix(most).map { sample in
      Sample(
        number: sample,
        label: samples.label(ofSample: sample),
        words: model.network.words(for: Array(dataset.input(at: sample)))
      )
    }
  }
}

/// So many of the first samples are shown, where they are not too large.
private let firstSampleCount = 12
/// The samples of a page have no more words than this, the first sample aside.
private let mostSampleWords = 20_000

/// The least and the largest value of each input, or of all.
///
/// - Precondition: at least one sample.
private func ranges(of dataset: Dataset, areJoint: Bool) -> (lowest: [Float], highest: [Float]) {
  var lowest = Array(dataset.input(at: 0))
  var highest = lowest
  for sample in 1..<max(1, dataset.count) {
    for (index, value) in dataset.input(at: sample).enumerated() {
      lowest[index] = min(lowest[index], value)
      highest[index] = max(highest[index], value)
    }
  }
  return areJoint ? ([lowest.min() ?? 0], [highest.max() ?? 0]) : (lowest, highest)
}
