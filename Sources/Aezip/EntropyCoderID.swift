import Container
import Entropy
import Networks

/// What the coders of the archive's pictures mean.
extension EntropyCoderID {
  /// How the codes of a group became bytes; nil of pictures that are coded each by itself.
  var ofGroup: EntropyCoder? {
    switch self {
    case .groupedPrior: .prior
    case .groupedZstd: .zstd
    default: nil
    }
  }

  /// How the codes became bytes; nil for a coder that only a newer program knows.
  var entropyCoder: EntropyCoder? { ofGroup ?? ofPhoto?.coder }

  /// How the codes of a picture by itself became bytes, and what was expected of them between two
  /// trained levels; nil of pictures in groups.
  var ofPhoto: (coder: EntropyCoder, conditioning: QualityLevel.Conditioning)? {
    switch self {
    case .prior: (.prior, .interpolated)
    case .zstd: (.zstd, .interpolated)
    case .nearestPrior: (.prior, .nearest)
    case .nearestZstd: (.zstd, .nearest)
    default: nil
    }
  }

  init(ofGroup coder: EntropyCoder) {
    switch coder {
    case .prior: self = .groupedPrior
    case .zstd: self = .groupedZstd
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
