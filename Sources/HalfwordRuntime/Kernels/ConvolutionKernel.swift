internal import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_convolution(_ work: UnsafeMutableRawPointer!) {
  let work = unsafe work.assumingMemoryBound(to: KernelWork.self)
  if unsafe runWholePatches(work, kernel) { return }
  var patch = unsafe ConvolutionPatch(work.pointee.task)
  unsafe runPositions(
    work.pointee.task,
    &patch,
    &work.pointee.range,
    &work.pointee.saturations
  )
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
private struct ConvolutionPatch: PatchSums {
  private let inputs: UnsafePointer<Int16>
  private let weights: UnsafePointer<Int16>
  private let geometry: LayerGeometry
  private let panels: WeightPanels
  /// From what one of the kernel's rows reads to the next's, and from one run's to the next's.
  private let down: Int
  private let right: Int
  /// Whether a kernel's row is one run.
  private let isOneRun: Bool
  /// The first value inside.
  private var firstInput = 0
  /// The first weight of a panel that meets it, and of its pair.
  private var firstWeight = 0
  /// The kernel's rows inside.
  private var rows = 0
  /// The runs of each.
  private var runs = 0
  /// The columns of each.
  private var columns = 0
  /// Whether the first column is the second of its pair.
  private var beginsOdd = false

  @inline(__always)
  init(_ task: LayerTask) {
    unsafe inputs = task.source
    unsafe weights = task.data.assumingMemoryBound(to: Int16.self)
    geometry = task.geometry
    panels = task.geometry.panels(rows: task.layer.rowCount)
    right = geometry.horizontal.dilation &* geometry.inputChannels
    down = geometry.vertical.dilation &* geometry.horizontal.input &* geometry.inputChannels
    isOneRun = panels.runs == geometry.vertical.kernel
  }

  /// From one run's weights to the next's.
  private var runWeights: Int {
    @inline(__always) get { panels.pairsPerRun &* WeightPanels.weightsPerPair }
  }

  /// From the weights of one of the kernel's rows to the next's.
  private var rowWeights: Int {
    @inline(__always) get { isOneRun ? runWeights : runWeights &* geometry.horizontal.kernel }
  }

  @inline(__always)
  mutating func move(to vertical: WindowAxis.Inside, _ horizontal: WindowAxis.Inside) {
    rows = horizontal.count > 0 ? vertical.count : 0
    guard rows > 0 else { return }
    let channels = geometry.inputChannels
    firstInput = (vertical.place &* geometry.horizontal.input &+ horizontal.place) &* channels
    firstWeight = vertical.first &* rowWeights
    beginsOdd = false
    if isOneRun {
      let column = horizontal.first &* channels
      firstWeight = firstWeight &+ (column &>> 1) &* WeightPanels.weightsPerPair
      beginsOdd = column & 1 != 0
      (runs, columns) = (1, horizontal.count &* channels)
    } else {
      firstWeight = firstWeight &+ horizontal.first &* runWeights
      (runs, columns) = (horizontal.count, channels)
    }
  }

  @inline(__always)
  func sumPanel(at row: Int, _ words: RowWords, _ sums: inout PanelSums) {
    sums = PanelSums { unsafe WideSum(words.starts[$0]) }
    let panel = (row &>> 2) &* panels.panelSize / WeightPanels.bytesPerValue
    var rowInputs = unsafe inputs + firstInput
    var rowWeights = unsafe weights + (panel &+ firstWeight)
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
    _ weights: UnsafePointer<Int16>,
    _ inputs: UnsafePointer<Int16>,
    _ form: SumForm
  ) {
    var (weights, inputs, columns) = unsafe (weights, inputs, columns)
    if beginsOdd {
      for row in 0..<WeightPanels.rowsPerPanel {
        unsafe sums[unchecked: row].add(product(weights[2 &* row &+ 1], inputs[0]))
      }
      unsafe weights += WeightPanels.weightsPerPair
      unsafe inputs += 1
      columns = columns &- 1
      guard columns > 0 else { return }
    }
    unsafe addPairs(&sums, weights, inputs, UInt32(truncatingIfNeeded: columns), form)
  }
}

/// Adds the products of a panel's columns with inputs to sums.
@inline(never)
@unsafe
private func addPairs(
  _ sums: inout PanelSums,
  _ weights: UnsafePointer<Int16>,
  _ inputs: UnsafePointer<Int16>,
  _ columns: UInt32,
  _ form: SumForm
) {
  // In 32 bits a kernel goes on with the sums so far; otherwise its own are added.
  var starts = InlineArray<4, Int32>(repeating: 0)
  if form == .bits32 {
    for row in 0..<WeightPanels.rowsPerPanel {
      unsafe starts[unchecked: row] = Int32(bitPattern: sums[unchecked: row].low)
    }
  }
  var added = PanelSums(repeating: WideSum(0))
  unsafe withUnsafeMutablePointer(to: &added) { added in
    unsafe withUnsafeMutablePointer(to: &starts) { starts in
      unsafe callKernel(
        UnsafeMutableRawPointer(added).assumingMemoryBound(to: Int32.self),
        UnsafeRawPointer(starts).assumingMemoryBound(to: Int32.self),
        weights,
        inputs,
        columns,
        form
      )
    }
  }
  for row in 0..<WeightPanels.rowsPerPanel {
    if form == .bits32 {
      unsafe sums[unchecked: row] = added[unchecked: row]
    } else {
      unsafe sums[unchecked: row].add(added[unchecked: row])
    }
  }
}
