import Bytes
import Entropy
import Images
import Networks
import Tensors

/// The photo codec whole: pictures ⇄ the bytes of their codes.
///
/// The network says what to expect of the codes, the entropy coder writes them down; both walk
/// over the codes in the same order. Layout: `Formats/codes-1.md`.
package struct PhotoCodec: Sendable {
  package let model: PhotoModel
  /// What looks for better codes than the encoder's; nil for those.
  package let refiner: (any LatentRefiner)?
  /// Whether codes are rounded by what they cost, and not to the nearest.
  package let roundsByCost: Bool
  package let hyperTables: [FrequencyTable]

  package init(model: PhotoModel, refiner: (any LatentRefiner)? = nil, roundsByCost: Bool = true) {
    self.model = model
    self.refiner = refiner
    self.roundsByCost = roundsByCost
    hyperTables = model.hyperPrior.map {
      FrequencyTable(first: $0.first, cumulative: $0.cumulative)
    }
  }

  /// The same without a look for better codes.
  package var unrefined: PhotoCodec { PhotoCodec(model: model, roundsByCost: roundsByCost) }

  /// The same, rounding codes to the nearest.
  package var nearest: PhotoCodec {
    PhotoCodec(model: model, refiner: refiner, roundsByCost: false)
  }
}

/// The rows of a picture, as the bands of a walk bring them.
package final class ReconstructedRows {
  private let shape: ImageShape
  private var rows = 0
  /// Of the post-filter, where the model has one.
  private var weights: PostFilterWeights?
  private var classified: ClassifiedRows?

  /// - Parameters:
  ///   - shape: grey or RGB
  ///   - model: what decodes it, at this level
  package init(_ shape: ImageShape, by model: PhotoModel, at level: QualityLevel) {
    self.shape = shape
    guard let weights = model.postFilter?.weights(at: level) else { return }
    self.weights = weights
    classified = ClassifiedRows(
      width: shape.width, height: shape.height, planes: shape.channels.count)
  }

  /// The samples of the rows that are done with a band, which ends where the picture does. Behind a
  /// filter they are some rows late, until the last.
  package func take(_ band: ReconstructedBand) -> [UInt8] {
    guard let picture = band.picture else { preconditionFailure("a walk that paints nothing") }
    if let weights {
      var samples: [UInt8] = []
      samples.reserveCapacity((picture.rows + 3) * shape.line)
      classified?.take(picture) { weights.filter($0, into: &samples) }
      return samples
    }
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
