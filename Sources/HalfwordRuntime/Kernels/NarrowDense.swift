/// A dense layer with weights of 8 or 4 bits at work.
@safe
struct NarrowDense {
  private let place: UnsafePointer<LayerDescriptor>
  /// Where its image begins.
  let image: UnsafeRawPointer
  let kernels: KernelTable
  let source: UnsafePointer<Int16>
  let destination: UnsafeMutablePointer<Int16>

  /// - Parameters:
  ///   - layer: the layer, which stays there.
  ///   - reader: gave it.
  @inline(__always)
  @unsafe
  init(
    _ layer: UnsafePointer<LayerDescriptor>,
    _ reader: UnsafeMutablePointer<ReaderState>,
    _ memory: LayerMemory
  ) {
    unsafe place = layer
    unsafe image = reader.pointee.image
    unsafe kernels = reader.pointee.kernels
    unsafe source = memory.source
    unsafe destination = memory.destination
  }

  var layer: LayerDescriptor {
    @inline(__always) get { unsafe place.pointee }
  }

  /// Runs some of its rows; what is beyond the layer's is none.
  ///
  /// No branch and no number of turns of a loop depends on the values.
  @inline(never)
  func run(_ range: inout RowRange, _ observers: inout LastStepObservers<SaturationCounter>) {
    #if arch(x86_64) || arch(arm64)
      if runAll(&range, &observers) { return }
    #endif
    let pairs = NarrowPairs(layer.weightFormat, kernels)
    range.end = min(range.end, layer.rowCount)
    let firstUnit = layer.unit(ofRow: range.first)
    var unit = UnitReduction(
      layer: layer,
      unit: firstUnit,
      piece: range.first &- firstUnit &* layer.pieces,
      largest: Int32(bitPattern: range.largest)
    )
    var sums = PanelSums.zero
    var panel = range.first & ~(WeightPanels.rowsPerPanel &- 1)
    let size = layer.panels.panelSize
    var weights = unsafe image + (layer.weightsOffset &+ (panel &>> 2) &* size)
    var words = unsafe RowWords(layer, row: panel, image: image)
    var first = range.first &- panel
    while panel < range.end {
      for row in 0..<WeightPanels.rowsPerPanel {
        unsafe sums[unchecked: row] = unsafe WideSum(words.starts[row])
      }
      let columns = UInt32(truncatingIfNeeded: layer.inputCount)
      unsafe pairs.add(&sums, weights, source, columns, layer.sums)
      let end = min(range.end &- panel, WeightPanels.rowsPerPanel)
      words.advance(by: first)
      unsafe unit.take(
        sums.span.extracting(first..<WeightPanels.rowsPerPanel),
        count: end &- first,
        of: words,
        destination,
        &observers.layer
      )
      words.advance(by: WeightPanels.rowsPerPanel &- first)
      first = 0
      panel = panel &+ WeightPanels.rowsPerPanel
      unsafe weights += size
    }
    range.largest = UInt32(bitPattern: unit.largest)
    unsafe activate(destination, from: firstUnit, to: unit.unit, of: layer, image, kernels)
  }
}
