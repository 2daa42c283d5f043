import Bytes

/// What can be wrong with a model file.
package enum ModelError: Error, Equatable {
  /// Not a safetensors file, or one that contradicts itself.
  case malformed(String)
  /// A model of another family than the one asked for.
  case unknownFormat(String)
  /// A metadata entry is missing or outside of what the program can run.
  case badMetadata(key: String, value: String)
  /// A layer cannot follow what comes before it, or the last one gives no object.
  case misfit(layer: String, shape: String)
  case missingTensor(String)
  case wrongShape(tensor: String, expected: [Int], found: [Int])
  /// A weight that is not a finite number.
  case notFinite(tensor: String)
  /// A tensor that says nothing to those who decode, where each must.
  case unknownTensor(String)
  case wrongType(tensor: String, expected: String, found: String)
  /// A weight of a post-filter that is no integer, or too large.
  case notAFilterWeight(Float)
  /// Differences to a model that is not at hand.
  case missingBase(Digest)
  /// Differences to a model that is itself one of differences.
  case adaptedBase
}

extension ModelError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let reason): "not a usable safetensors file: \(reason)"
    case .unknownFormat(let name): "model format \"\(name)\" is not one this program runs"
    case .badMetadata(let key, let value):
      "model metadata \(key) is \"\(Self.shortened(value))\", out of range"
    case .misfit(let layer, let shape):
      "model layer \(layer) does not fit what is \(shape)"
    case .missingTensor(let name): "model lacks the tensor \(name)"
    case .wrongShape(let tensor, let expected, let found):
      "model tensor \(tensor) has shape \(found), expected \(expected)"
    case .notFinite(let tensor): "model tensor \(tensor) holds a number that is not finite"
    case .unknownTensor(let name):
      "model tensor \"\(Self.shortened(name))\" changes nothing that decodes"
    case .wrongType(let tensor, let expected, let found):
      "model tensor \(tensor) has numbers of the type \(found), expected \(expected)"
    case .notAFilterWeight(let weight):
      "model tensor \(PostFilter.tensor) holds \(weight), which is no integer within ±1023"
    case .missingBase(let digest): "it changes the model \(digest), which is not at hand"
    case .adaptedBase: "the model it changes is one of changes itself"
    }
  }

  /// Errors are one line, whatever a file holds.
  private static func shortened(_ text: String) -> String {
    text.count > 60 ? text.prefix(60) + "…" : text
  }
}
