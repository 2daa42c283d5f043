import Aezip
import Images
import Synchronization

/// The pictures of a map, upright: each small, and a larger one if there is room.
struct MapPictures {
  /// A picture for each path of the map, without alpha.
  let small: [Image]
  /// A JPEG file for each picture that is larger than its small one, nil for the others.
  let large: [[UInt8]?]
  /// Width and height of each picture, upright, in pixels.
  let sizes: [(width: Int, height: Int)]
  /// Pictures that did not decode.
  let problems: [Problem]

  /// The pixels that all small, and all large, pictures of a map may have, which bounds the page.
  static let budget = 64 << 20
  /// The largest side of a large picture in pixels.
  private static let largest = 1024

  /// Decodes the pictures of a map and scales them.
  ///
  /// - Parameter side: largest side of small pictures in pixels; nil to choose one by their number
  /// - Throws: what decoding throws for the archive as a whole
  static func decode(
    _ map: LatentMap, in archive: Archive, side: Int?, jobs: Int,
    progress: @Sendable (Progress) -> Void
  ) async throws -> MapPictures {
    let count = max(map.paths.count, 1)
    let share = Int(Double(budget / count).squareRoot())
    let usual = min(share * 7 / 10, 128)
    let sides = Sides(small: max(min(side ?? usual, share), 8), large: min(share, largest))
    if let samples = try decodeSamples(map, sides) {
      return MapPictures(
        small: samples.map(\.small), large: samples.map(\.large), sizes: samples.map(\.size),
        problems: [])
    }
    let found = Mutex([[UInt8]: Sized]())
    let report = try await archive.visit(
      only: Set(map.paths), seesJPEGs: true, jobs: jobs, progress: progress
    ) { path, content in
      guard case .picture(let picture) = content else { return }
      let sized = try Sized(picture.upright.image.withoutAlpha, sides)
      found.withLock { $0[path] = sized }
    }
    let pictures = found.withLock { $0 }
    return MapPictures(
      small: map.paths.map { pictures[$0]?.small ?? missing },
      large: map.paths.map { pictures[$0]?.large },
      sizes: map.paths.map { pictures[$0]?.size ?? (0, 0) }, problems: report.problems)
  }

  /// Stands for a picture that did not decode.
  private static let missing = Image(
    width: 8, height: 8, channels: .grey, samples: Array(repeating: 128, count: 64))

  /// The pictures that a small model decodes; nil for photographs.
  private static func decodeSamples(_ map: LatentMap, _ sides: Sides) throws -> [Sized]? {
    var all: [Sized] = []
    for first in stride(from: 0, to: map.paths.count, by: 256) {
      let part = first..<min(first + 256, map.paths.count)
      guard let images = try map.images(part) else { return nil }
      for image in images {
        guard let sized = try? Sized(image, sides) else { return nil }
        all.append(sized)
      }
    }
    return all
  }

  private struct Sides: Sendable {
    let small: Int
    let large: Int
  }

  /// A picture in two sizes.
  private struct Sized: Sendable {
    let small: Image
    let large: [UInt8]?
    /// Before it was scaled.
    let size: (width: Int, height: Int)

    init(_ image: Image, _ sides: Sides) throws(ImageError) {
      size = (image.width, image.height)
      let reduced = image.fitted(into: max(sides.large, sides.small))
      small = reduced.fitted(into: sides.small)
      // A picture that is only a little larger is not worth its bytes.
      large =
        2 * max(reduced.width, reduced.height) > 3 * max(small.width, small.height)
        ? try ImageFile.jpeg(reduced, quality: 84, subsampling: .s420) : nil
    }
  }
}
