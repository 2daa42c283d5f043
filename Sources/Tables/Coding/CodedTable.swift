import Bytes
import Entropy

/// An encoded table. The codec of tables predicts each number from others, quantises if loss is
/// allowed, and codes the differences; ``TableForm/decode(_:size:limit:)`` is its decoder. Layout:
/// `Formats/tables-1.md`.
package struct CodedTable: Sendable {
  package let body: SymbolStream
  /// The approximate number of bytes of the body after zstd.
  package let size: Int
  /// The file that the body decodes to.
  package let decoded: [UInt8]
  /// The largest error of a number; 0 if the coding is lossless.
  package let maximumError: Double
  /// Whether all segments are coded by adaptive bits, which zstd cannot compress further.
  package let isDense: Bool
  /// Whether a predictor was learned from the numbers.
  package let isLearned: Bool

  /// The most bytes that the entry of a table needs beside its body, more than that of a lossless
  /// file.
  private static let margin = 24

  /// Encodes a table; nil if that is no smaller than the file compressed by zstd, unless the file
  /// is too large for one piece.
  ///
  /// - Parameters:
  ///   - error: the largest error allowed for a number
  ///   - learns: whether predictors may be learned from the numbers
  ///   - pieceBytes: the most bytes of a piece; a larger file must be coded as a table in any case,
  ///     as it would be cut into pieces otherwise
  package static func encode(
    _ candidate: TableCandidate, error: Double, learns: Bool = false, pieceBytes: Int = .max
  ) -> CodedTable? {
    var best = coded(candidate, error: 0, learns)
    if error > 0, let within = coded(candidate, within: error, learns),
      within.size < best.size
    {
      best = within
    }
    if candidate.file.count <= pieceBytes {
      let exact = try? ZstdFrame.compress(candidate.file[...], level: 12).count
      guard best.size + margin < exact ?? candidate.file.count else { return nil }
    }
    var decoded = candidate.file
    if best.error > 0 {
      guard let file = try? TableForm.decode(best.body.bytes[...], size: candidate.file.count)
      else { return nil }
      decoded = file
    }
    return CodedTable(
      body: best.body, size: best.size, decoded: decoded, maximumError: best.error,
      isDense: best.isDense, isLearned: best.isLearned)
  }

  private struct Coded {
    var body: SymbolStream
    var size: Int
    var error: Double
    var isDense: Bool
    var isLearned: Bool
  }

  /// Nil if the error only allows lossless coding.
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
      body: SymbolStream(bytes: writer.bytes, boundaries: boundaries), size: size, error: error,
      isDense: isDense, isLearned: usesLearned)
  }

  /// Codes a segment by the best plan, or plain if that is smaller.
  private static func smallest(_ segment: Segment, _ learns: Bool) -> CodedSegment {
    let planned = segment.coded(segment.bestPlan(learns: false))
    let plain = segment.coded(Segment.Plan(coder: .plain, predictors: .all(.none)))
    let best = planned.size < plain.size ? planned : plain
    guard learns else { return best }
    let learned = segment.coded(segment.bestPlan(learns: true))
    return learned.compressedSize < best.compressedSize ? learned : best
  }
}

extension TableCandidate {
  /// The greatest magnitude of floating numbers; 0 for integers.
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
