import Foundation
import Images

/// Curves that others published, to draw beside what was measured.
///
/// The file is a JSON object: codec names to objects of equally long arrays `bpp` and `psnr`, and
/// `ms-ssim` where there is one, all means over the pictures.
package enum PublishedCurves {
  /// The curves of a file's bytes, in the order of their names.
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
        about: "Figures of others, from the file given; nothing was measured here.",
        points: points.sorted { $0.bitsPerPixel < $1.bitsPerPixel }, bdRate: BDRates())
    }
  }
}

/// What is wrong with a file of published curves.
package enum PublishedCurvesError: Error, Equatable {
  case notCurves
  case unequalLengths(codec: String)
  case impossibleFigure(codec: String)
}

extension PublishedCurvesError: CustomStringConvertible {
  /// One line that says what is wrong and what to do.
  package var description: String {
    switch self {
    case .notCurves:
      "is no JSON object of curves; each needs the arrays \"bpp\" and \"psnr\""
    case .unequalLengths(let codec):
      "\(codec): bpp, psnr and ms-ssim must be equally long, two points at least"
    case .impossibleFigure(let codec):
      "\(codec): rates must lie within 0…1000 bpp, PSNR within 0…200 dB, MS-SSIM within 0…1"
    }
  }
}
