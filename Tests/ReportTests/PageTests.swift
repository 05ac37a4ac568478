import CZlib
import FloatNetwork
import Foundation
import Quantization
import Testing
import _TestSupport

@testable import Report

/// The page, as far as it can be looked at without a browser; `Tools/test-page` runs it in one.
@Suite struct PageTests {
  private func page(named name: String) throws -> String {
    let network = try Network(layers: [
      NetworkLayer(
        inputCount: 2,
        unitCount: 1,
        activation: .relu,
        weights: [1, -0.5],
        biases: [0.25]
      )
    ])
    let image = try QuantizedNetwork(quantizing: network).image()
    let model = PageModel(name: name, identifier: "model", image: image, network: network)
    return try LivePage(playgroundOf: [model]).html()
  }

  @Test func itNeedsNoOtherFile() throws {
    let page = try page(named: "small")
    #expect(!page.contains("src="))
    #expect(!page.contains("http://") && !page.contains("https://"))
    #expect(page.contains("default-src 'none'"))
  }

  @Test func aNameCannotEndTheScript() throws {
    let page = try page(named: "</script><b>")
    #expect(!page.contains("</script><b>"))
    #expect(page.components(separatedBy: "</script>").count == 3)
  }

  @Test func commentsForDevelopersStayOut() throws {
    let scripts = PageFiles.scripts
    #expect(!scripts.contains("@param"))
    // A comment in C that the page writes is none of its own.
    #expect(scripts.contains("/* One input and the words"))
    #expect(scripts.contains("startPage();"))
  }

  @Test func packedBytesAreInflatedToTheSame() throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 5) }
    let data = [UInt8](try #require(Data(base64Encoded: packed(bytes))))
    var result = [UInt8](repeating: 0, count: bytes.count + 1)
    var stream = z_stream()
    #expect(inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
    var input = data
    let size = input.withUnsafeMutableBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        #expect(inflate(&stream, Z_FINISH) == Z_STREAM_END)
        return target.count - Int(stream.avail_out)
      }
    }
    inflateEnd(&stream)
    #expect(Array(result.prefix(size)) == bytes)
  }

  @Test func floatsAreSortedByTheirBytes() {
    let planes = bytePlanes([Float(bitPattern: 0x0403_0201), Float(bitPattern: 0x1413_1211)])
    #expect(planes == [0x01, 0x11, 0x02, 0x12, 0x03, 0x13, 0x04, 0x14])
    #expect(bytes(ofWords: [-2, 0x0102]) == [0xfe, 0xff, 0x02, 0x01])
  }
}
