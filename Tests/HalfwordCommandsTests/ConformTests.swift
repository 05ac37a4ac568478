import Foundation
import Testing

/// `halfword vectors` and `halfword conform`; right and wrong libraries are for `Tools/test-conformance`.
@Suite struct ConformTests {
  let halfword: Halfword

  init() throws { halfword = try Halfword() }

  @Test func checksItsOwnLibraryAndReports() throws {
    let written = try halfword("vectors", "-o", "v.hwv", "--only", "tutorial", "--only", "softmax")
    #expect(written.status == 0)
    let result = try halfword("conform", "--vectors", "v.hwv", "--junit", "v.xml")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("155 of 155 records pass."))
    let report = String(decoding: try halfword.bytes("v.xml"), as: UTF8.self)
    #expect(report.contains(#"tests="155" failures="0""#))
  }

  @Test func leavesOutWhatIsTooLarge() throws {
    #expect(
      try halfword("vectors", "-o", "v.hwv", "--only", "size", "--max-record", "600").status == 0
    )
    let result = try halfword("conform", "--vectors", "v.hwv")
    #expect(result.status == 0 && !result.output.contains("91 of 91"))
  }

  @Test(arguments: [
    (["conform", "--library", "none.so"], "none.so: cannot be loaded"),
    (["conform", "--vectors", "none.hwv"], "none.hwv: cannot be read: No such file"),
    (["conform", "--vectors", "/etc/passwd"], "/etc/passwd: is no file of test vectors"),
    (["conform", "--junit", "none/v.xml"], "none/v.xml: cannot be written: there is no folder"),
    (["vectors", "-o", "none/v.hwv"], "none/v.hwv: cannot be written: there is no folder"),
    (["vectors", "-o", "v.hwv", "--only", "nothing"], "v.hwv: not written: no record is left"),
  ])
  func saysWhatIsWrong(arguments: [String], line: String) throws {
    let result = try halfword.run(arguments)
    #expect(result.status == 1 && !result.crashed)
    #expect(result.errors.contains(line), "\(result.errors)")
    #expect(try halfword.names().isEmpty)
  }
}
