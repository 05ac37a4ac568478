#if arch(x86_64) || arch(arm64)
  internal import CHalfword

  /// Runs all of a convolution by the kernels for rows of `halfword_host.h`, which read a copy of what several positions
  /// read; zeros of the copy stand for what lies outside and complete runs to pairs.
  ///
  /// What comes later may lie over what was read: positions are copied before any of them is written.
  ///
  /// - Returns: whether it was run: not where a part is asked for, where saturations of units with several pieces are
  ///   counted, or where what a position reads has no room in the copy.
  @inline(__always)
  @unsafe
  func runOnHost(_ work: UnsafeMutablePointer<KernelWork>) -> Bool {
    let layer = unsafe work.pointee.task.layer
    let range = unsafe work.pointee.range
    guard range.first == 0, range.end == layer.rowsOfPositions,
      unsafe layer.pieces == 1 || !work.pointee.counts
    else { return false }
    var convolution = unsafe HostConvolution(work.pointee.task)
    guard convolution.positionsOfCall > 0 else { return false }
    return unsafe convolution.run(work)
  }

  /// A convolution at work.
  @safe
  private struct HostConvolution {
    private var patches: halfword_host_patches
    private let units: Int
    private let positions: Int
    /// The room for the values of some positions before an addition.
    private static var newValues: Int { 1_024 }

    /// How many positions a call may take; 0 where one is too large.
    let positionsOfCall: Int

    @inline(__always)
    @unsafe
    init(_ task: LayerTask) {
      let (layer, geometry) = (task.layer, task.geometry)
      let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
      let panels = geometry.panels(rows: layer.rowCount, layer.weightFormat)
      let columns = panels.pairCount &* WeightPanels.columnsPerPair
      units = layer.unitCount
      positions = geometry.positionCount
      let fitting = columns > 65_535 ? 0 : Int(HALFWORD_HOST_PATCH_VALUES) / max(1, columns)
      positionsOfCall =
        task.addition == nil ? fitting : min(fitting, Self.newValues / max(1, layer.unitCount))
      let rows = unsafe HostRows(
        layer,
        columns: columns,
        image: task.image,
        inputs: task.source,
        outputs: task.destination
      )
      unsafe patches = halfword_host_patches()
      unsafe patches.rows = rows.work
      unsafe patches.rows.output_stride = units
      unsafe patches.inputs = task.source
      unsafe patches.height = UInt32(truncatingIfNeeded: vertical.input)
      unsafe patches.width = UInt32(truncatingIfNeeded: horizontal.input)
      unsafe patches.channels = UInt32(truncatingIfNeeded: geometry.inputChannels)
      unsafe patches.kernel_height = UInt32(truncatingIfNeeded: vertical.kernel)
      unsafe patches.kernel_width = UInt32(truncatingIfNeeded: horizontal.kernel)
      unsafe patches.vertical_stride = UInt32(truncatingIfNeeded: vertical.stride)
      unsafe patches.horizontal_stride = UInt32(truncatingIfNeeded: horizontal.stride)
      unsafe patches.vertical_dilation = UInt32(truncatingIfNeeded: vertical.dilation)
      unsafe patches.horizontal_dilation = UInt32(truncatingIfNeeded: horizontal.dilation)
      unsafe patches.top = UInt32(truncatingIfNeeded: vertical.padding)
      unsafe patches.left = UInt32(truncatingIfNeeded: horizontal.padding)
      unsafe patches.positions_across = UInt32(truncatingIfNeeded: horizontal.output)
      unsafe patches.rows_are_runs = panels.runs == vertical.kernel ? 1 : 0
    }

    /// - Returns: whether there was a position.
    @inline(__always)
    @unsafe
    mutating func run(_ work: UnsafeMutablePointer<KernelWork>) -> Bool {
      var first = 0
      while first < positions {
        let count = min(positionsOfCall, positions &- first)
        let outputs = unsafe work.pointee.task.destination + first &* units
        if let addition = unsafe work.pointee.task.addition {
          unsafe add(addition, work, from: first, count: count, outputs)
        } else {
          unsafe patches.rows.outputs = outputs
          let saturations = unsafe run(from: first, count: count)
          unsafe work.pointee.saturations.layer.tookUnits(saturations: saturations)
        }
        let values = count &* units
        unsafe work.pointee.task.activate(outputs, from: 0, to: values, of: work.pointee.task.layer)
        if let addition = unsafe work.pointee.task.addition {
          unsafe work.pointee.task.activate(outputs, from: 0, to: values, of: addition)
        }
        first = first &+ count
      }
      return true
    }

    @inline(__always)
    @unsafe
    private func run(from first: Int, count: Int) -> UInt32 {
      unsafe withUnsafePointer(to: patches) { patches in
        unsafe halfword_host_run_patches(
          patches,
          UInt32(truncatingIfNeeded: first),
          UInt32(truncatingIfNeeded: count)
        )
      }
    }

    /// Gives the values of some positions, and adds what lies in their places.
    @inline(never)
    @unsafe
    private mutating func add(
      _ layer: LayerDescriptor,
      _ work: UnsafeMutablePointer<KernelWork>,
      from first: Int,
      count: Int,
      _ outputs: UnsafeMutablePointer<Int16>
    ) {
      let task = unsafe work.pointee.task
      let addition = unsafe Addition(layer, image: task.image, new: task.tensor)
      var new = InlineArray<1_024, Int16>(repeating: 0)
      unsafe withUnsafeMutablePointer(to: &new) { new in
        let new = unsafe UnsafeMutableRawPointer(new).assumingMemoryBound(to: Int16.self)
        unsafe patches.rows.outputs = new
        let saturations = unsafe run(from: first, count: count)
        unsafe work.pointee.saturations.layer.tookUnits(saturations: saturations)
        var index = 0
        for _ in 0..<count {
          for channel in 0..<units {
            unsafe outputs[index] = addition.value(
              ofNew: new[index],
              outputs[index],
              channel,
              &work.pointee.saturations.addition
            )
            index = index &+ 1
          }
        }
      }
    }
  }
#endif
