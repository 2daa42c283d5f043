import Evaluation
import Images
import TestSupport
import Testing

@Suite struct WholePCATests {
  /// Pictures that differ in two ways only, by amounts that dice decide.
  private static func pictures(_ count: Int, side: Int) -> PictureVectors {
    var dice = SplitMix64(seed: 5)
    return PictureVectors(
      (0..<count).map { _ in
        let (slope, edge) = (
          Int.random(in: 0...80, using: &dice), Int.random(in: 0...80, using: &dice)
        )
        let samples = (0..<side * side).map { index in
          UInt8(40 + slope * (index % side) / side + (index / side > side / 2 ? edge : 0))
        }
        return Image(width: side, height: side, channels: .grey, samples: samples)
      })
  }

  // 40 × 40 is too large for the covariance, and goes by iteration.
  @Test(arguments: [12, 40])
  func `two ways to differ are two components, which come back nearly exactly`(
    side: Int
  ) async throws {
    let pictures = Self.pictures(60, side: side)
    let pca = try WholePicturePCA.learn(from: pictures, decibels: 45)
    #expect(pca.used(step: 4 * Float(side)) == [0, 1])
    let fine = await pca.code(step: 1, limit: 2, countsBasis: false, jobs: 2)
    #expect(fine.decibels / 60 > 50)
    #expect(fine.basisBits == 0)
    // Log₂ of the range of a coefficient, about; never more than one of 60 values.
    #expect(fine.bits <= 2 * 60 * 6)
    let coarse = await pca.code(step: 40, limit: 2, countsBasis: false, jobs: 1)
    #expect(coarse.bits < fine.bits && coarse.decibels < fine.decibels)
  }

  @Test func `components that are counted are rounded no more than matters`() async throws {
    let pca = try WholePicturePCA.learn(from: Self.pictures(60, side: 12), decibels: 35)
    let free = await pca.code(step: 16, countsBasis: false, jobs: 1)
    let counted = await pca.code(step: 16, countsBasis: true, jobs: 1)
    #expect(counted.bits == free.bits)
    #expect(counted.basisBits > 8 * 144 && counted.basisBits < 4 * 8 * 144)
    // An error in a component affects all 60 pictures, each by one of 144 numbers: 10·log₁₀ 3.4.
    #expect(counted.decibels > free.decibels - 60 * 6)
  }

  @Test func `figures do not depend on the number of jobs`() async throws {
    let pca = try WholePicturePCA.learn(from: Self.pictures(600, side: 8), decibels: 35)
    let one = await pca.code(step: 9, countsBasis: true, jobs: 1)
    let three = await pca.code(step: 9, countsBasis: true, jobs: 3)
    #expect(one.decibels == three.decibels && one.basisBits == three.basisBits)
  }
}
