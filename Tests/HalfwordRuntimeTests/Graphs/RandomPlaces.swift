import HalfwordRuntime
import _TestSupport

extension GraphLayer {
  var geometry: LayerGeometry {
    func axis(_ axis: Axis, _ input: Int, _ output: Int) -> WindowAxis {
      WindowAxis(
        input: input,
        output: output,
        kernel: axis.kernel,
        stride: axis.stride,
        dilation: axis.dilation,
        padding: axis.padding
      )
    }
    return LayerGeometry(
      vertical: axis(down, input.height, output.height),
      horizontal: axis(right, input.width, output.width),
      inputChannels: input.channels,
      outputChannels: output.channels
    )
  }

  /// The reach by trying: the most by which the values up to a position exceed the lowest index that it or a later one
  /// reads.
  var triedReach: Int {
    if kind == .addition { return 0 }
    if kind == .dense { return output.count }
    let positions = output.height * output.width
    var lowest = Int.max
    var reach: Int?
    for position in (0..<positions).reversed() {
      let (y, x) = (position / output.width, position % output.width)
      for i in 0..<down.kernel {
        for j in 0..<right.kernel {
          let row = y * down.stride + i * down.dilation - down.padding
          let column = x * right.stride + j * right.dilation - right.padding
          guard (0..<input.height).contains(row), (0..<input.width).contains(column) else {
            continue
          }
          lowest = min(lowest, (row * input.width + column) * input.channels)
        }
      }
      if lowest < .max {
        reach = max(reach ?? .min, (position + 1) * output.channels - lowest)
      }
    }
    return reach ?? output.count
  }
}

extension GraphModel {
  /// Gives each hidden tensor a place, as close to others as the rules allow.
  mutating func plan(_ random: inout TestRandom) {
    let base = 4 * Int.random(in: 0...40, using: &random)
    workspaceSize = 0
    for index in layers.indices.dropLast() {
      if index > 0, layers[index - 1].isFused {
        layers[index].place = layers[index - 1].place
        continue
      }
      let candidates = places(forLayerAt: index, base).filter { allows($0, forLayerAt: index) }
      layers[index].place =
        layers[index].isFused
        ? layers[layers[index].second - 1].place : candidates.randomElement(using: &random)!
      workspaceSize = max(workspaceSize, layers[index].place + size(index))
    }
  }

  private func size(_ index: Int) -> Int { (layers[index].output.count * 2 + 3) / 4 * 4 }

  /// The last layer that reads what the one at `index` gives.
  private func lastReader(_ index: Int) -> Int {
    layers.indices.last {
      layers[$0].source == index + 1
        || (layers[$0].kind == .addition && layers[$0].second == index + 1)
    }!
  }

  private func places(forLayerAt index: Int, _ base: Int) -> [Int] {
    var places = [base]
    for earlier in 0..<index {
      let place = layers[earlier].place
      places += [place, place + size(earlier), place - size(index)]
      for distance in 0...2 {
        places.append((place - 2 * layers[index].triedReach) / 4 * 4 - 4 * distance)
      }
    }
    places.append(base + (0..<index).reduce(0) { max($0, layers[$1].place + size($1)) })
    return places.filter { $0 >= 0 }
  }

  /// Whether a tensor may lie at `place`: apart from all that are still to be read, or as far before one that this
  /// layer reads last.
  private func allows(_ place: Int, forLayerAt index: Int) -> Bool {
    // What a fused addition writes over is kept from others until then.
    let layer = layers[index]
    return (0..<index).allSatisfy { earlier in
      let last = lastReader(earlier)
      let other = layers[earlier].place
      let isApart = place >= other + size(earlier) || other >= place + size(index)
      if last < index || isApart { return true }
      return last == index && layer.kind != .dense && place <= other - 2 * layer.triedReach
    }
  }
}
