import ArgumentParser
import Training

/// What can be trained: the photo codec, or a kind of autoencoder for samples of one shape.
enum ModelKind: Equatable, ExpressibleByArgument {
  case photo
  case samples(AutoencoderKind)

  init?(argument: String) {
    if argument == "photo" {
      self = .photo
    } else if let kind = AutoencoderKind(argument: argument) {
      self = .samples(kind)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { AutoencoderKind.allValueStrings + ["photo"] }

  /// Nil for the photo codec.
  var samples: AutoencoderKind? {
    if case .samples(let kind) = self { kind } else { nil }
  }
}
