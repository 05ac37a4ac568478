import Foundation
import PlainText
import Testing

@Suite struct TrimmingTests {
  @Test func takesAwayWhatFoundationCallsWhitespace() {
    for scalar in (0...0x3100).compactMap(Unicode.Scalar.init) {
      let text = "\(scalar)\(scalar)a\(scalar)b\(scalar)"
      #expect(text.trimmed() == text.trimmingCharacters(in: .whitespaces))
    }
    for text in ["", " ", "\t \t", "a", " a", "a ", "\na\n", "e\u{301} "] {
      #expect(text.trimmed() == text.trimmingCharacters(in: .whitespaces))
    }
  }

  @Test func takesAwayWhatItIsTold() {
    #expect("\"a\" \"".trimmed(of: ["\""]) == "a\" ")
    #expect("= x:,".dropFirst().trimmed(of: [" ", ":", ","]) == "x")
  }

  @Test func fillsUpWithSpaces() {
    #expect("ab".padded(to: 4) == "ab  ")
    #expect("abcd".padded(to: 2) == "abcd")
  }
}
