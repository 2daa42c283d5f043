import Entropy
import Images
import Networks
import Tensors

/// The photo codec: pictures ⇄ the bytes of their latents.
///
/// The network gives the parameters of every symbol and the entropy coder codes it by these; both
/// pass over the symbols in the same order. Layout: `Formats/codes-1.md`.
package struct PhotoCodec: Sendable {
  package let model: PhotoModel
  /// Searches for cheaper latents than those of the analysis; nil for no search.
  package let refiner: (any LatentRefiner)?
  /// Whether latents are quantised by ``RDOQuantiser``, and not to the nearest symbols.
  package let usesRDO: Bool
  /// The distribution of each channel of hyper-latents.
  let hyperTables: [FrequencyTable]

  package init(model: PhotoModel, refiner: (any LatentRefiner)? = nil, usesRDO: Bool = true) {
    self.model = model
    self.refiner = refiner
    self.usesRDO = usesRDO
    hyperTables = model.hyperPrior.map {
      FrequencyTable(first: $0.first, cumulative: $0.cumulative)
    }
  }

  /// This codec without a refiner.
  package var unrefined: PhotoCodec { PhotoCodec(model: model, usesRDO: usesRDO) }

  /// This codec with latents quantised to the nearest symbols.
  package var nearest: PhotoCodec {
    PhotoCodec(model: model, refiner: refiner, usesRDO: false)
  }
}

/// How an encoder chooses the symbols of a photograph. Decoders do not depend on it.
package enum LatentQuantisation: Sendable {
  /// The symbols nearest to the latents.
  case nearest
  /// The cheaper of the two symbols around each latent; see ``RDOQuantiser``.
  case rounded
  /// The symbols that a refiner finds, beginning with those of `rounded`.
  case refined(RefinerMaker)

  /// The same without a refiner.
  package var unrefined: LatentQuantisation {
    if case .refined = self { .rounded } else { self }
  }
}
