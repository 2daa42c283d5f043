import Container
import Entropy
import Networks

/// What the coders of the archive's pictures mean.
extension CodeCoder {
  /// How the codes of a group became bytes; nil of pictures that are coded each by itself.
  var ofGroup: Coder? {
    switch self {
    case .groupedPrior: .prior
    case .groupedZstd: .zstd
    default: nil
    }
  }

  /// How the codes of a picture by itself became bytes, and what was expected of them between two
  /// trained levels; nil of pictures in groups.
  var ofPhoto: (coder: Coder, expectation: Level.Expectation)? {
    switch self {
    case .prior: (.prior, .mean)
    case .zstd: (.zstd, .mean)
    case .nearestPrior: (.prior, .nearest)
    case .nearestZstd: (.zstd, .nearest)
    default: nil
    }
  }

  init(ofGroup coder: Coder) {
    switch coder {
    case .prior: self = .groupedPrior
    case .zstd: self = .groupedZstd
    }
  }

  init(ofPhoto coder: Coder, _ expectation: Level.Expectation) {
    switch (coder, expectation) {
    case (.prior, .mean): self = .prior
    case (.zstd, .mean): self = .zstd
    case (.prior, .nearest): self = .nearestPrior
    case (.zstd, .nearest): self = .nearestZstd
    }
  }
}
