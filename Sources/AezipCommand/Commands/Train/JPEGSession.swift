import Bytes
import ExactCodec
import Files
import Training

/// Learns what the exact coder of JPEG files begins with.
struct JPEGSession {
  let files: TrainFiles
  let quiet: Bool

  /// Every fifth photograph also serves to find how magnitudes depend on one another.
  private static let measured = 5
  /// The most coefficients of a photograph that is learnt from.
  private static let limit = 1 << 27

  /// - Parameter heldOut: photographs to evaluate on, which are not learnt from; nil for none
  func train(_ pictures: PictureSource, heldOut: PictureSource?) throws -> JPEGSummary {
    let clock = ContinuousClock()
    let start = clock.now
    let evaluated = try heldOut.map { try photographs(of: $0, without: []) } ?? []
    let learned = try photographs(of: pictures, without: Set(evaluated.map(\.digest)))
    guard !learned.isEmpty else { throw TrainError.noJPEG }
    var training = JPEGTraining()
    let line = ProgressLine("learning", quiet: quiet)
    for (index, photograph) in learned.enumerated() where index.isMultiple(of: Self.measured) {
      line.show { "measuring photograph \(index) of \(learned.count)" }
      try training.measure(photograph.planes(atMost: Self.limit))
    }
    for (index, photograph) in learned.enumerated() {
      line.show { "learning from photograph \(index) of \(learned.count)" }
      try training.learn(photograph.planes(atMost: Self.limit))
    }
    line.finish()
    var hasher = DigestHasher()
    for photograph in learned { hasher.update(photograph.digest.bytes[...]) }
    let card = JPEGSummary.Card(
      photographs: learned.count, digest: hasher.finish().description,
      heldOut: evaluated.count,
      bytes: try evaluated.reduce(0) { $0 + (try $1.item.content().count) },
      coded: try evaluated.reduce(0) {
        $0 + training.codedSize(of: try $1.planes(atMost: Self.limit))
      })
    let file = try training.file([
      "photographs": "\(card.photographs)", "digest": card.digest,
    ])
    try files.write(model: file)
    let seconds = Double((clock.now - start).components.seconds)
    return JPEGSummary(card: card, file: files.model, seconds: seconds)
  }

  private struct Photograph {
    let item: PictureSource.Item
    let digest: Digest

    func planes(atMost limit: Int) throws -> CoefficientPlanes {
      try SplitJPEG(reading: try item.content(), coefficientLimit: limit).planes
    }
  }

  /// The JPEG files that the coder takes, each once, in the order of their digests: so the order is
  /// mixed, and does not depend on names.
  private func photographs(
    of pictures: PictureSource, without others: Set<Digest>
  ) throws -> [Photograph] {
    var seen = others
    var found: [Photograph] = []
    for item in pictures.items where item.format == .jpeg {
      let bytes = try item.content()
      let digest = Digest(of: bytes[...])
      guard (try? SplitJPEG(reading: bytes, coefficientLimit: Self.limit)) != nil,
        seen.insert(digest).inserted
      else { continue }
      found.append(Photograph(item: item, digest: digest))
    }
    return found.sorted { $0.digest.bytes.lexicographicallyPrecedes($1.digest.bytes) }
  }
}

/// The result of learning from JPEG files.
struct JPEGSummary {
  /// What a run comes to.
  struct Card: Encodable {
    let photographs: Int
    /// Of the digests of all photographs, in order.
    let digest: String
    let heldOut: Int
    /// Of the photographs held out, and of their coefficients as a model of standard size codes
    /// them.
    let bytes: Int
    let coded: Int
  }

  let card: Card
  let file: RawPath
  let seconds: Double

  var lines: [String] {
    var lines = [
      "model of JPEG files, learnt from \(plural(card.photographs, "photograph")) in "
        + duration(seconds: seconds)
    ]
    if card.heldOut > 0 {
      let share = (100 * Double(card.coded) / Double(max(card.bytes, 1))).fixed(1)
      lines.append(
        "held out: \(plural(card.heldOut, "photograph")), \(card.bytes) bytes; their coefficients "
          + "take \(card.coded) (\(share) %)")
    }
    return lines + ["written: \(file)"]
  }
}
