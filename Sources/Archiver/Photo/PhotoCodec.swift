import Bytes
import Entropy
import Images
import Networks
import Tensors

/// The photo codec whole: pictures ⇄ the bytes of their codes.
///
/// The network says what to expect of the codes, the entropy coder writes them down; both walk
/// over the codes in the same order. Layout: `Formats/codes-1.md`.
struct PhotoCodec: Sendable {
  let model: PhotoModel
  /// What looks for better codes than the encoder's; nil for those.
  let refiner: (any CodeRefiner)?
  let hyperTables: [FrequencyTable]

  init(model: PhotoModel, refiner: (any CodeRefiner)? = nil) {
    self.model = model
    self.refiner = refiner
    hyperTables = model.hyperPrior.map {
      FrequencyTable(first: $0.first, cumulative: $0.cumulative)
    }
  }

  /// The same without a look for better codes.
  var unrefined: PhotoCodec { PhotoCodec(model: model) }
}

/// The picture that the bands of a walk come to, cut to its size.
struct PaintedPicture {
  private let size: PhotoSize
  private let channels: Image.Channels
  private var samples: [UInt8] = []
  private var rows = 0

  init(size: PhotoSize, isColour: Bool) {
    self.size = size
    channels = isColour ? .rgb : .grey
    samples.reserveCapacity(size.width * size.height * channels.count)
  }

  /// Takes the bands that are complete.
  mutating func take(from walk: inout PriorWalk) {
    while let band = walk.next()?.picture {
      let line = band.columns * channels.count
      let bytes = channels.isColour ? band.bytes : band.greyBytes
      for start in stride(from: 0, to: bytes.count, by: line) where rows < size.height {
        samples += bytes[start..<start + size.width * channels.count]
        rows += 1
      }
    }
  }

  /// The picture, all bands having been taken.
  consuming func finish() -> Image {
    Image(width: size.width, height: size.height, channels: channels, samples: samples)
  }
}
