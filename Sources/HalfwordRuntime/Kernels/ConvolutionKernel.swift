internal import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_convolution(_ work: UnsafeMutableRawPointer!) {
  let work = unsafe work.assumingMemoryBound(to: KernelWork.self)
  if unsafe runWholePatches(work, kernel) { return }
  #if arch(x86_64) || arch(arm64)
    if unsafe runOnHost(work) { return }
  #endif
  var patch = unsafe ConvolutionPatch(work.pointee.task, PlainPairs())
  unsafe runPositions(
    work.pointee.task,
    &patch,
    &work.pointee.range,
    &work.pointee.saturations
  )
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_narrow_convolution(_ work: UnsafeMutableRawPointer!) {
  let work = unsafe work.assumingMemoryBound(to: KernelWork.self)
  #if arch(x86_64) || arch(arm64)
    if unsafe runOnHost(work) { return }
  #endif
  let task = unsafe work.pointee.task
  let pairs = NarrowPairs(task.layer.weightFormat, task.kernels)
  var patch = ConvolutionPatch(task, pairs)
  unsafe runPositions(task, &patch, &work.pointee.range, &work.pointee.saturations)
}

/// The kernel for whole patches and a form of sums.
@inline(__always)
private func kernel(for form: SumForm) -> PatchKernel {
  switch form {
  case .bits32: unsafe halfword_convolve_32
  case .blocks16, .blocks32: unsafe halfword_convolve_blocks
  case .bits64: unsafe halfword_convolve_64
  }
}

/// The columns of a convolution's rows at one position, run by run where they lie in the input: nothing is copied.
@safe
private struct ConvolutionPatch<Pairs: PanelPairs>: PatchSums {
  private let inputs: UnsafePointer<Int16>
  private let weights: UnsafeRawPointer
  private let pairs: Pairs
  private let geometry: LayerGeometry
  private let panels: WeightPanels
  /// From what one of the kernel's rows reads to the next's, and from one run's to the next's.
  private let down: Int
  private let right: Int
  /// Whether a kernel's row is one run.
  private let isOneRun: Bool
  /// The first value inside.
  private var firstInput = 0
  /// From a panel's first pair to the first one that meets it, in bytes.
  private var firstPair = 0
  /// The kernel's rows inside.
  private var rows = 0
  /// The runs of each.
  private var runs = 0
  /// The columns of each.
  private var columns = 0
  /// Whether the first column is the second of its pair.
  private var beginsOdd = false

  @inline(__always)
  init(_ task: LayerTask, _ pairs: Pairs) {
    unsafe inputs = task.source
    unsafe weights = task.data
    self.pairs = pairs
    geometry = task.geometry
    panels = task.geometry.panels(rows: task.layer.rowCount, pairs.format)
    right = geometry.horizontal.dilation &* geometry.inputChannels
    down = geometry.vertical.dilation &* geometry.horizontal.input &* geometry.inputChannels
    isOneRun = panels.runs == geometry.vertical.kernel
  }

  /// From one run's weights to the next's, in bytes.
  private var runWeights: Int {
    @inline(__always) get { panels.pairsPerRun &* panels.pairSize }
  }

  /// From the weights of one of the kernel's rows to the next's, in bytes.
  private var rowWeights: Int {
    @inline(__always) get { isOneRun ? runWeights : runWeights &* geometry.horizontal.kernel }
  }

  @inline(__always)
  mutating func move(to vertical: WindowAxis.Inside, _ horizontal: WindowAxis.Inside) {
    rows = horizontal.count > 0 ? vertical.count : 0
    guard rows > 0 else { return }
    let channels = geometry.inputChannels
    firstInput = (vertical.place &* geometry.horizontal.input &+ horizontal.place) &* channels
    firstPair = vertical.first &* rowWeights
    beginsOdd = false
    if isOneRun {
      let column = horizontal.first &* channels
      firstPair = firstPair &+ (column &>> 1) &* panels.pairSize
      beginsOdd = column & 1 != 0
      (runs, columns) = (1, horizontal.count &* channels)
    } else {
      firstPair = firstPair &+ horizontal.first &* runWeights
      (runs, columns) = (horizontal.count, channels)
    }
  }

  @inline(__always)
  func sumPanel(at row: Int, _ words: RowWords, _ sums: inout PanelSums) {
    sums = PanelSums { unsafe WideSum(words.starts[$0]) }
    let panel = (row &>> 2) &* panels.panelSize
    var rowInputs = unsafe inputs + firstInput
    var rowWeights = unsafe weights + (panel &+ firstPair)
    for _ in 0..<rows {
      var runInputs = unsafe rowInputs
      var weights = unsafe rowWeights
      for _ in 0..<runs {
        unsafe addRun(&sums, weights, runInputs, words.form)
        unsafe runInputs += right
        unsafe weights += runWeights
      }
      unsafe rowInputs += down
      unsafe rowWeights += self.rowWeights
    }
  }

  /// Adds the products of one run.
  @inline(__always)
  @unsafe
  private func addRun(
    _ sums: inout PanelSums,
    _ weights: UnsafeRawPointer,
    _ inputs: UnsafePointer<Int16>,
    _ form: SumForm
  ) {
    var (weights, inputs, columns) = unsafe (weights, inputs, columns)
    if beginsOdd {
      for row in 0..<WeightPanels.rowsPerPanel {
        let weight = unsafe pairs.secondWeight(weights, row: row)
        unsafe sums[unchecked: row].add(product(weight, inputs[0]))
      }
      unsafe weights += panels.pairSize
      unsafe inputs += 1
      columns = columns &- 1
      guard columns > 0 else { return }
    }
    unsafe pairs.add(&sums, weights, inputs, UInt32(truncatingIfNeeded: columns), form)
  }
}
