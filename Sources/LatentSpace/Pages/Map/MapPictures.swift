import Aezip
import Images
import Synchronization

/// The pictures of a map, as an archive holds them: each small, and larger where there is room.
struct MapPictures {
  /// A picture each, without alpha.
  let small: [Image]
  /// A JPEG file of each that is larger than its small picture; none where all are small.
  let large: [[UInt8]?]
  /// Of pictures that did not come back.
  let problems: [Problem]

  /// What limits a page: pixels of all small and of all large pictures of a map.
  static let budget = 64 << 20
  /// Pixels a side of a large picture at most.
  private static let largest = 1024

  /// - Parameter side: of small pictures at most, in pixels; nil for what suits their number
  init(
    of map: LatentMap, in archive: Archive, side: Int?, jobs: Int,
    progress: @Sendable (Progress) -> Void
  ) async throws {
    let count = max(map.paths.count, 1)
    let share = Int(Double(Self.budget / count).squareRoot())
    let usual = min(share * 7 / 10, 128)
    let sides = Sides(
      small: max(min(side ?? usual, share), 8), large: min(share, Self.largest))
    if let objects = try Self.decoded(map, sides) {
      (small, large, problems) = (objects.map(\.small), objects.map(\.large), [])
      return
    }
    let found = Mutex([[UInt8]: Sized]())
    let report = try await archive.visit(only: Set(map.paths), jobs: jobs, progress: progress) {
      path, content in
      guard case .picture(let picture) = content else { return }
      let sized = try Sized(picture.image.withoutAlpha, sides)
      found.withLock { $0[path] = sized }
    }
    let pictures = found.withLock { $0 }
    small = map.paths.map { pictures[$0]?.small ?? Self.missing }
    large = map.paths.map { pictures[$0]?.large }
    problems = report.problems
  }

  /// What stands for a picture that did not come back.
  private static let missing = Image(
    width: 8, height: 8, channels: .grey, samples: Array(repeating: 128, count: 64))

  private static func decoded(_ map: LatentMap, _ sides: Sides) throws -> [Sized]? {
    var all: [Sized] = []
    for first in stride(from: 0, to: map.paths.count, by: 256) {
      let part = first..<min(first + 256, map.paths.count)
      guard let images = try map.pictures(part) else { return nil }
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

  /// A picture at two sizes.
  private struct Sized: Sendable {
    let small: Image
    let large: [UInt8]?

    init(_ image: Image, _ sides: Sides) throws(ImageError) {
      let reduced = image.fitted(into: max(sides.large, sides.small))
      small = reduced.fitted(into: sides.small)
      // A little larger is not worth its bytes.
      large =
        2 * max(reduced.width, reduced.height) > 3 * max(small.width, small.height)
        ? try ImageFile.jpeg(reduced, quality: 84, subsampling: .s420) : nil
    }
  }
}
