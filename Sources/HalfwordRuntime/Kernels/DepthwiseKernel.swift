internal import CHalfword

/// Documented in `halfword.h`.
@c @implementation
public func halfword_depthwise(_ work: UnsafeMutableRawPointer!) {
  let work = unsafe work.assumingMemoryBound(to: KernelWork.self)
  if unsafe runWholePatches(work, kernel) { return }
  #if arch(x86_64) || arch(arm64)
    if unsafe runDepthwiseOnHost(work) { return }
  #endif
  var patch = unsafe DepthwisePatch(work.pointee.task, PlainPlaces())
  unsafe runPositions(
    work.pointee.task,
    &patch,
    &work.pointee.range,
    &work.pointee.saturations
  )
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_narrow_depthwise(_ work: UnsafeMutableRawPointer!) {
  let work = unsafe work.assumingMemoryBound(to: KernelWork.self)
  #if arch(x86_64) || arch(arm64)
    if unsafe runDepthwiseOnHost(work) { return }
  #endif
  let task = unsafe work.pointee.task
  var patch = DepthwisePatch(task, NarrowPlaces(format: task.layer.weightFormat))
  unsafe runPositions(task, &patch, &work.pointee.range, &work.pointee.saturations)
}

/// The kernel for whole patches and a form of sums.
@inline(__always)
private func kernel(for form: SumForm) -> PatchKernel {
  form == .bits32
    ? unsafe halfword_convolve_depthwise_32 : unsafe halfword_convolve_depthwise_64
}

/// Weights of some bits at the places of a depthwise kernel.
private protocol DepthwisePlaces {
  /// The bits of a weight.
  var format: WeightFormat { get }

  /// A row's weight, where those of its place begin at an address.
  @unsafe
  func weight(_ place: UnsafeRawPointer, row: Int) -> Int16
}

/// Those of 16 bits.
private struct PlainPlaces: DepthwisePlaces {
  @inline(__always)
  var format: WeightFormat { .bits16 }

  @inline(__always)
  @unsafe
  func weight(_ place: UnsafeRawPointer, row: Int) -> Int16 {
    unsafe place.load(fromByteOffset: row &* WeightPanels.bytesPerValue, as: Int16.self)
  }
}

/// Those of 8 or 4 bits.
private struct NarrowPlaces: DepthwisePlaces {
  let format: WeightFormat

  @inline(__always)
  @unsafe
  func weight(_ place: UnsafeRawPointer, row: Int) -> Int16 {
    unsafe Int16(place.narrowWeight(at: format.placeOfNumber(row), format))
  }
}

/// The places of a depthwise convolution's rows at one position.
@safe
private struct DepthwisePatch<Places: DepthwisePlaces>: PatchSums {
  private let inputs: UnsafePointer<Int16>
  private let weights: UnsafeRawPointer
  private let places: Places
  private let geometry: LayerGeometry
  private let rowCount: Int
  /// From one place's weights to the next's, in bytes.
  private let placeSize: Int
  /// From the inputs and, in bytes, the weights of one of the kernel's rows to the next's.
  private let down: Int
  private let kernelRowSize: Int
  /// From one place's input to the next's.
  private let right: Int
  /// The rows that read the same channel.
  private let rowsPerChannel: Int
  /// The first value inside, of the first channel, and in bytes where the weights begin that meet it.
  private var firstInput = 0
  private var firstPlace = 0
  /// The places inside.
  private var height = 0
  private var width = 0

  @inline(__always)
  init(_ task: LayerTask, _ places: Places) {
    unsafe inputs = task.source
    unsafe weights = task.data
    self.places = places
    geometry = task.geometry
    rowCount = task.layer.rowCount
    placeSize = geometry.depthwiseWeights(rows: rowCount, places.format).placeSize
    right = geometry.horizontal.dilation &* geometry.inputChannels
    down = geometry.vertical.dilation &* geometry.horizontal.input &* geometry.inputChannels
    kernelRowSize = placeSize &* geometry.horizontal.kernel
    rowsPerChannel = max(1, rowCount / max(1, geometry.inputChannels))
  }

  @inline(__always)
  mutating func move(to vertical: WindowAxis.Inside, _ horizontal: WindowAxis.Inside) {
    (height, width) = (vertical.count, horizontal.count)
    guard height > 0, width > 0 else { return height = 0 }
    firstInput =
      (vertical.place &* geometry.horizontal.input &+ horizontal.place) &* geometry.inputChannels
    firstPlace = (vertical.first &* geometry.horizontal.kernel &+ horizontal.first) &* placeSize
  }

  @inline(__always)
  func sumPanel(at row: Int, _ words: RowWords, _ sums: inout PanelSums) {
    let count = min(rowCount &- row, WeightPanels.rowsPerPanel)
    var index = 0
    while index < count {
      unsafe sums[unchecked: index] = sum(
        row: row &+ index,
        start: words.starts[index],
        words.form
      )
      index = index &+ 1
    }
  }

  /// The sum of one row, in 32 bits where its form allows that.
  @inline(__always)
  private func sum(row: Int, start: Int32, _ form: SumForm) -> WideSum {
    let channel = rowsPerChannel == 1 ? row : row / rowsPerChannel
    var rowInputs = unsafe inputs + (firstInput &+ channel)
    var rowWeights = unsafe weights + firstPlace
    var sum = WideSum(start)
    for _ in 0..<height {
      if form == .bits32 {
        let part = unsafe rowSum(rowInputs, rowWeights, row, right)
        sum = WideSum(Int32(bitPattern: sum.low) &+ part)
      } else {
        unsafe addRow(&sum, rowInputs, rowWeights, row, right)
      }
      unsafe rowInputs += down
      unsafe rowWeights += kernelRowSize
    }
    return sum
  }

  /// The products of one of the kernel's rows, in 32 bits.
  @inline(__always)
  @unsafe
  private func rowSum(
    _ inputs: UnsafePointer<Int16>,
    _ weights: UnsafeRawPointer,
    _ row: Int,
    _ step: Int
  ) -> Int32 {
    var (inputs, weights, sum) = unsafe (inputs, weights, 0 as Int32)
    for _ in 0..<width {
      sum = unsafe sum &+ product(places.weight(weights, row: row), inputs[0])
      unsafe inputs += step
      unsafe weights += placeSize
    }
    return sum
  }

  /// Adds them in 64 bits.
  @inline(__always)
  @unsafe
  private func addRow(
    _ sum: inout WideSum,
    _ inputs: UnsafePointer<Int16>,
    _ weights: UnsafeRawPointer,
    _ row: Int,
    _ step: Int
  ) {
    var (inputs, weights) = unsafe (inputs, weights)
    for _ in 0..<width {
      sum.add(unsafe product(places.weight(weights, row: row), inputs[0]))
      unsafe inputs += step
      unsafe weights += placeSize
    }
  }
}
