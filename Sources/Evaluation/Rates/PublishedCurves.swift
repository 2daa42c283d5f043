import Foundation
import Images

/// Published curves of other codecs, to draw beside the measured ones.
///
/// The file is a JSON object from codec names to objects of equally long arrays `bpp`, `psnr` and,
/// optionally, `ms-ssim`, all of them means over the pictures.
package enum PublishedCurves {
  /// Reads the curves of a file, in the order of their names.
  ///
  /// - Throws: ``PublishedCurvesError``
  package static func read(_ bytes: [UInt8]) throws(PublishedCurvesError) -> [CodecCurve] {
    let codecs: [String: Codec]
    do {
      codecs = try JSONDecoder().decode([String: Codec].self, from: Data(bytes))
    } catch {
      throw .notCurves
    }
    return try codecs.sorted { $0.key < $1.key }.map { name, codec throws(PublishedCurvesError) in
      try codec.curve(named: name)
    }
  }

  private struct Codec: Decodable {
    let bpp: [Double]
    let psnr: [Double]
    let msSSIM: [Double]?

    enum CodingKeys: String, CodingKey {
      case bpp, psnr
      case msSSIM = "ms-ssim"
    }

    func curve(named name: String) throws(PublishedCurvesError) -> CodecCurve {
      guard bpp.count == psnr.count, msSSIM.map({ $0.count == bpp.count }) ?? true,
        bpp.count > 1
      else { throw .unequalLengths(codec: name) }
      guard bpp.allSatisfy({ $0 > 0 && $0 < 1000 }), psnr.allSatisfy({ $0 > 0 && $0 < 200 }),
        msSSIM?.allSatisfy({ $0 > 0 && $0 <= 1 }) ?? true
      else { throw .impossibleFigure(codec: name) }
      let points = bpp.indices.map { index in
        CurvePoint(
          setting: "published", bytes: 0, bitsPerPixel: bpp[index],
          quality: PictureQuality(psnr: psnr[index], msSSIM: msSSIM?[index]), pictures: [])
      }
      return CodecCurve(
        id: "published-\(name)", name: "\(name), published", family: "published",
        about: "Published figures, not measured here.",
        points: points.sorted { $0.bitsPerPixel < $1.bitsPerPixel }, bdRate: BDRates())
    }
  }
}

/// Why a file of published curves cannot be read.
package enum PublishedCurvesError: Error, Equatable {
  case notCurves
  case unequalLengths(codec: String)
  case impossibleFigure(codec: String)
}

extension PublishedCurvesError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notCurves:
      "is not a JSON object of curves with arrays \"bpp\" and \"psnr\""
    case .unequalLengths(let codec):
      "\(codec): bpp, psnr and ms-ssim must have the same length of two points at least"
    case .impossibleFigure(let codec):
      "\(codec): rates must lie within 0…1000 bpp, PSNR within 0…200 dB, MS-SSIM within 0…1"
    }
  }
}
