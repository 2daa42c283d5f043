import Bytes
import Entropy

/// A table as codes.
package struct CodedTable: Sendable {
  package let body: CodeStream
  /// Bytes of the body when zstd has compressed what it can, about.
  package let size: Int
  /// What the codes will be decoded to.
  package let decoded: [UInt8]
  /// How far each number may be from the original; 0 where the file comes back byte for byte.
  package let maximumError: Double
  /// Whether all is coded by adaptive bits, which zstd does not make smaller.
  package let isDense: Bool
  /// Whether a predictor was learned from its numbers.
  package let isLearned: Bool

  /// What an entry of a table costs beside its body more than one of an exact file, at most.
  private static let margin = 24

  /// Nil where the table is no smaller than its file is when zstd has compressed it, unless the
  /// file is one of those that are too large for one piece.
  ///
  /// - Parameters:
  ///   - error: how far each number may be from the original
  ///   - learns: whether predictors may be learned from the numbers
  ///   - pieceBytes: bytes above which a file must be stored as a table whatever it costs, because
  ///     it would be cut into pieces otherwise
  package init?(
    _ candidate: TableCandidate, error: Double, learns: Bool = false, pieceBytes: Int = .max
  ) {
    var best = Self.coded(candidate, error: 0, learns)
    if error > 0, let within = Self.coded(candidate, within: error, learns),
      within.size < best.size
    {
      best = within
    }
    if candidate.file.count <= pieceBytes {
      let exact = try? ZstdFrame.compress(candidate.file[...], level: 12).count
      guard best.size + Self.margin < exact ?? candidate.file.count else { return nil }
    }
    (body, maximumError, isDense) = (best.body, best.error, best.isDense)
    (isLearned, size) = (best.isLearned, best.size)
    if best.error == 0 {
      decoded = candidate.file
    } else {
      guard let file = try? TableForm.decode(best.body.bytes[...], size: candidate.file.count)
      else { return nil }
      decoded = file
    }
  }

  private struct Coded {
    var body: CodeStream
    var size: Int
    var error: Double
    var isDense: Bool
    var isLearned: Bool
  }

  /// Nil where the error asked for leaves no choice but to store the numbers exactly.
  private static func coded(
    _ candidate: TableCandidate, within error: Double, _ learns: Bool
  ) -> Coded? {
    if candidate.form.text != nil {
      guard let rounded = candidate.rounded(within: error) else { return nil }
      return coded(rounded, error: error, learns)
    }
    var candidate = candidate
    candidate.form.quantiser = Quantiser(
      error: error, layout: candidate.form.layout, greatest: candidate.greatest)
    return candidate.form.quantiser == .exact ? nil : coded(candidate, error: error, learns)
  }

  private static func coded(
    _ candidate: TableCandidate, error: Double, _ learns: Bool
  ) -> Coded {
    let form = candidate.form
    var writer = ByteWriter()
    form.write(to: &writer)
    var boundaries: [Int] = []
    var (size, isDense, usesLearned) = (writer.count, true, false)
    let bytes = candidate.numbers
    let step = form.segmentCount * form.layout.width
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: step) {
      let part = bytes[start..<min(start + step, bytes.endIndex)]
      let segment = smallest(Segment(part, form, error: error), learns)
      usesLearned = usesLearned || segment.isLearned
      boundaries += segment.boundaries.map { writer.count + $0 }
      writer.append(segment.bytes)
      size += segment.size
      isDense = isDense && segment.isDense
    }
    return Coded(
      body: CodeStream(bytes: writer.bytes, boundaries: boundaries), size: size, error: error,
      isDense: isDense, isLearned: usesLearned)
  }

  /// By the best plan, or left as it is.
  private static func smallest(_ segment: Segment, _ learns: Bool) -> CodedSegment {
    let planned = segment.coded(segment.bestPlan(learns: false))
    let plain = segment.coded(Segment.Plan(coder: .plain, predictors: .all(.none)))
    let best = planned.size < plain.size ? planned : plain
    guard learns else { return best }
    let learned = segment.coded(segment.bestPlan(learns: true))
    return learned.sealedSize < best.sealedSize ? learned : best
  }
}

extension TableCandidate {
  /// The greatest magnitude of the floating numbers; 0 of others.
  fileprivate var greatest: Double {
    guard form.layout.meaning == .floating else { return 0 }
    var greatest = 0.0
    let (bytes, step) = (numbers, form.segmentCount * form.layout.width)
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: step) {
      for bits in form.layout.load(bytes[start..<min(start + step, bytes.endIndex)]) {
        let value = abs(form.layout.value(ofBits: bits))
        if value.isFinite { greatest = max(greatest, value) }
      }
    }
    return greatest
  }
}
