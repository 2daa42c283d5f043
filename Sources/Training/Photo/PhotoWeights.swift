import Networks

/// All numbers of a photo codec's network, in the shapes and the order of a model file. A
/// post-filter belongs to a network as it is, and is made anew for each.
package struct PhotoWeights: Sendable {
  package let configuration: PhotoConfiguration
  /// What else the file says, among it what these sizes say of themselves.
  package let metadata: [String: String]
  /// By the tensors' names.
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
  ///   - adaptation: what changes its numbers
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

  /// A file that `PhotoModel` reads: 16 bits a weight, 32 for the gains and the hyper prior.
  ///
  /// - Parameters:
  ///   - precision: of all but gains and hyper prior, which always have 32 bits
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
