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
  /// Whether codes are rounded by what they cost, and not to the nearest.
  let roundsByCost: Bool
  let hyperTables: [FrequencyTable]

  init(model: PhotoModel, refiner: (any CodeRefiner)? = nil, roundsByCost: Bool = true) {
    self.model = model
    self.refiner = refiner
    self.roundsByCost = roundsByCost
    hyperTables = model.hyperPrior.map {
      FrequencyTable(first: $0.first, cumulative: $0.cumulative)
    }
  }

  /// The same without a look for better codes.
  var unrefined: PhotoCodec { PhotoCodec(model: model, roundsByCost: roundsByCost) }

  /// The same, rounding codes to the nearest.
  var nearest: PhotoCodec { PhotoCodec(model: model, refiner: refiner, roundsByCost: false) }
}

/// The rows of a picture, as the bands of a walk bring them.
struct PaintedRows {
  private let shape: ImageShape
  private var rows = 0

  /// - Parameter shape: grey or RGB
  init(_ shape: ImageShape) {
    self.shape = shape
  }

  /// The samples of a band, which ends where the picture does.
  mutating func take(_ band: WalkedBand) -> [UInt8] {
    guard let picture = band.picture else { preconditionFailure("a walk that paints nothing") }
    let line = picture.columns * shape.channels.count
    let bytes = shape.channels.isColour ? picture.bytes : picture.greyBytes
    let count = min(picture.rows, shape.height - rows)
    rows += count
    guard line > shape.line else { return Array(bytes.prefix(count * line)) }
    var samples: [UInt8] = []
    samples.reserveCapacity(count * shape.line)
    for row in 0..<count { samples += bytes[row * line..<row * line + shape.line] }
    return samples
  }
}
