import Bytes
import Foundation
import LinearAlgebra
import Tensors

/// How the direction of an attribute is computed.
package enum AttributeDirection: String, Sendable, Codable, CaseIterable {
  /// The difference of means: from the mean latents of pictures without it to those with it.
  case means
  /// Fisher's linear discriminant (Fisher 1936), C⁻¹ times that difference, with C the mean of the
  /// two covariance matrices plus its mean variance on the diagonal.
  case discriminant
}

/// A direction in latent space along which pictures gain an attribute, such as a smile.
package struct Attribute: Sendable {
  package let name: String
  /// What strength 1 adds to the latents; its projection on the difference of means is all of it.
  package let vector: [Float]
  package let direction: AttributeDirection
  /// The numbers of pictures learned from.
  package let (with, without): (Int, Int)
  /// The distance of both means along the vector, in standard deviations of the pictures.
  package let separation: Double
  /// SHA-256 of the model's file.
  let model: String

  init(
    name: String, vector: [Float], direction: AttributeDirection, with: Int, without: Int,
    separation: Double, model: String
  ) {
    (self.name, self.vector, self.direction) = (name, vector, direction)
    (self.with, self.without) = (with, without)
    (self.separation, self.model) = (separation, model)
  }

  /// Learns an attribute from the latents of pictures.
  ///
  /// - Parameters:
  ///   - with: latents of pictures that have it, pictures × latents
  ///   - without: latents of pictures that do not
  ///   - features: the encoder that the latents come from
  /// - Throws: ``LatentError/noPictures``, ``LatentError/tooManyLatents(_:limit:)``,
  ///   ``LatentError/noDifference``
  package static func learn(
    name: String, with: [Float], without: [Float], features: PictureFeatures,
    direction: AttributeDirection = .discriminant
  ) throws(LatentError) -> Attribute {
    let width = features.count
    guard let file = features.file, !with.isEmpty, !without.isEmpty else { throw .noPictures }
    guard width <= SampleDecoder.maximumLatents else {
      throw .tooManyLatents(width, limit: SampleDecoder.maximumLatents)
    }
    let means = [with, without].map {
      LatentStatistics(of: $0, latents: width).means.map { Double($0) }
    }
    let difference = zip(means[0], means[1]).map { $0 - $1 }
    let one = covariance(with, width)
    let other = covariance(without, width)
    let pooled = zip(one, other).map { ($0 + $1) / 2 }
    var vector = difference
    if direction == .discriminant {
      vector = discriminant(difference, pooled, width)
      let scale = dot(difference, difference) / dot(vector, difference)
      vector = vector.map { $0 * scale }
    }
    guard vector.contains(where: { $0 != 0 }), vector.allSatisfy(\.isFinite) else {
      throw .noDifference
    }
    let along = (0..<width).map { row in
      dot(Array(pooled[row * width..<(row + 1) * width]), vector)
    }
    let deviation = max(dot(along, vector), 1e-30).squareRoot()
    return Attribute(
      name: name, vector: vector.map { Float($0) }, direction: direction,
      with: with.count / width, without: without.count / width,
      separation: dot(difference, vector) / deviation,
      model: Digest(of: file).description)
  }

  /// width × width
  private static func covariance(_ numbers: [Float], _ width: Int) -> [Double] {
    let centred = FeatureScale(
      mean: LatentStatistics(of: numbers, latents: width).means, factor: 1)(numbers)
    var products = MatrixGradient(outputs: width, inputs: width)
    products.add(centred, gradient: centred)
    let shape = Tensor.zeros(rows: width, columns: 1, channels: width)
    return products.finish(like: shape).values.map { Double($0) / Double(centred.rows) }
  }

  /// (C + mean variance · I)⁻¹ · difference
  private static func discriminant(
    _ difference: [Double], _ covariance: [Double], _ width: Int
  ) -> [Double] {
    var matrix = covariance
    let mean = (0..<width).reduce(0.0) { $0 + covariance[$1 * width + $1] } / Double(width)
    for at in 0..<width { matrix[at * width + at] += max(mean, 1e-30) }
    return Cholesky(of: matrix, order: width)?.solution(of: difference) ?? difference
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
