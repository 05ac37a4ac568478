/// Where samples stand in what they were read from.
enum SamplePlaces: Equatable, Sendable {
  /// Each on a line of a text, from 1.
  case lines([Int], file: String)
  /// Each in a file of its own.
  case files([String])
  /// Each a part of a file, by its number from 1; `word` says what a part is called.
  case parts([Int], word: String, file: String)

  /// In words that may follow "in" or stand alone.
  func text(ofSample sample: Int) -> String {
    switch self {
    case .lines(let lines, let file): "line \(lines[sample]) of \(file)"
    case .files(let files): "file \(files[sample])"
    case .parts(let numbers, let word, let file): "\(word) \(numbers[sample]) of \(file)"
    }
  }

  /// The places of some of the samples, in their order.
  func selecting(_ indices: [Int]) -> SamplePlaces {
    switch self {
    case .lines(let lines, let file): .lines(indices.map { lines[$0] }, file: file)
    case .files(let files): .files(indices.map { files[$0] })
    case .parts(let numbers, let word, let file):
      .parts(indices.map { numbers[$0] }, word: word, file: file)
    }
  }
}
