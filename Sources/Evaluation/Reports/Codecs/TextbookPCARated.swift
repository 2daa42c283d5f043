import Images

/// Compression by principal components as lectures draw it.
package struct TextbookPCARated: RatedCodec {
  private let learned: LearnedBasis
  private static let components = TextbookPCA.counts

  package init(_ learned: LearnedBasis) {
    self.learned = learned
  }

  package var identity: CodecIdentity {
    CodecIdentity(
      id: "pca-textbook", name: "PCA, textbook", family: "pca",
      about: "Principal components of the 16×16 colour blocks of all these pictures; the first "
        + "1…\(Self.components.max() ?? 1) coefficients of each block are kept as 32-bit floats. Mean and components are "
        + "not counted.")
  }

  package var settings: [String] { Self.components.map { "k = \($0)" } }
  package var learnsFromAll: Bool { true }

  package func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodedPicture) async throws -> Void
  ) async throws -> Int {
    let basis = try await learned.basis(of: pictures)
    let codec = TextbookPCA(basis: basis, components: Self.components[setting])
    try await codeEach(pictures, jobs: jobs, take: take) { codec.code(basis.transform($0)) }
    return 0
  }
}
