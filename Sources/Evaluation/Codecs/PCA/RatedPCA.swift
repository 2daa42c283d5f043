import Images

/// Principal components with quantised, entropy-coded coefficients: see ``PCACodec``.
package struct RatedPCA: RatedCodec {
  private let learned: LearnedBasis
  private let countsBasis: Bool

  /// - Parameter countsBasis: whether mean and components count as bytes; if not, they are as
  ///   precise as if a billion blocks shared them
  package init(_ learned: LearnedBasis, countsBasis: Bool) {
    self.learned = learned
    self.countsBasis = countsBasis
  }

  package var identity: CodecIdentity {
    let counted =
      countsBasis
      ? "are quantised, coded and counted as well"
      : "are not counted, and as precise as if a billion blocks shared them"
    return CodecIdentity(
      id: countsBasis ? "pca-basis" : "pca",
      name: countsBasis ? "PCA, basis counted" : "PCA, basis free", family: "pca",
      about: "Principal components of the 16×16 colour blocks of all these pictures; coefficients "
        + "predicted from neighbouring blocks, quantised with one step (9…133) under "
        + "rate-distortion optimisation, coded by adaptive context mixing. Mean and components "
        + "\(counted).")
  }

  package var settings: [String] { PCACodec.steps.map { "step \(Int($0))" } }
  package var learnsFromAll: Bool { true }

  package func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodecResult) async throws -> Void
  ) async throws -> Int {
    let basis = try await learned.basis(of: pictures)
    let codec = try PCACodec(
      basis: basis, step: PCACodec.steps[setting], sharedByBlocks: countsBasis ? nil : 1 << 30)
    try await codeEach(pictures, jobs: jobs, take: take) { try codec.code(basis.transform($0)) }
    return countsBasis ? codec.sharedBytes.count : 0
  }
}

/// Principal components as textbooks describe them: see ``TextbookPCA``.
package struct RatedTextbookPCA: RatedCodec {
  private let learned: LearnedBasis
  private static let components = TextbookPCA.counts

  package init(_ learned: LearnedBasis) {
    self.learned = learned
  }

  package var identity: CodecIdentity {
    CodecIdentity(
      id: "pca-textbook", name: "PCA, textbook", family: "pca",
      about: "Principal components of the 16×16 colour blocks of all these pictures; the first "
        + "1…\(Self.components.max() ?? 1) coefficients of each block are kept as 32-bit floats. "
        + "Mean and components are not counted.")
  }

  package var settings: [String] { Self.components.map { "k = \($0)" } }
  package var learnsFromAll: Bool { true }

  package func code(
    _ pictures: [PictureFile], setting: Int, jobs: Int,
    take: @escaping @Sendable (Int, CodecResult) async throws -> Void
  ) async throws -> Int {
    let basis = try await learned.basis(of: pictures)
    let codec = TextbookPCA(basis: basis, components: Self.components[setting])
    try await codeEach(pictures, jobs: jobs, take: take) { codec.code(basis.transform($0)) }
    return 0
  }
}

/// The principal components of the measured pictures, learned when they are first needed.
package actor LearnedBasis {
  private var learned: (basis: PCABasis, from: [PictureFile])?

  package init() {}

  /// The components of exactly these pictures.
  func basis(of pictures: [PictureFile]) throws -> PCABasis {
    if let learned, learned.from.map(\.digest) == pictures.map(\.digest) { return learned.basis }
    // Each pass reads the pictures again, as all of them may not fit into memory. A picture that
    // can no longer be read is reported when it is coded.
    let basis = try PCABasis.learn(from: pictures.lazy.compactMap { try? $0.load() })
    learned = (basis, pictures)
    return basis
  }
}
