import ArgumentParser
import Training

/// What can be trained: the photo codec, or a kind of autoencoder for objects of one size.
enum ModelKind: Equatable, ExpressibleByArgument {
  case photo
  case objects(AutoencoderKind)

  init?(argument: String) {
    if argument == "photo" {
      self = .photo
    } else if let kind = AutoencoderKind(argument: argument) {
      self = .objects(kind)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { AutoencoderKind.allValueStrings + ["photo"] }

  /// Nil of the photo codec.
  var objects: AutoencoderKind? {
    if case .objects(let kind) = self { kind } else { nil }
  }
}
