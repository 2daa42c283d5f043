import Images

/// Compression by principal components as an honest rival would do it.
package struct CodedPCARated: RatedCodec {
  private let learned: LearnedBasis
  private let countsBasis: Bool

  /// - Parameter countsBasis: whether mean and components count; if not, they are as fine as if
  ///   endless pictures shared them
  package init(_ learned: LearnedBasis, countsBasis: Bool) {
    self.learned = learned
    self.countsBasis = countsBasis
  }

  package var identity: CodecIdentity {
    let counted =
      countsBasis
      ? "are counted, quantised and coded as well"
      : "are not counted, and as fine as if a billion blocks shared them"
    return CodecIdentity(
      id: countsBasis ? "pca-basis" : "pca",
      name: countsBasis ? "PCA, basis counted" : "PCA, basis free", family: "pca",
      about: "Principal components of the 16×16 colour blocks of all these pictures; coefficients "
        + "predicted from neighbouring blocks, quantised by one step (9…133) with "
        + "rate-distortion optimisation, coded by adaptive context mixing. Mean and components "
        + "\(counted).")
  }

  package var settings: [String] { PCACodec.steps.map { "step \(Int($0))" } }
  package var learnsFromAll: Bool { true }

  package func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodedPicture) async throws -> Void
  ) async throws -> Int {
    let basis = try await learned.basis(of: pictures)
    let codec = try PCACodec(
      basis: basis, step: PCACodec.steps[setting], sharedByBlocks: countsBasis ? nil : 1 << 30)
    try await codeEach(pictures, jobs: jobs, take: take) { try codec.code(basis.transform($0)) }
    return countsBasis ? codec.sharedBytes.count : 0
  }
}
