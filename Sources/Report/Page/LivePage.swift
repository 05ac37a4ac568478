#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A page that runs models by itself: one file, which needs no other and no network.
public struct LivePage: Sendable {
  private let title: String
  private let lead: String
  private let models: [PageModel]
  private let report: String
  private let isPlayground: Bool

  /// A page of several models, which takes others that are dropped on it.
  ///
  /// - Precondition: at least one model.
  public init(playgroundOf models: [PageModel]) {
    precondition(!models.isEmpty)
    title = "Halfword playground"
    lead =
      "Try a model here: what you see are the words that the chip gives, bit for bit. Drop a model (.hwm) on the page "
      + "to open it."
    self.models = models
    report = ""
    isPlayground = true
  }

  /// A page of one model with its report below; of the report alone where there is no model.
  init(title: String, lead: String, model: PageModel?, report: String) {
    self.title = title
    self.lead = lead
    models = model.map { [$0] } ?? []
    self.report = report
    isPlayground = false
  }

  /// What is embedded for the scripts.
  private struct PageData: Encodable {
    var runtime: String
    var models: [PageModel]
    var isPlayground: Bool
  }

  /// The page.
  public func html() throws -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; \
    style-src 'unsafe-inline'; img-src data: blob:">
    <link rel="icon" href="data:,">
    <title>\(escaped(title))</title>
    <style>
    \(PageFiles.styles)</style>
    </head>
    <body>
    <header class="top">
    <h1>\(escaped(title))</h1>
    <p>\(escaped(lead))</p>
    </header>
    <main>
    \(models.isEmpty ? "" : "<div id=\"live\"><noscript>Running the model needs JavaScript.</noscript></div>\n")\(report)</main>
    \(try embedded)<script>
    \(PageFiles.scripts)</script>
    </body>
    </html>

    """
  }

  private var embedded: String {
    get throws {
      guard !models.isEmpty else { return "" }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let data = PageData(
        runtime: packed(PageFiles.runtime),
        models: models,
        isPlayground: isPlayground
      )
      let text = String(decoding: try encoder.encode(data), as: UTF8.self)
      // Text in a script ends at the first "</", whatever it is.
      return
        "<script type=\"application/json\" id=\"halfword-data\">\(text.replacing("<", with: "\\u003c"))</script>\n"
    }
  }
}

/// Text as HTML shows it.
func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
