extension LabeledSamples {
  /// The samples at some indices, in their order.
  public func selecting(_ indices: [Int]) -> LabeledSamples {
    var details = details
    details.places = (self.details.places ?? everyPlace).selecting(indices)
    let selected = content.selecting(indices)
    guard let targets else {
      return LabeledSamples(selected, classes: classes, origin: origin, details: details)
    }
    let width = contentClassCount
    return LabeledSamples(
      selected,
      targets: indices.flatMap { targets[$0 * width..<($0 + 1) * width] },
      origin: origin,
      details: details
    )
  }

  /// Where samples stand that are numbered as they come.
  private var everyPlace: SamplePlaces {
    .parts(Array(1...max(1, count)), word: "sample", file: origin)
  }
}

extension LabeledSamples.Content {
  /// The class of each sample.
  var labels: [Int] {
    switch self {
    case .images(let images): images.labels
    case .rows(let rows): rows.labels
    }
  }

  /// The samples at some indices, in their order.
  func selecting(_ indices: [Int]) -> LabeledSamples.Content {
    switch self {
    case .images(let images): .images(images.selecting(indices))
    case .rows(let rows):
      .rows(
        Dataset(
          inputCount: rows.inputCount,
          classCount: rows.classCount,
          inputs: indices.flatMap { rows.input(at: $0) },
          labels: indices.map { rows.labels[$0] }
        )
      )
    }
  }
}
