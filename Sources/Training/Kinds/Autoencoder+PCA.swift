import LinearAlgebra
import Tensors

/// The mean of objects and the directions they vary in most.
package struct PrincipalComponents: Sendable {
  /// `numbers` numbers.
  package let mean: [Float]
  /// Descending.
  package let variances: [Double]
  /// components × numbers, each of length 1.
  package let components: [Float]

  /// The most numbers an object may have: the covariance is a square of them.
  package static let limit = 4096

  /// Learns from some objects of a source; at least one.
  package init(
    of source: any ObjectSource, objects: ArraySlice<Int>, components count: Int
  ) throws(SettingsError) {
    let n = source.shape.count
    guard n <= Self.limit else {
      throw SettingsError.outOfRange(
        "size of objects for principal components", value: "\(n)", allowed: "1…\(Self.limit)")
    }
    guard count <= n else {
      throw SettingsError.tooManyComponents(latents: count, numbers: n, objects: objects.count)
    }
    let mean = Self.mean(of: source, objects)
    let covariance = Self.covariance(of: source, objects, around: mean)
    let found: Eigenvectors
    do {
      found = try Eigenvectors(ofSymmetric: covariance, order: n)
    } catch {
      throw .components(error)
    }
    self.mean = mean.values
    variances = found.values.map { max($0, 0) }
    components = found.vectors.prefix(count * n).map { Float($0) }
  }

  /// Objects of a chunk: sums within are of floats, beyond of doubles.
  private static let chunk = 512

  private static func chunks(
    of source: any ObjectSource, _ objects: ArraySlice<Int>, _ body: (Tensor) -> Void
  ) {
    for first in stride(from: objects.startIndex, to: objects.endIndex, by: chunk) {
      let part = objects[first..<min(first + chunk, objects.endIndex)]
      body(
        source.objects(part)
          .reshaped(rows: part.count, columns: 1, channels: source.shape.count))
    }
  }

  private static func mean(of source: any ObjectSource, _ objects: ArraySlice<Int>) -> Tensor {
    var sums = [Double](repeating: 0, count: source.shape.count)
    chunks(of: source, objects) { part in
      for (index, sum) in part.channelSums().values.enumerated() { sums[index] += Double(sum) }
    }
    return Tensor(
      rows: 1, columns: 1, channels: sums.count,
      values: sums.map { Float($0 / Double(objects.count)) })
  }

  private static func covariance(
    of source: any ObjectSource, _ objects: ArraySlice<Int>, around mean: Tensor
  ) -> [Double] {
    let n = mean.count
    let shape = Tensor.zeros(rows: n, columns: 1, channels: n)
    let offset = mean.scaled(by: -1)
    var sums = [Double](repeating: 0, count: n * n)
    chunks(of: source, objects) { part in
      let centred = part.scaled(byChannel: nil, plus: offset)
      var products = MatrixGradient(outputs: n, inputs: n)
      products.add(centred, gradient: centred)
      for (index, product) in products.finish(like: shape).values.enumerated() {
        sums[index] += Double(product)
      }
    }
    return sums.map { $0 / Double(objects.count) }
  }
}

extension Autoencoder {
  /// The parameters with which a linear autoencoder is the projection on principal components:
  /// e(x) = V·(x − m), d(z) = Vᵀ·z + m.
  package func parameters(of pca: PrincipalComponents) -> ParameterSet {
    let (n, latents) = (settings.shape.count, settings.latents)
    precondition(settings.hidden.isEmpty && settings.output == .identity)
    precondition(pca.components.count == n * latents && pca.mean.count == n)
    var set = parameters
    func place(_ name: String, _ rows: Int, _ channels: Int, _ values: [Float]) {
      guard let parameter = set.named(name) else { preconditionFailure("no \(name)") }
      set.set(
        parameter, to: Tensor(rows: rows, columns: 1, channels: channels, values: values))
    }
    var (transposed, offsets) = (pca.components, [Float]())
    for latent in 0..<latents {
      var product = 0.0
      for index in 0..<n {
        let weight = pca.components[latent * n + index]
        transposed[index * latents + latent] = weight
        product += Double(weight) * Double(pca.mean[index])
      }
      offsets.append(Float(-product))
    }
    place("encoder.0.weight", latents, n, pca.components)
    place("encoder.0.bias", 1, latents, offsets)
    place("decoder.0.weight", n, latents, transposed)
    place("decoder.0.bias", 1, n, pca.mean)
    return set
  }
}
