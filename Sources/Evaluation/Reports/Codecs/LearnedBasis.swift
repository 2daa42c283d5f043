import Images

/// The principal components of the pictures measured, learned when they are first needed.
package actor LearnedBasis {
  private var learned: (basis: PCABasis, from: [PictureFile])?

  package init() {}

  /// The components of exactly these pictures.
  func basis(of pictures: [PictureFile]) throws -> PCABasis {
    if let learned, learned.from.map(\.digest) == pictures.map(\.digest) { return learned.basis }
    // Read anew on each pass: all together may not fit into memory. One that cannot be read any
    // more is told when it is coded.
    let basis = try PCABasis.learn(from: pictures.lazy.compactMap { try? $0.load() })
    learned = (basis, pictures)
    return basis
  }
}
