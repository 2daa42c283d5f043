import Aezip
import Files
import Images

/// A picture and the quality of its counterpart.
package struct ComparedPicture: Sendable {
  /// Its name in the folder, or the path given.
  package let path: [UInt8]
  package let width: Int
  package let height: Int
  package let quality: PictureQuality

  /// Whether no colour sample differs.
  package var isEqual: Bool { quality.psnr == nil }
}

/// The result for a pair of files.
enum PairOutcome: Sendable {
  /// Pictures of one size, with notes beside their quality.
  case picture(ComparedPicture, [Problem])
  /// Identical files that are not pictures.
  case equalFiles
  case incomparable([Problem])
}

/// Reads, decodes and compares pairs of files, several at a time.
struct PairComparer: Sendable {
  let memory = MemoryBudget()

  /// The most bytes of a picture file, which is held in memory whole.
  private static let pictureBytes = 256 << 20

  func compare(_ pair: FilePair) async -> PairOutcome {
    do throws(InputError) {
      let follows = pair.origin == .given
      let first = try InputFile(path: pair.first, followingLinks: follows)
      let second = try InputFile(path: pair.second, followingLinks: follows)
      let arePictures = (try isPicture(first), try isPicture(second))
      guard arePictures.0 || arePictures.1 else {
        return try compareFiles(pair, first, second)
      }
      let limit = Self.pictureBytes
      return await comparePictures(
        pair, try first.readAll(limit: limit), try second.readAll(limit: limit))
    } catch {
      return .incomparable([Problem(message: "\(error)", kind: .system)])
    }
  }

  private func isPicture(_ file: InputFile) throws(InputError) -> Bool {
    ImageFormat(sniffing: try file.read(at: 0, count: min(16, file.count))) != nil
  }

  /// Compares files that are not pictures, piece by piece.
  private func compareFiles(
    _ pair: FilePair, _ first: InputFile, _ second: InputFile
  ) throws(InputError) -> PairOutcome {
    // That a text and a table share a stem does not make them a pair.
    if pair.origin == .sameStem {
      return .incomparable([
        lone(pair.first, beside: pair.second), lone(pair.second, beside: pair.first),
      ])
    }
    var isEqual = first.count == second.count
    var offset = 0
    while isEqual, offset < first.count {
      let count = min(1 << 20, first.count - offset)
      isEqual = try first.read(at: offset, count: count) == second.read(at: offset, count: count)
      offset += count
    }
    return isEqual ? .equalFiles : .incomparable([differing(pair, "neither PNG nor JPEG")])
  }

  private func comparePictures(
    _ pair: FilePair, _ first: [UInt8], _ second: [UInt8]
  ) async -> PairOutcome {
    let original: Image
    do throws(ImageError) {
      original = try ImageFile.read(first).image
    } catch {
      return await withoutOriginal(pair, first, second, error)
    }
    return await memory.run(needing: MemoryBudget.cost(ofPixels: original.pixelCount)) {
      do throws(ImageError) {
        return compare(pair, original, try ImageFile.read(second).image)
      } catch {
        return .incomparable([undecodable(pair.second, beside: pair.first, error)])
      }
    }
  }

  /// The result where the first file is not a picture; the second may be one, or identical.
  private func withoutOriginal(
    _ pair: FilePair, _ first: [UInt8], _ second: [UInt8], _ error: ImageError
  ) async -> PairOutcome {
    if first == second { return .equalFiles }
    let isDecodable = (try? ImageFile.read(second)) != nil
    return .incomparable([
      isDecodable
        ? undecodable(pair.first, beside: pair.second, error) : differing(pair, "\(error)")
    ])
  }

  private func compare(_ pair: FilePair, _ original: Image, _ decoded: Image) -> PairOutcome {
    guard (original.width, original.height) == (decoded.width, decoded.height) else {
      return .incomparable([sizes(pair, original, decoded)])
    }
    let picture = ComparedPicture(
      path: pair.name, width: original.width, height: original.height,
      quality: PictureQuality(of: decoded, against: original))
    let note = Problem(
      message: "\(displayName(of: pair.second)): alpha differs from that of "
        + "\(displayName(of: pair.first)), which is not measured",
      kind: nil)
    return .picture(picture, haveEqualAlpha(original, decoded) ? [] : [note])
  }

  /// Whether alpha is the same; a picture without alpha is opaque.
  private func haveEqualAlpha(_ a: Image, _ b: Image) -> Bool {
    switch (a.alphaPlane, b.alphaPlane) {
    case (let first?, let second?): first == second
    case (let plane?, nil), (nil, let plane?): plane.allSatisfy { $0 == 255 }
    case (nil, nil): true
    }
  }
}

extension PairComparer {
  private func lone(_ path: [UInt8], beside other: [UInt8]) -> Problem {
    Problem(
      message: "\(displayName(of: path)): has no counterpart; \(displayName(of: other)) has "
        + "another extension, and neither is a picture",
      kind: .misuse)
  }

  private func differing(_ pair: FilePair, _ reason: String) -> Problem {
    Problem(
      message: "\(displayName(of: pair.second)): differs from \(displayName(of: pair.first)), "
        + "and is not a picture (\(reason))",
      kind: .misuse)
  }

  private func undecodable(
    _ path: [UInt8], beside other: [UInt8], _ error: ImageError
  ) -> Problem {
    Problem(
      message: "\(displayName(of: path)): cannot be compared with "
        + "\(displayName(of: other)): \(error)",
      kind: .badData)
  }

  private func sizes(_ pair: FilePair, _ original: Image, _ decoded: Image) -> Problem {
    Problem(
      message: "\(displayName(of: pair.second)): has \(decoded.width) × \(decoded.height) pixels, "
        + "\(displayName(of: pair.first)) has \(original.width) × \(original.height)",
      kind: .misuse)
  }
}
