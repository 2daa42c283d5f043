import Aezip
import ArgumentParser

/// A quality of JPEG files: a number 1…100, keep or max.
struct JPEGQualityOption: ExpressibleByArgument {
  let value: JPEGQuality

  init?(argument: String) {
    switch argument {
    case "keep": value = .original
    case "max": value = .highest
    default:
      guard let number = Int(argument), (1...100).contains(number) else { return nil }
      value = .quality(number)
    }
  }
}
