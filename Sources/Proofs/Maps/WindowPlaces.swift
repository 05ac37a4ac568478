import FloatNetwork

/// The places inside the input of a window at each place of the output.
struct WindowPlaces: Sendable {
  /// One place of the kernel, and where its first channel lies in the input.
  struct Place: Sendable {
    let place: Int
    let index: Int
  }

  private let places: [Place]
  private let starts: [Int]
  /// By how many values an average is divided, place by place of the output.
  let divisors: [Double]

  init(_ form: LayerForm) {
    var places: [Place] = []
    var starts = [0]
    for position in 0..<form.output.placeCount {
      places += form.places(at: position).map { Place(place: $0.place, index: $0.index) }
      starts.append(places.count)
    }
    (self.places, self.starts) = (places, starts)
    divisors = (0..<form.output.placeCount).map { Double(form.divisor(at: $0)) }
  }

  /// How many places of the output there are.
  var count: Int { starts.count - 1 }
  /// How many there are in all windows together.
  var placeCount: Int { places.count }

  /// Those at a place of the output.
  subscript(position: Int) -> ArraySlice<Place> {
    places[starts[position]..<starts[position + 1]]
  }
}
