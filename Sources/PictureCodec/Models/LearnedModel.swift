import Bytes
import Images

/// A model learned from pictures of one shape, and the latents of those pictures.
package struct LearnedModel: Sendable {
  /// Identifies a picture by its size, whether it has colour, and its samples without alpha.
  package struct Key: Hashable, Sendable {
    private let digest: Digest

    package init(_ image: Image) {
      var hasher = DigestHasher()
      let size = "\(image.width) \(image.height) \(image.channels.isColour)"
      hasher.update(Array(size.utf8)[...])
      hasher.update(image.withoutAlpha.samples[...])
      digest = hasher.finish()
    }
  }

  /// The name in the archive's list, for people.
  package let name: String
  /// The model file, which need not be able to encode.
  package let file: [UInt8]
  /// The quantised latents of each picture that it is for, at the model's lowest level.
  package let symbols: [Key: [Int16]]

  package init(name: String, file: [UInt8], symbols: [Key: [Int16]]) {
    self.name = name
    self.file = file
    self.symbols = symbols
  }
}
