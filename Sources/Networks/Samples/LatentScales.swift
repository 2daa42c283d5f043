/// How latents are quantised at each level, and the prior's parameters: levels × latents each.
package struct LatentScales: Sendable, Equatable {
  /// Quantisation steps, in units of the latents.
  package let gains: [Float]
  /// Means of the prior's distributions, in steps.
  package let means: [Float]
  /// Natural logarithms of their scales in steps.
  package let logScales: [Float]
  /// Weights by which earlier symbols move the mean of a symbol: latents × latents, the weights of
  /// an output contiguous; only those below the diagonal are used. Nil if means do not depend on
  /// them.
  package let chain: [Float]?
  /// How strongly scales follow the ``LatentEnergy``; nil if they do not.
  package let energy: Float?

  package init(
    gains: [Float], means: [Float], logScales: [Float], chain: [Float]? = nil,
    energy: Float? = nil
  ) {
    precondition(gains.count == means.count && gains.count == logScales.count)
    self.chain = chain
    self.energy = energy
    self.gains = gains
    self.means = means
    self.logScales = logScales
  }

  package init(
    _ reader: WeightReader, _ configuration: SampleConfiguration
  ) throws(ModelError) {
    let (levels, latents) = (configuration.levels, configuration.latents)
    gains = try reader.stepped("gain.decode", shape: [levels, latents])
    means = try reader.stepped("prior.mean", shape: [levels, latents])
    logScales = try reader.stepped("prior.scale", shape: [levels, latents])
    chain =
      reader.file.shape(of: "prior.chain") == nil
      ? nil : try reader.stepped("prior.chain", shape: [latents, latents])
    // Files with other bins may have a tensor of this name, which means nothing.
    energy =
      configuration.bins != .logistic || reader.file.shape(of: "prior.energy") == nil
      ? nil : try reader.stepped("prior.energy", shape: [1])[0]
  }

  /// Adds the tensors to a model file.
  package func write(into writer: inout SafeTensorsWriter, latents: Int) {
    let shape = [gains.count / latents, latents]
    writer.add("gain.decode", shape: shape, gains)
    writer.add("prior.mean", shape: shape, means)
    writer.add("prior.scale", shape: shape, logScales)
    if let chain { writer.add("prior.chain", shape: [latents, latents], chain) }
    if let energy { writer.add("prior.energy", shape: [1], [energy]) }
  }
}
