#if arch(x86_64) || arch(arm64)
  internal import CHalfword

  /// Runs all of a depthwise convolution by the kernels of `halfword_host.h`, position by position.
  ///
  /// - Returns: whether it was run: not where a part is asked for, where a unit has several pieces or a channel several
  ///   rows, or where an addition is the last step.
  @inline(__always)
  @unsafe
  func runDepthwiseOnHost(_ work: UnsafeMutablePointer<KernelWork>) -> Bool {
    let layer = unsafe work.pointee.task.layer
    let range = unsafe work.pointee.range
    guard range.first == 0, range.end == layer.rowsOfPositions, layer.pieces == 1,
      unsafe work.pointee.task.addition == nil,
      unsafe layer.rowCount == work.pointee.task.geometry.inputChannels
    else { return false }
    var convolution = unsafe HostDepthwise(work.pointee.task)
    unsafe convolution.run(work)
    return true
  }

  /// A depthwise convolution at work.
  @safe
  private struct HostDepthwise {
    private var places: halfword_host_places
    private let geometry: LayerGeometry
    private let weights: UnsafeRawPointer

    @inline(__always)
    @unsafe
    init(_ task: LayerTask) {
      let layer = task.layer
      geometry = task.geometry
      unsafe weights = task.data
      let words = unsafe RowWords(layer, row: 0, image: task.image)
      let weightPlaces = geometry.depthwiseWeights(rows: layer.rowCount, layer.weightFormat)
      let channels = geometry.inputChannels
      unsafe places = halfword_host_places()
      unsafe places.starts = words.starts
      unsafe places.fractions = words.fractions
      unsafe places.right = geometry.horizontal.dilation &* channels
      unsafe places.down = geometry.vertical.dilation &* geometry.horizontal.input &* channels
      unsafe places.place_size = weightPlaces.placeSize
      unsafe places.row_size = weightPlaces.placeSize &* geometry.horizontal.kernel
      unsafe places.rows = UInt32(truncatingIfNeeded: layer.rowCount)
      unsafe places.sums = layer.sums.hostForm
      unsafe places.bits = UInt32(truncatingIfNeeded: layer.weightFormat.bits)
      unsafe places.least = layer.activation.rectifies ? 0 : -32_768
    }

    @inline(__always)
    @unsafe
    mutating func run(_ work: UnsafeMutablePointer<KernelWork>) {
      let units = unsafe work.pointee.task.layer.unitCount
      var outputs = unsafe work.pointee.task.destination
      for y in 0..<geometry.vertical.output {
        let vertical = geometry.vertical.inside(y)
        for x in 0..<geometry.horizontal.output {
          unsafe move(to: vertical, geometry.horizontal.inside(x), work.pointee.task.source)
          unsafe places.outputs = outputs
          let saturations = unsafe withUnsafePointer(to: places) {
            unsafe halfword_host().pointee.run_places($0)
          }
          unsafe work.pointee.saturations.layer.tookUnits(saturations: saturations)
          unsafe work.pointee.task.activate(
            outputs,
            from: 0,
            to: units,
            of: work.pointee.task.layer
          )
          unsafe outputs += units
        }
      }
    }

    /// Goes to the position whose window has these places inside.
    @inline(__always)
    @unsafe
    private mutating func move(
      to vertical: WindowAxis.Inside,
      _ horizontal: WindowAxis.Inside,
      _ inputs: UnsafePointer<Int16>
    ) {
      let isInside = vertical.count > 0 && horizontal.count > 0
      unsafe places.height = isInside ? UInt32(truncatingIfNeeded: vertical.count) : 0
      unsafe places.width = isInside ? UInt32(truncatingIfNeeded: horizontal.count) : 0
      guard isInside else {
        // Nothing is read.
        unsafe places.inputs = inputs
        unsafe places.weights = weights
        return
      }
      let place = vertical.place &* geometry.horizontal.input &+ horizontal.place
      unsafe places.inputs = inputs + place &* geometry.inputChannels
      let first = vertical.first &* geometry.horizontal.kernel &+ horizontal.first
      unsafe places.weights = weights + first &* Int(places.place_size)
    }
  }
#endif
