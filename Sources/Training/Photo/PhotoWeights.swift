import Networks

/// The weights of a photo codec in the shapes and the order of a model file. They exclude the
/// post-filter, which is fitted anew to each network.
package struct PhotoWeights: Sendable {
  package let configuration: PhotoConfiguration
  /// The other metadata of the file, including entries that repeat the sizes.
  package let metadata: [String: String]
  /// The values by tensor name.
  package internal(set) var values: [String: [Float]]

  package init(
    _ configuration: PhotoConfiguration, metadata: [String: String], values: [String: [Float]]
  ) {
    self.configuration = configuration
    self.metadata = metadata
    self.values = values
  }

  /// - Parameters:
  ///   - file: the bytes of a photo model's file
  ///   - adaptation: a delta to the file's weights
  package init(
    file bytes: [UInt8], adaptation: PhotoAdaptation? = nil
  ) throws(ModelError) {
    let file = try SafeTensors(bytes)
    var sizes = try PhotoConfiguration(metadata: file.metadata)
    try adaptation?.check(against: sizes)
    sizes.isFiltered = false
    configuration = sizes
    metadata = file.metadata
    values = [:]
    let reader = WeightReader(file: file, adaptation: adaptation)
    for tensor in configuration.tensors {
      values[tensor.name] = try reader.floats(tensor.name, shape: tensor.shape)
    }
    guard let scales = values["hyper_prior.scale"], scales.allSatisfy({ $0 > 0 }) else {
      throw .badMetadata(key: "hyper_prior.scale", value: "not above zero")
    }
  }

  /// Writes a file that `PhotoModel` reads.
  ///
  /// - Parameters:
  ///   - precision: the precision of all tensors but gains and hyperprior, which always have 32
  ///     bits
  ///   - postFilter: levels × classes × pairs, in 1/1024; nil for none
  package func file(
    as precision: SafeTensorsWriter.Precision = .half, postFilter: [Int16]? = nil
  ) throws(ModelError) -> [UInt8] {
    var sizes = configuration
    sizes.isFiltered = postFilter != nil
    var writer = SafeTensorsWriter(metadata: metadata.merging(sizes.metadata) { $1 })
    for tensor in configuration.tensors {
      guard let numbers = values[tensor.name] else { continue }
      let exact = tensor.name.hasPrefix("gain.") || tensor.name.hasPrefix("hyper_prior.")
      writer.add(tensor.name, shape: tensor.shape, numbers, as: exact ? .single : precision)
    }
    if let postFilter {
      writer.add(
        PostFilter.tensor, shape: PostFilter.shape(levels: sizes.levels),
        postFilter.map { Float($0) },
        as: .half)
    }
    return try writer.write()
  }
}
