/// A mixture of normal distributions fitted to the latents of the training samples, to draw new
/// samples from. Coding does not depend on it.
///
/// After training, the latents' own density suits the decoder better than a prior chosen beforehand
/// (ex-post density estimation; Ghosh et al. 2020, "From variational to deterministic
/// autoencoders").
package struct LatentMixture: Sendable, Equatable {
  /// The number of latents of a sample.
  package let latents: Int
  /// The weight of each component, in proportion to the others.
  package let weights: [Float]
  /// components × latents
  package let means: [Float]
  /// L of the covariance L · Lᵀ of each component: components × latents × latents, row by row; only
  /// the entries on and below the diagonal are used.
  package let factors: [Float]

  package init(latents: Int, weights: [Float], means: [Float], factors: [Float]) {
    precondition(means.count == weights.count * latents)
    precondition(factors.count == means.count * latents)
    (self.latents, self.weights, self.means, self.factors) = (latents, weights, means, factors)
  }

  private enum Name {
    static let (weight, mean, factor) = ("mixture.weight", "mixture.mean", "mixture.factor")
  }

  /// The most components a file may have.
  package static let mostComponents = 4096

  /// Reads the mixture of a model file; nil if it has none.
  package init?(_ file: SafeTensors, latents: Int) throws(ModelError) {
    guard let found = file.shape(of: Name.weight) else { return nil }
    let components = found.first ?? 0
    guard (1...Self.mostComponents).contains(components) else {
      throw .wrongShape(tensor: Name.weight, expected: [1], found: found)
    }
    let reader = WeightReader(file: file)
    let weights = try reader.stepped(Name.weight, shape: [components])
    guard weights.allSatisfy({ $0 >= 0 }), weights.contains(where: { $0 > 0 }) else {
      throw .badMetadata(key: Name.weight, value: "below 0, or nothing else")
    }
    self.init(
      latents: latents, weights: weights,
      means: try reader.stepped(Name.mean, shape: [components, latents]),
      factors: try reader.stepped(Name.factor, shape: [components, latents, latents]))
  }

  /// Adds the tensors to a model file.
  package func write(into writer: inout SafeTensorsWriter) {
    let components = weights.count
    writer.add(Name.weight, shape: [components], weights)
    writer.add(Name.mean, shape: [components, latents], means)
    writer.add(Name.factor, shape: [components, latents, latents], factors)
  }
}
