import Foundation
import Images

/// A measure of quality, on a scale on which curves can be compared.
package enum Distortion: CaseIterable, Sendable {
  /// Mean PSNR over RGB, in decibels.
  case psnr
  /// MS-SSIM (Wang, Simoncelli and Bovik, 2003) as −10·log₁₀(1 − MS-SSIM), in decibels, because
  /// the figure itself crowds towards 1.
  case msSSIM
  /// The SSIMULACRA2 score, 100 at most.
  case ssimulacra2

  /// The value for a picture or a mean; nil where it was not measured.
  package func value(_ quality: PictureQuality) -> Double? {
    switch self {
    case .psnr: quality.psnr
    case .msSSIM: quality.msSSIM.flatMap { $0 < 1 ? -10 * log10(1 - $0) : nil }
    case .ssimulacra2: quality.ssimulacra2
    }
  }
}

extension CodecCurve {
  /// Bits per pixel over a measure of quality, for the points that have it.
  package func ratePoints(_ distortion: Distortion) -> [RatePoint] {
    points.compactMap { point in
      distortion.value(point.quality).map { RatePoint(rate: point.bitsPerPixel, quality: $0) }
    }
  }

  /// Bytes over PSNR of one picture.
  func ratePoints(ofPicture index: Int) -> [RatePoint] {
    points.compactMap { point in
      guard point.pictures.indices.contains(index) else { return nil }
      let picture = point.pictures[index]
      return picture.quality.psnr.map { RatePoint(rate: Double(picture.bytes), quality: $0) }
    }
  }

  /// BD-rates of this curve against `anchor`.
  func bdRates(against anchor: CodecCurve) -> BDRates {
    func rate(_ distortion: Distortion) -> Double? {
      BDRate.compute(
        anchor: anchor.ratePoints(distortion), test: ratePoints(distortion))
    }
    return BDRates(psnr: rate(.psnr), msSSIM: rate(.msSSIM), ssimulacra2: rate(.ssimulacra2))
  }
}
