import Bytes
import Foundation
import LinearAlgebra
import Tensors

/// How the direction of an attribute is found.
package enum AttributeDirection: String, Sendable, Codable, CaseIterable {
  /// From the mean code of pictures without it to that of pictures with it.
  case means
  /// Fisher's linear discriminant, C⁻¹ times that difference: less along numbers that vary much
  /// whether or not pictures have it. C is shrunk half the way to what it would be if all numbers
  /// varied alike.
  case discriminant
}

/// A direction in the space of codes that pictures get more of something along: a smile.
package struct Attribute: Sendable {
  package let name: String
  /// What strength 1 adds to a code: along the means' difference, all of it.
  package let vector: [Float]
  package let direction: AttributeDirection
  /// Pictures learned from.
  package let (with, without): (Int, Int)
  /// How far the means of both are apart along the vector, in deviations of the pictures.
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

  /// Learns from the codes of pictures.
  ///
  /// - Parameters:
  ///   - with: codes of pictures that have it, pictures × numbers
  ///   - without: codes of pictures that do not
  /// - Throws: ``LatentError``, where there are no pictures, or codes too many or all equal
  package init(
    name: String, with: [Float], without: [Float], features: PictureFeatures,
    direction: AttributeDirection = .discriminant
  ) throws(LatentError) {
    let width = features.count
    guard let file = features.file, !with.isEmpty, !without.isEmpty else { throw .noPictures }
    guard width <= SampleDecoder.mostNumbers else {
      throw .tooManyNumbers(width, limit: SampleDecoder.mostNumbers)
    }
    let means = [with, without].map { Spread(of: $0, latents: width).means.map { Double($0) } }
    let difference = zip(means[0], means[1]).map { $0 - $1 }
    let one = Self.covariance(with, width)
    let other = Self.covariance(without, width)
    let covariance = zip(one, other).map { ($0 + $1) / 2 }
    var vector = difference
    if direction == .discriminant {
      vector = Self.discriminant(difference, covariance, width)
      let scale = Self.dot(difference, difference) / Self.dot(vector, difference)
      vector = vector.map { $0 * scale }
    }
    guard vector.contains(where: { $0 != 0 }), vector.allSatisfy(\.isFinite) else {
      throw .noDifference
    }
    let along = (0..<width).map { row in
      Self.dot(Array(covariance[row * width..<(row + 1) * width]), vector)
    }
    let deviation = max(Self.dot(along, vector), 1e-30).squareRoot()
    self.init(
      name: name, vector: vector.map { Float($0) }, direction: direction,
      with: with.count / width, without: without.count / width,
      separation: Self.dot(difference, vector) / deviation,
      model: Digest(of: file).description)
  }

  /// width × width
  private static func covariance(_ numbers: [Float], _ width: Int) -> [Double] {
    let centred = FeatureScale(mean: Spread(of: numbers, latents: width).means, factor: 1)(numbers)
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
