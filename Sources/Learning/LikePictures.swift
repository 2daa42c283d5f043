import Images
import Networks
import PictureCodec

/// Pictures of one shape: what one model can be learned from.
package struct LikePictures: Sendable {
  package let shape: SampleShape
  /// Their files, as the system names them; those of equal pictures too.
  package private(set) var paths: [[UInt8]] = []
  /// Of each different picture, in the order its first file was found.
  package private(set) var keys: [LearnedModel.Key] = []
  /// Of each different picture, alpha left out: count × height × width × channels, 0…255.
  package private(set) var samples: [UInt8] = []
  /// Bytes of the files.
  package private(set) var bytes = 0
  private var known: Set<LearnedModel.Key> = []

  package init(_ shape: SampleShape) {
    self.shape = shape
  }

  /// Different pictures.
  package var count: Int { keys.count }

  package mutating func add(_ image: Image, path: [UInt8], bytes: Int) {
    paths.append(path)
    self.bytes += bytes
    let key = LearnedModel.Key(image)
    guard known.insert(key).inserted else { return }
    keys.append(key)
    samples += image.withoutAlpha.samples
  }
}

extension SampleShape {
  /// Of a picture without its alpha.
  package init(_ image: Image) {
    self.init(
      height: image.height, width: image.width, channels: image.channels.withoutAlpha.count)
  }
}
