import Evaluation
import Foundation
import Testing

struct BDRateTests {
  private let curve = [(0.25, 28.0), (0.4, 30.1), (0.6, 31.9), (1.0, 34.2), (1.7, 37.0)].map {
    RatePoint(rate: $0.0, quality: $0.1)
  }

  @Test func `a curve differs from itself by nothing`() throws {
    let rate = try #require(BDRate.compute(anchor: curve, test: curve))
    #expect(abs(rate) < 1e-12)
  }

  @Test(arguments: [0.25, 0.5, 1.3])
  func `rates of a fixed share of the anchor's give that share`(share: Double) throws {
    let test = curve.map { RatePoint(rate: $0.rate * share, quality: $0.quality) }
    let rate = try #require(BDRate.compute(anchor: curve, test: test))
    #expect(abs(rate - (share - 1)) < 1e-12)
    let back = try #require(BDRate.compute(anchor: test, test: curve))
    #expect(abs((1 + rate) * (1 + back) - 1) < 1e-12)
  }

  /// exp(mean of scipy.interpolate.PchipInterpolator(psnr, log(bpp)) over the common range) − 1,
  /// by its `integrate`.
  @Test func `scipy's interpolation gives the same`() throws {
    let test = [(0.1, 27.0), (0.35, 30.0), (0.5, 33.0), (1.4, 36.5), (1.5, 38.5)].map {
      RatePoint(rate: $0.0, quality: $0.1)
    }
    let rate = try #require(BDRate.compute(anchor: curve, test: test))
    #expect(abs(rate - (-0.2111495795872923)) < 1e-9)
    let between = try #require(BDRate.rate(of: test, at: 34.4))
    #expect(abs(between - 0.7667082312607371) < 1e-9)
  }

  @Test func `the order of points does not matter`() throws {
    let test = curve.map { RatePoint(rate: $0.rate * 0.9, quality: $0.quality + 0.1) }
    let rate = BDRate.compute(anchor: curve, test: test)
    #expect(rate == BDRate.compute(anchor: curve.reversed(), test: test.shuffled()))
  }

  @Test func `curves without a common range, or of a single point, have no BD-rate`() {
    let above = curve.map { RatePoint(rate: $0.rate, quality: $0.quality + 20) }
    #expect(BDRate.compute(anchor: curve, test: above) == nil)
    #expect(BDRate.compute(anchor: curve, test: [curve[2]]) == nil)
    #expect(BDRate.compute(anchor: [], test: curve) == nil)
    #expect(BDRate.rate(of: curve, at: 27.9) == nil)
  }

  /// The table beside the published curves; figures for all of them.
  private static let published: [(name: String, percent: Double)] = [
    ("webp", -36.2), ("factorized", -44.5), ("hyperprior", -55.0), ("bpg444", -58.9),
    ("mbt2018", -61.0), ("av1", -62.4), ("cheng2020", -65.4), ("vtm", -67.6),
  ]

  @Test(.enabled(if: Published.file != nil, "AEZIP_CORPUS is unset"))
  func `published curves give the published BD-rates within 0_3 points`() throws {
    let file = try #require(Published.file)
    let curves = try PublishedCurves.read(Array(Data(contentsOf: URL(fileURLWithPath: file))))
    let anchor = try #require(curves.first { $0.id == "published-jpeg" })
    for (name, percent) in Self.published {
      let curve = try #require(curves.first { $0.id.hasPrefix("published-\(name)") }, "\(name)")
      let rate = try #require(
        BDRate.compute(anchor: anchor.ratePoints(.psnr), test: curve.ratePoints(.psnr)))
      #expect(abs(100 * rate - percent) < 0.3, "\(name): \(100 * rate) %")
    }
  }
}

/// Curves others published, beside the corpus.
private enum Published {
  static let file: String? = ProcessInfo.processInfo.environment["AEZIP_CORPUS"].flatMap {
    let path = $0 + "/../anchors/kodak-published.json"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
