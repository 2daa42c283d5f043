import Evaluation
import Foundation

/// A report like those that are measured, from formulas: no codec runs for it.
enum SampleReport {
  static let hostileName = #"</script><img src=x onerror="boom('&')">.png"#

  /// 24 pictures, 14 codecs. The first picture's name is an attack.
  static func make(pictureCount: Int = 24, codecs: [Formula] = codecs) throws -> Report {
    let pictures = (0..<pictureCount).map(picture)
    return try read([
      "title": "kodak", "date": "2026-11-21", "program": "aezip 0.1.0, model photo-1",
      "machine": "Intel Xeon Platinum 8481C, 2 cores, Linux", "pictures": pictures,
      "codecs": codecs.map { $0.curve(over: pictureCount) }, "anchor": "jpeg-420",
      "notes": ["SSIMULACRA2 by ssimulacra2 of libjxl 0.7.0.", "2 files are no pictures."],
    ])
  }

  private static func picture(_ number: Int) -> [String: Any] {
    let folder = number % 3 == 0 ? "holiday/" : ""
    let isUpright = number % 6 == 3
    let fileBytes: Int = 480_000 + 11_731 * ((number * 7) % 24)
    return [
      "name": number == 0 ? hostileName : "\(folder)\(number + 1).png",
      "width": isUpright ? 512 : 768, "height": isUpright ? 768 : 512, "fileBytes": fileBytes,
    ]
  }

  /// Reports are made where codecs run; here they come as programs read them.
  private static func read(_ json: [String: Any]) throws -> Report {
    try JSONDecoder().decode(Report.self, from: JSONSerialization.data(withJSONObject: json))
  }

  static let codecs = [
    Formula(
      "aezip-prior", "aezip", "aezip", "aezip 0.1.0, model photo-1, whole archives",
      rates: geometric(0.252, 2.125, 8), at1: 35.6, perDoubling: 4.02, bd: (-0.41, -0.38, -0.29),
      setting: { "quality \(Int((Double($0) * 14.29).rounded()))" }),
    Formula(
      "aezip-zstd", "aezip, zstd", "aezip", "the same codes, packed with --coder zstd",
      rates: geometric(0.275, 2.27, 8), at1: 35.2, perDoubling: 4.02, bd: (-0.37, -0.34, -0.25),
      setting: { "quality \(Int((Double($0) * 14.29).rounded()))" }),
    Formula(
      "jpeg-420", "JPEG 4:2:0", "jpeg",
      "cjpeg of libjpeg-turbo 2.1.5, -optimize -progressive -sample 2x2",
      rates: geometric(0.22, 4.6, 10), at1: 32.55, perDoubling: 3.85, bd: (0, 0, 0),
      setting: { "quality \([5, 15, 25, 40, 55, 70, 80, 90, 95, 98][$0])" }),
    Formula(
      "jpeg-444", "JPEG 4:4:4", "jpeg",
      "cjpeg of libjpeg-turbo 2.1.5, -optimize -progressive -sample 1x1",
      rates: geometric(0.25, 5.3, 10), at1: 32.1, perDoubling: 4.15, bd: (0.052, 0.083, 0.021),
      setting: { "quality \([5, 15, 25, 40, 55, 70, 80, 90, 95, 98][$0])" }),
    Formula(
      "pca-textbook", "PCA, textbook", "pca", "projection on k axes of 8×8 blocks, floats stored",
      rates: geometric(0.9, 24, 8), at1: 21, perDoubling: 4.4, bd: (9.3, 8.8, nil),
      setting: { "k = \([1, 2, 4, 8, 16, 24, 32, 64][$0])" }),
    Formula(
      "pca-quantised", "PCA, quantised", "pca", "the same, coefficients quantised and range-coded",
      rates: geometric(0.3, 5, 8), at1: 30.6, perDoubling: 3.6, bd: (0.52, 0.64, 0.7),
      setting: { "step \([96, 64, 48, 32, 24, 16, 12, 8][$0])" }),
    Formula(
      "pca-context", "PCA, contexts", "pca", "the same with adaptive contexts",
      rates: geometric(0.26, 4.4, 8), at1: 31.6, perDoubling: 3.7, bd: (0.21, 0.25, 0.3),
      setting: { "step \([96, 64, 48, 32, 24, 16, 12, 8][$0])" }),
    Formula(
      "webp", "WebP", "webp", "cwebp 1.2.4, -m 6", rates: geometric(0.2, 2.9, 8), at1: 34.9,
      perDoubling: 3.9, bd: (-0.36, -0.31, -0.2), setting: { "-q \(10 + $0 * 12)" }),
    Formula(
      "avif", "AVIF", "avif", "avifenc 0.11.1, speed 4, 4:4:4", rates: geometric(0.1, 3.4, 9),
      at1: 37.3, perDoubling: 4.3, bd: (-0.61, -0.55, -0.52), setting: { "--max \(60 - $0 * 6)" }),
    Formula(
      "jxl", "JPEG XL", "jxl", "cjxl 0.7.0, effort 7", rates: geometric(0.2, 4.1, 8), at1: 35.9,
      perDoubling: 4.2, bd: (-0.44, -0.4, -0.49), setting: { "distance \(8 >> ($0 / 2))" }),
    Formula(
      "published-jpeg", "JPEG (CompressAI)", "published", "Pillow with default options",
      rates: geometric(0.22, 3.4, 12), at1: 32.6, perDoubling: 4.1, bd: (0.01, 0.02, nil)),
    Formula(
      "published-factorized", "factorized prior (2018)", "published",
      "Ballé et al., mean squared error",
      rates: geometric(0.12, 1.83, 8), at1: 35.5, perDoubling: 3.3, bd: (-0.445, -0.46, nil)),
    Formula(
      "published-cheng2020", "cheng2020", "published", "Cheng et al., 260 to 580 kMAC a pixel",
      rates: geometric(0.12, 0.8, 6), at1: 37.6, perDoubling: 3, bd: (-0.654, -0.63, nil)),
    Formula(
      "published-vtm", "VTM (H.266)", "published", "VTM, intra, 4:4:4",
      rates: geometric(0.048, 3.63, 8), at1: 38.2, perDoubling: 3.9, bd: (-0.676, -0.64, nil)),
  ]

  static func geometric(_ first: Double, _ last: Double, _ count: Int) -> [Double] {
    (0..<count).map { first * pow(last / first, Double($0) / Double(count - 1)) }
  }
}

/// A codec whose PSNR is linear in the logarithm of its rate.
struct Formula: Sendable {
  let id, name, family, about: String
  let rates: [Double]
  let at1, perDoubling: Double
  let bd: (Double?, Double?, Double?)
  let setting: @Sendable (Int) -> String
  /// What to take for the rate when computing PSNR.
  let psnrOfRate: @Sendable (Double) -> Double

  init(
    _ id: String, _ name: String, _ family: String, _ about: String, rates: [Double], at1: Double,
    perDoubling: Double, bd: (Double?, Double?, Double?),
    setting: @escaping @Sendable (Int) -> String = { "level \($0 + 1)" },
    psnrOfRate: @escaping @Sendable (Double) -> Double = { $0 }
  ) {
    (self.id, self.name, self.family, self.about) = (id, name, family, about)
    (self.rates, self.at1, self.perDoubling, self.bd) = (rates, at1, perDoubling, bd)
    self.setting = setting
    self.psnrOfRate = psnrOfRate
  }

  func curve(over pictureCount: Int) -> [String: Any] {
    let isPublished = family == "published"
    let pixels = Double(768 * 512)
    let points = rates.enumerated().map { number, rate in
      let doublings = log2(psnrOfRate(rate))
      let psnr = at1 + perDoubling * doublings - 0.06 * pow(doublings, 2)
      let pictures = (0..<(isPublished ? 0 : pictureCount)).map { index in
        // Some pictures are harder than others, for some codecs more than for others.
        let hard = 1 + 0.5 * sin(Double(index) * 1.7)
        let skill = 1 + 0.08 * cos(Double(index) * 2.3 + at1)
        return [
          "bytes": Int(rate * hard * skill * pixels / 8),
          "quality": quality(psnr + 2.5 * cos(Double(index))),
        ] as [String: Any]
      }
      return [
        "setting": setting(number), "bitsPerPixel": rate, "quality": quality(psnr),
        "bytes": isPublished ? 0 : Int(rate * pixels * Double(pictureCount) / 8),
        "pictures": pictures,
      ] as [String: Any]
    }
    let rates = [("psnr", bd.0), ("msSSIM", bd.1), ("ssimulacra2", bd.2)].compactMap { pair in
      pair.1.map { (pair.0, $0) }
    }
    return [
      "id": id, "name": name, "family": family, "about": about, "points": points,
      "bdRate": Dictionary(uniqueKeysWithValues: rates),
    ]
  }

  private func quality(_ psnr: Double) -> [String: Double] {
    let msSSIM = psnr * 0.8 - 10.5 - pow(psnr - 34, 2) / 60
    var quality = ["psnr": psnr, "msSSIM": 1 - pow(10, -msSSIM / 10)]
    if family != "published" {
      quality["lumaPSNR"] = psnr + 1.3
      quality["ssim"] = 1 - pow(10, -(psnr * 0.62 - 8.5) / 10)
      quality["ssimulacra2"] = 100 - 75 * exp(-(psnr - 28) / 8)
    }
    return quality
  }
}
