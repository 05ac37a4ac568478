import Testing

@testable import CSource

@Suite struct CTextTests {
  @Test func everyBodyGetsBraces() {
    let text = """
      for (index = 0; index < 3; index++)
          if (values[index] > best
              && index != last)
              best = values[index];
          else
              rest += f(index,
                        2);
      if (a) {
          b();
      }
      """
    #expect(
      CBraces.added(to: text) == """
        for (index = 0; index < 3; index++) {
            if (values[index] > best
                && index != last) {
                best = values[index];
            } else {
                rest += f(index,
                          2);
            }
        }
        if (a) {
            b();
        }
        """
    )
  }

  @Test func expressionsLeaveOutWhatChangesNothing() {
    #expect(CExpression.product("row", 1) == "row")
    #expect(CExpression.product("0", 7) == "0")
    #expect(CExpression.product("top + row", 3) == "(top + row) * 3")
    #expect(CExpression.sum("0", "x", "0") == "x")
    #expect(CExpression.sum("0", "0") == "0")
    #expect(CExpression.difference("0", 2) == "-2")
    #expect(CExpression.difference("y * 2", 1) == "y * 2 - 1")
  }

  @Test func theSmallestNumberHasNoLiteralOfItsOwn() {
    #expect(CNumbers.literal(Int32.min) == "(-2147483647 - 1)")
    #expect(CNumbers.literal(Int32.min + 1) == "-2147483647")
    #expect(CNumbers.literal(Int16.min) == "-32768")
  }

  @Test func aLoopOfOneTurnIsItsBody() {
    var code = CCode()
    code.loop("row", to: "1") { $0.add("f(\($1));") }
    code.loop("row", to: "2") { $0.add("f(\($1));") }
    #expect(code.text == "f(0);\nfor (row = 0; row < 2; row++) {\n    f(row);\n}\n")
  }
}
