import Bytes

/// Why a model file cannot be used.
package enum ModelError: Error, Equatable {
  /// The file is no safetensors file, or contradicts itself.
  case malformed(String)
  /// The model is of another family, or of an unknown one.
  case unknownFormat(String)
  /// A metadata entry is missing or out of range.
  case badMetadata(key: String, value: String)
  /// A layer cannot follow a map of this shape, or the last layer gives no sample.
  case misfit(layer: String, shape: String)
  case missingTensor(String)
  case wrongShape(tensor: String, expected: [Int], found: [Int])
  /// A weight is infinite or NaN.
  case notFinite(tensor: String)
  /// A tensor of an adaptation changes nothing that decoding needs.
  case unknownTensor(String)
  case wrongType(tensor: String, expected: String, found: String)
  /// A weight of a post-filter is no integer, or too large.
  case notAFilterWeight(Float)
  /// The file is a delta of a model that is missing.
  case missingBase(Digest)
  /// The file is a delta of a model that is itself a delta.
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
    case .missingBase(let digest): "it is a delta of the model \(digest), which is missing"
    case .adaptedBase: "the model it changes is one of changes itself"
    }
  }

  /// Cuts text of a file short, as errors are one line.
  private static func shortened(_ text: String) -> String {
    text.count > 60 ? text.prefix(60) + "…" : text
  }
}
