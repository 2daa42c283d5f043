import Foundation
import Images
import LatentSpace
import PageTesting
import PictureCodec
import Testing

/// The page of `aezip inspect`.
@Suite struct ModelPageTests {
  static let picture = Image(
    width: 40, height: 24, channels: .rgb,
    samples: (0..<40 * 24 * 3).map { UInt8($0 * 7 % 256) })

  static func page(_ file: [UInt8], _ request: ModelPage.Request) async throws -> ModelPage {
    try await ModelPage.render(
      file, title: MapPageTests.hostile, card: [ModelPage.Fact("note", "<b>\"'&")], request)
  }

  static func request(_ count: Int = 3) -> ModelPage.Request {
    var request = ModelPage.Request()
    request.count = count
    return request
  }

  @Test func `a small model's page has its latents, its plane and its units`() async throws {
    var request = Self.request()
    (request.photo, request.style, request.content) = (Self.picture, Self.picture, Self.picture)
    let page = try await Self.page(StripeModel.file(), request)
    #expect(page.latents == 2 && page.units == 3 + 2 && page.encodes)
    // Latent 1 changes all pixels, latent 2 half of them.
    let first = try #require(page.html.range(of: "<strong>Latent 1</strong>"))
    let second = try #require(page.html.range(of: "<strong>Latent 2</strong>"))
    #expect(first.lowerBound < second.lowerBound)
    #expect(page.html.contains("Pictures decoded from the plane of both latents"))
    #expect(page.html.contains("Convolution 1 <span class=\"quiet\">3 of 4 units"))
    #expect(page.html.contains("id=\"dreams-title\"") && page.html.contains("id=\"style-title\""))
    #expect(!page.html.contains("<img src=x") && !page.html.contains("<b>"))
    #expect(page.html.contains("&lt;b&gt;&quot;&#39;&amp;"))
    #expect(page.html.contains("default-src &#39;none&#39;; img-src data:"))
    let addresses = page.html.components(separatedBy: "http").dropFirst()
    #expect(addresses.allSatisfy { $0.hasPrefix("-equiv") })
  }

  @Test func `the same model and seed give the same page on any number of threads`() async throws {
    var request = Self.request()
    request.photo = Self.picture
    let one = try await Self.page(StripeModel.file(), request)
    request.jobs = 3
    let other = try await Self.page(StripeModel.file(), request)
    #expect(one.html == other.html)
  }

  @Test func `units respond more to their pictures than to grey`() async throws {
    let page = try await Self.page(StripeModel.file(), Self.request(4))
    let responses = page.html.components(separatedBy: "</strong> ").compactMap { part in
      part.components(separatedBy: "</figcaption>").first?.components(separatedBy: " → ")
    }.filter { $0.count == 2 }.map { pair in
      pair.map { Double($0.replacingOccurrences(of: "−", with: "-")) ?? .nan }
    }
    #expect(responses.count == 6)
    #expect(responses.allSatisfy { $0[1] > $0[0] })
  }

  @Test func `a model without an encoder shows what its latents change`() async throws {
    let file = try StripeModel.file(encodes: false)
    let page = try await Self.page(file, Self.request())
    #expect(page.latents == 2 && page.units == 0 && !page.encodes)
    #expect(page.html.contains("The model has no encoder."))
    #expect(!page.html.contains("id=\"units-title\""))
    var request = Self.request()
    request.photo = Self.picture
    await #expect(throws: LatentError.decoderOnly) { try await Self.page(file, request) }
  }

  @Test func `the photo codec has a page as well`() async throws {
    var request = Self.request(2)
    (request.photo, request.style, request.content) = (Self.picture, Self.picture, Self.picture)
    let page = try await Self.page(BuiltInModel.newest.file, request)
    #expect(page.latents == 2 && page.units == 12)
    #expect(page.html.contains("These are the 2 of 320 latents that change pictures most."))
    #expect(page.html.contains("at each of three scales"))
  }

  struct Seen: Decodable {
    let errors: [String]
    let pageIsAsWideAsWindow: Bool
    let broken: Int
    let widths: [Double]
    let alternatives: Int
  }

  @Test(.enabled(if: Browser.path != nil, "no chromium on PATH"), arguments: [1280, 500])
  func `the page opens without a word on the console, and its pictures grow`(
    width: Int
  )
    async throws
  {
    var request = Self.request()
    (request.photo, request.style, request.content) = (Self.picture, Self.picture, Self.picture)
    let page = try await Self.page(StripeModel.file(), request)
    #expect(try Browser.visit(page.html, width: width).console == [])
    let seen = try DrivenPage(page.html, driver: "model").observe(Seen.self, width: width)
    #expect(seen.errors == [])
    #expect(seen.pageIsAsWideAsWindow && seen.broken == 0 && seen.alternatives == 0)
    #expect(seen.widths[1] > 1.3 * seen.widths[0])
  }
}
