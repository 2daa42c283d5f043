import Evaluation
import Foundation
import Images
import Testing

/// The Kodak pictures, where AEZIP_CORPUS names a folder that has them.
enum Kodak {
  static let folder = ProcessInfo.processInfo.environment["AEZIP_CORPUS"].map { $0 + "/kodak" }

  static func pictures() throws -> [Image] {
    let folder = try #require(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return try names.filter { $0.hasSuffix(".png") }.sorted().map {
      let bytes = try Data(contentsOf: URL(filePath: folder + "/" + $0))
      return try ImageFile.read(Array(bytes)).image
    }
  }
}

@Suite(.enabled(if: Kodak.folder != nil, "AEZIP_CORPUS is not set"))
struct CorpusTests {
  @Test func `PCA codes the Kodak pictures as well as the report says`() throws {
    let pictures = try Kodak.pictures()
    let basis = try PCABasis.learn(from: pictures)
    let codec = try PCACodec(basis: basis, step: 40)
    var (bytes, quality, pixels) = (codec.sharedBytes.count, 0.0, 0)
    for picture in pictures {
      let coded = try codec.code(basis.transform(picture))
      bytes += coded.byteCount
      quality += psnr(picture, coded.image) / Double(pictures.count)
      pixels += picture.pixelCount
    }
    // Measured: 0.688 and 32.21.
    #expect(8 * Double(bytes) / Double(pixels) < 0.70)
    #expect(quality > 32.1)
  }
}
