import Container
import Entropy
import Networks

/// Properties of the coders of pictures.
extension EntropyCoderID {
  /// The coder of a group's latents; nil for pictures coded singly.
  var ofGroup: EntropyCoder? {
    switch self {
    case .groupedPrior: .prior
    case .groupedZstd: .zstd
    default: nil
    }
  }

  /// The coder of latents; nil for pictures without, and if only a newer program knows it.
  var entropyCoder: EntropyCoder? { ofGroup ?? ofPhoto?.coder }

  /// How a picture is represented; nil if only a newer program knows it.
  var representation: StoredPicture.Representation? {
    switch self {
    case .blocks: .blocks
    case .pixels: .pixels
    case .fitted: .fitted
    case .layeredPrior, .layeredZstd: .layeredLatents
    default: entropyCoder == nil ? nil : .latents
    }
  }

  /// The coder of a single picture's latents, and the prior's conditioning between trained levels;
  /// nil for pictures in groups.
  var ofPhoto: (coder: EntropyCoder, conditioning: QualityLevel.Conditioning)? {
    switch self {
    case .prior: (.prior, .interpolated)
    case .zstd: (.zstd, .interpolated)
    case .nearestPrior: (.prior, .nearest)
    case .nearestZstd: (.zstd, .nearest)
    case .layeredPrior: (.prior, .nearest)
    case .layeredZstd: (.zstd, .nearest)
    default: nil
    }
  }

  init(ofGroup coder: EntropyCoder) {
    switch coder {
    case .prior: self = .groupedPrior
    case .zstd: self = .groupedZstd
    }
  }

  /// The coder of latents that a layer of blocks corrects.
  init(ofLayered coder: EntropyCoder) {
    switch coder {
    case .prior: self = .layeredPrior
    case .zstd: self = .layeredZstd
    }
  }

  init(ofPhoto coder: EntropyCoder, _ conditioning: QualityLevel.Conditioning) {
    switch (coder, conditioning) {
    case (.prior, .interpolated): self = .prior
    case (.zstd, .interpolated): self = .zstd
    case (.prior, .nearest): self = .nearestPrior
    case (.zstd, .nearest): self = .nearestZstd
    }
  }
}
