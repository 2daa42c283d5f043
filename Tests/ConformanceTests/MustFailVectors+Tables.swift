import Bytes
import Container

/// Archives that break the rules of `tables-1.md`.
extension MustFailVectors {
  /// The fields of a table.
  private struct Body {
    var header: [UInt8] = Array("head".utf8)
    /// 16 bits, unsigned.
    var type: UInt8 = 1
    var (row, line) = (3, 3)
    /// The form of a text.
    var text: [UInt8] = []
    var mode: UInt8 = 0
    var step: [UInt8] = []
    /// A segment of six numbers, in two planes.
    var segments: [[UInt8]] = [[6, 1, 0, 12, 2, 4, 6, 8, 10, 12, 0, 0, 0, 0, 0, 0]]
    var rest: [UInt8] = []

    var bytes: [UInt8] {
      var writer = ByteWriter()
      writer.varint(header.count)
      writer.append(header)
      writer.append([type])
      writer.varint(row)
      writer.varint(line)
      writer.append(text + [mode] + step + segments.joined() + rest)
      return writer.bytes
    }

    /// A text of three columns of integers.
    mutating func text(
      flags: UInt8 = 0, separator: UInt8 = 44, columns: [UInt8] = [18, 18, 18], count: UInt8 = 6
    ) {
      (type, text) = (39, [flags, separator] + columns + [count])
    }

    /// A segment whose numbers all have a linear predictor with these bytes, whatever they predict.
    mutating func weights(_ weights: [UInt8]) {
      segments = [[6, 1, 7] + weights + [12, 2, 4, 6, 8, 10, 12, 0, 0, 0, 0, 0, 0]]
    }

    /// Quantised floating-point numbers of 64 bits.
    mutating func step(_ step: Double) {
      (type, mode, segments) = (11, 1, [])
      self.step = (0..<8).map { UInt8(truncatingIfNeeded: step.bitPattern >> (8 * $0)) }
    }
  }

  private static let decoded =
    Array("head".utf8) + (1...6).flatMap { [UInt8($0), 0] }

  /// A table with one error in its body, and a file.
  private static func table(
    _ name: String, size: Int? = nil, _ change: @escaping @Sendable (inout Body) -> Void
  ) -> Vector {
    entry(name) { row in
      var body = Body()
      change(&body)
      row.body = body.bytes
      row.entry.size = size ?? row.entry.size
    }
  }

  /// A table with one error in its entry, and a file.
  private static func entry(
    _ name: String, _ change: @escaping @Sendable (inout RawBlock.Row) -> Void
  ) -> Vector {
    (
      "table-\(name)",
      {
        var entry = Entry(
          path: Array("numbers".utf8), kind: .table, mode: 0o644, size: decoded.count)
        entry.digest = .file(Digest(of: decoded))
        var row = RawBlock.Row(entry: entry)
        row.body = Body().bytes
        change(&row)
        var raw = RawArchive()
        raw.version = .tables
        raw.parts = [.block(RawBlock([row, .exact("words.txt", "plain words\n")]))]
        return try raw.bytes()
      }
    )
  }

  static let numbers: [Vector] = [
    table("without-body") { ($0.header, $0.segments) = ([], []) },
    table("type-reserved-meaning") { $0.type = 13 },
    table("type-reserved-bit") { $0.type = 33 },
    table("type-floating-byte") { $0.type = 8 },
    table("type-big-endian-byte") { $0.type = 16 },
    table("row-of-nothing") { ($0.row, $0.line) = (0, 0) },
    table("line-of-nothing") { $0.line = 0 },
    table("line-above-row") { $0.line = 4 },
    table("mode-reserved") { $0.mode = 2 },
    table("step-of-zero") { ($0.mode, $0.step) = (1, Array(repeating: 0, count: 8)) },
    table("step-too-large") { ($0.mode, $0.step) = (1, Array(repeating: 255, count: 8)) },
    table("step-negative", size: 52) { $0.step(-1) },
    table("step-infinite", size: 52) { $0.step(.infinity) },
    table("step-no-number", size: 52) { $0.step(.nan) },
    table("header-above-the-size") { $0.header = Array(repeating: 1, count: 17) },
    table("header-of-another-length") { $0.header += [1] },
    table("segment-of-nothing") { $0.segments.insert([0], at: 0) },
    table("segment-of-too-many") { $0.segments[0][0] = 7 },
    table("segment-missing") { $0.segments = [] },
    table("segment-cut") { $0.segments[0].removeLast() },
    table("byte-too-many") { $0.rest = [0] },
    table("coder-reserved") { $0.segments[0][1] = 5 },
    table("predictor-reserved") { $0.segments[0][2] = 8 },
    table("predictor-of-a-column-reserved") {
      $0.segments = [[6, 1, 255, 0, 7, 0, 6, 2, 4, 6, 8, 10, 12]]
    },
    table("weights-of-one") { $0.weights([1, 1, 0]) },
    table("weights-of-too-many") {
      $0.weights([33] + (1...33).map { $0 } + [0] + Array(repeating: 0, count: 32))
    },
    table("weights-from-too-far") { $0.weights([2, 1, 129, 128, 128, 2, 0, 0]) },
    table("weights-of-sets-reserved") { $0.weights([2, 1, 2, 2, 0, 0, 0]) },
    table("weights-of-each-of-one-column") {
      ($0.row, $0.line) = (1, 1)
      $0.weights([2, 1, 2, 1, 0])
    },
    table("weight-too-large") { $0.weights([2, 1, 2, 0, 128, 128, 128, 128, 16]) },
    table("weights-missing") { $0.segments = [[6, 1, 7, 3, 1, 2, 3, 0, 0]] },
    table("predictors-of-too-many-columns") {
      ($0.row, $0.segments[0][2]) = (1 << 16 + 1, 255)
    },
    table("plain-too-short") { $0.segments = [[6, 0, 11] + decoded[4..<15]] },
    table("planes-of-a-half") { $0.segments = [[6, 1, 0, 9, 2, 4, 6, 8, 10, 12, 0, 0, 0]] },
    table("planes-too-many") {
      $0.segments = [[6, 1, 0, 18] + Array(repeating: 0, count: 18)]
    },
    table("corrections-too-many") {
      ($0.mode, $0.step) = (1, [3, 0, 0, 0, 0, 0, 0, 0])
      $0.segments = [[6, 1, 0, 7, 0]]
    },
    table("correction-behind-the-end") {
      ($0.mode, $0.step) = (1, [3, 0, 0, 0, 0, 0, 0, 0])
      $0.segments = [[6, 1, 0, 1, 6, 1, 0, 0]]
    },
    table("bits-of-three-bytes") { $0.segments = [[6, 3, 0, 3, 0, 0, 0]] },
    table("bits-that-end-early") { $0.segments = [[6, 3, 0, 4, 255, 255, 255, 255]] },
    table("bits-that-go-on") { $0.segments = [[6, 3, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]] },
    table("bits-that-end-above-zero") { $0.segments = [[6, 4, 0, 4, 0, 0, 0, 1]] },
    table("text-reserved-flag") { $0.text(flags: 4) },
    table("text-separator-unknown") { $0.text(separator: 32) },
    table("text-decimals-too-many") { $0.text(columns: [18, 37, 18]) },
    table("text-style-reserved") { $0.text(columns: [18, 18, 192 + 18]) },
    table("text-of-half-a-row") { $0.text(count: 5) },
    table("text-of-nothing") { $0.text(count: 0) },
    table("text-of-too-many") { $0.text(count: 9) },
    table("text-in-steps") {
      $0.text()
      ($0.mode, $0.step) = (1, [3, 0, 0, 0, 0, 0, 0, 0])
    },
    table("text-of-other-numbers") { $0.text() },
    entry("text-of-another-size") { row in
      var body = Body()
      body.text()
      row.body = body.bytes
      row.entry.size = 17
      row.entry.digest = .file(Digest(of: Array("head1,2,3\n4,5,6\n".utf8)))
    },
    table("of-another-size", size: 18) { _ in },
    table("of-half-a-number", size: 17) { _ in },
    entry("of-other-numbers") { $0.body[$0.body.count - 9] = 0 },
    entry("without-digest") { $0.entry.digest = .none },
    entry("with-a-digest-of-samples") {
      $0.entry.digest = .samples(SampleDigest(Digest(of: decoded)))
    },
    entry("without-bytes") { $0.entry.size = 0 },
    entry("too-large") { $0.entry.size = DecodeLimits.tableBytes + 1 },
    entry("in-pieces") { $0.entry.pieceOffset = 2 },
    entry("off-by-less-than-zero") { $0.entry.maximumError = -1 },
    entry("off-by-infinity") { $0.entry.maximumError = .infinity },
    entry("off-by-no-number") { $0.entry.maximumError = .nan },
  ]
}
