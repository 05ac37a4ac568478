/// How many bits a layer's weights may have.
public enum WeightBits {
  /// What a layer has unless it was trained for fewer.
  public static let full = 16
  /// All that there are.
  public static let all = [4, 8, full]
  /// They, for messages.
  public static let text = "4, 8 or 16"

  /// Reads numbers with commas between them; nil where one is no number.
  public static func list(parsing text: some StringProtocol) -> [Int]? {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Int($0) }
    return numbers.count == words.count ? numbers : nil
  }
}
