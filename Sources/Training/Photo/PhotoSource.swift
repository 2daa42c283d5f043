import Images
import Synchronization

/// Photographs that are decoded on demand and cached up to a limit.
///
/// The result depends on the files alone.
package final class PhotoSource: Sendable {
  package let count: Int
  private let bytes: @Sendable (Int) throws -> [UInt8]
  private let cache: Mutex<Cache>

  /// Photographs whose longer side exceeds `longest` pixels are scaled to `scaledLength`, which
  /// removes noise and compression artefacts.
  private static let longest = 1000
  private static let scaledLength = 800

  /// - Parameters:
  ///   - count: the number of photographs
  ///   - memory: the most bytes of decoded pictures in the cache
  ///   - bytes: reads the PNG or JPEG file of a photograph
  package init(
    count: Int, memory: Int = 1 << 30, bytes: @escaping @Sendable (Int) throws -> [UInt8]
  ) {
    self.count = count
    self.bytes = bytes
    cache = Mutex(Cache(limit: memory))
  }

  /// Returns a photograph in three colours, at most 1000 pixels wide and high.
  package func picture(_ index: Int) throws(PhotoSourceError) -> Image {
    precondition((0..<count).contains(index))
    if let image = cache.withLock({ $0.take(index) }) { return image }
    let image: Image
    do {
      image = Self.reduced(try ImageFile.read(bytes(index)).image.withoutAlpha.inColour)
    } catch {
      throw .unreadable(index: index, reason: "\(error)")
    }
    cache.withLock { $0.keep(image, index) }
    return image
  }

  private static func reduced(_ image: Image) -> Image {
    let length = max(image.width, image.height)
    guard length > longest else { return image }
    return image.scaled(
      toWidth: max(image.width * scaledLength / length, 1),
      height: max(image.height * scaledLength / length, 1))
  }

  /// A least-recently-used cache of pictures.
  private struct Cache {
    let limit: Int
    private var held = 0
    private var time = 0
    private var pictures: [Int: (image: Image, used: Int)] = [:]

    init(limit: Int) {
      self.limit = limit
    }

    mutating func take(_ index: Int) -> Image? {
      time += 1
      pictures[index]?.used = time
      return pictures[index]?.image
    }

    mutating func keep(_ image: Image, _ index: Int) {
      let size = image.samples.count
      guard size <= limit, pictures[index] == nil else { return }
      while held + size > limit, let oldest = pictures.min(by: { $0.value.used < $1.value.used }) {
        held -= oldest.value.image.samples.count
        pictures[oldest.key] = nil
      }
      held += size
      pictures[index] = (image, time)
    }
  }
}

/// The reasons why photographs cannot be used for training.
package enum PhotoSourceError: Error, Equatable, CustomStringConvertible {
  case unreadable(index: Int, reason: String)
  /// No photograph among many random ones is as large as a crop.
  case tooSmall(crop: Int)

  package var description: String {
    switch self {
    case .unreadable(let index, let reason): "photograph \(index + 1) cannot be read: \(reason)"
    case .tooSmall(let crop): "the photographs are smaller than \(crop)×\(crop) pixels"
    }
  }
}
