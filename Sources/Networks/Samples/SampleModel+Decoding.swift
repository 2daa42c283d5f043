import Tensors

extension SampleModel {
  /// A model file with only the decoder and the prior of another, with 16 bits for a weight, to
  /// travel inside an archive.
  package static func decodingFile(of bytes: [UInt8]) throws(ModelError) -> [UInt8] {
    let file = try SafeTensors(bytes)
    let whole = try SampleConfiguration(metadata: file.metadata)
    let configuration = SampleConfiguration(
      shape: whole.shape, latents: whole.latents, levels: whole.levels,
      isOfPictures: whole.isOfPictures, bins: whole.bins, encoder: nil,
      decoder: whole.decoder)
    var writer = SafeTensorsWriter(metadata: configuration.metadata)
    for name in file.names where name.hasPrefix("decoder.") {
      writer.add(name, shape: file.shape(of: name) ?? [], try file.floats(name), as: .half)
    }
    let scales = try LatentScales(
      WeightReader(file: file), whole)
    scales.write(into: &writer, latents: whole.latents)
    return try writer.write()
  }

  /// This model's decoder with the encoder of another, which has the same shape and latents.
  package func encoding(with other: SampleModel) -> SampleModel {
    precondition(other.shape == shape && other.latents == latents)
    var model = self
    model.encoder = other.encoder
    return model
  }
}

extension SampleModel {
  /// The prior's means and standard deviations of each latent before any is known, in units of the
  /// latents.
  package func expectedValues(at level: QualityLevel) -> (means: [Float], deviations: [Float]) {
    let gains = level.row(of: scales.gains, levels: levels)
    let means = level.row(of: scales.means, levels: levels)
    // Files are untrusted.
    let logScales = level.row(of: scales.logScales, levels: levels).map { min(max($0, -20), 20) }
    let spread = Tensor(rows: 1, columns: 1, channels: latents, values: logScales)
      .mapped(.exponential).values
    return (
      zip(means, gains).map { $0 * $1 },
      zip(spread, gains).map { $0 * bins.deviation * $1.magnitude }
    )
  }
}
