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
  let hyperTables: [FrequencyTable]

  init(model: PhotoModel) {
    self.model = model
    hyperTables = model.hyperPrior.map {
      FrequencyTable(first: $0.first, cumulative: $0.cumulative)
    }
  }

  /// The picture a finished walk gives, cut to its size.
  func picture(_ walk: consuming PriorWalk, size: PhotoSize, isColour: Bool) -> Image {
    let channels: Image.Channels = isColour ? .rgb : .grey
    var samples: [UInt8] = []
    samples.reserveCapacity(size.width * size.height * channels.count)
    var row = 0
    walk.finish { band in
      let line = band.columns * channels.count
      let bytes = isColour ? band.bytes : band.greyBytes
      for start in stride(from: 0, to: bytes.count, by: line) where row < size.height {
        samples += bytes[start..<start + size.width * channels.count]
        row += 1
      }
    }
    return Image(width: size.width, height: size.height, channels: channels, samples: samples)
  }
}
