import Images
import Networks
import PictureCodec

/// Pictures of one shape, from which one model can learn.
package struct LikePictures: Sendable {
  package let shape: SampleShape
  /// Paths of their files in the file system, duplicates included.
  package private(set) var paths: [[UInt8]] = []
  /// Keys of distinct pictures, in the order of their first files.
  package private(set) var keys: [LearnedModel.Key] = []
  /// Samples of distinct pictures without alpha, count × height × width × channels, 0…255.
  package private(set) var samples: [UInt8] = []
  /// Total bytes of the files.
  package private(set) var bytes = 0
  private var known: Set<LearnedModel.Key> = []

  package init(_ shape: SampleShape) {
    self.shape = shape
  }

  /// The number of distinct pictures.
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
  /// The shape of a picture without its alpha.
  package init(_ image: Image) {
    self.init(
      height: image.height, width: image.width, channels: image.channels.withoutAlpha.count)
  }
}

/// Pictures whose trial archives are compared together.
package struct PictureGroup: Sendable {
  /// Pictures of one shape, from which small models can learn; nil for the group of all others.
  package let alike: LikePictures?
  /// Paths of their files in the file system.
  package let paths: [[UInt8]]
  /// Total bytes of the files.
  package let bytes: Int

  package init(_ alike: LikePictures) {
    (self.alike, paths, bytes) = (alike, alike.paths, alike.bytes)
  }

  package init(_ files: [FolderSurvey.PictureFile]) {
    alike = nil
    paths = files.map(\.path)
    bytes = files.reduce(0) { $0 + $1.bytes }
  }

  /// The shape of each picture; nil if they differ.
  package var shape: SampleShape? { alike?.shape }
}
