/// How codes are quantised at each level and what is expected of them: levels × latents each.
package struct CodeScales: Sendable, Equatable {
  /// Width of a code's step, in the network's numbers.
  package let gains: [Float]
  /// Of the expected distributions, in steps.
  package let means: [Float]
  /// Natural logarithms of their scales, in steps.
  package let logScales: [Float]

  package init(gains: [Float], means: [Float], logScales: [Float]) {
    precondition(gains.count == means.count && gains.count == logScales.count)
    self.gains = gains
    self.means = means
    self.logScales = logScales
  }

  package init(_ reader: WeightReader, levels: Int, latents: Int) throws(ModelError) {
    gains = try reader.floats("gain.decode", levels, latents)
    means = try reader.floats("prior.mean", levels, latents)
    logScales = try reader.floats("prior.scale", levels, latents)
  }

  /// Adds the tensors to a model file.
  package func write(into writer: inout SafeTensorsWriter, latents: Int) {
    let shape = [gains.count / latents, latents]
    writer.add("gain.decode", shape: shape, gains)
    writer.add("prior.mean", shape: shape, means)
    writer.add("prior.scale", shape: shape, logScales)
  }
}
