import ArgumentParser
import Training

/// What can be trained: the photo codec, what the exact coder of JPEG files or the networks of
/// fitted pictures begin with, or a kind of autoencoder for samples of one shape.
enum ModelKind: Equatable, ExpressibleByArgument {
  case photo
  case jpeg
  case fitted
  case samples(AutoencoderKind)

  init?(argument: String) {
    if argument == "photo" {
      self = .photo
    } else if argument == "jpeg" {
      self = .jpeg
    } else if argument == "fitted" {
      self = .fitted
    } else if let kind = AutoencoderKind(argument: argument) {
      self = .samples(kind)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] {
    AutoencoderKind.allValueStrings + ["photo", "jpeg", "fitted"]
  }

  /// Nil for others.
  var samples: AutoencoderKind? {
    if case .samples(let kind) = self { kind } else { nil }
  }
}
