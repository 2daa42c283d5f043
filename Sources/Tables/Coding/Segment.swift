import Bytes
import Entropy

/// The entropy coder of a segment.
package enum SegmentCoder: UInt8, CaseIterable, Sendable {
  /// The bytes of the file, for zstd to compress.
  case plain
  /// Differences in byte planes, for zstd to compress.
  case planes
  /// Differences in byte planes, column by column, for zstd to compress.
  case columnPlanes
  /// Differences by adaptive bits, in the contexts of ``DifferenceModel/Surroundings/near``.
  case near
  /// Differences by adaptive bits, in the contexts of ``DifferenceModel/Surroundings/column``.
  case column

  package var surroundings: DifferenceModel.Surroundings? {
    switch self {
    case .near: .near
    case .column: .column
    default: nil
    }
  }
}

/// Some rows of a table as codes, with corrections for numbers that their codes do not represent.
package struct Segment: Sendable {
  package let form: TableForm
  /// The bytes of the file.
  package let bytes: ArraySlice<UInt8>
  private(set) var codes: [UInt64] = []
  /// The index and the bits of each number whose code is not within the error, ascending.
  private(set) var corrections: [(index: Int, bits: UInt64)] = []

  /// - Parameter error: the largest error allowed for a number
  package init(_ bytes: ArraySlice<UInt8>, _ form: TableForm, error: Double) {
    (self.form, self.bytes) = (form, bytes)
    let (layout, quantiser) = (form.layout, form.quantiser)
    let numbers = layout.load(bytes)
    codes.reserveCapacity(numbers.count)
    for (index, bits) in numbers.enumerated() {
      if let code = quantiser.code(of: bits, layout),
        quantiser == .exact || layout.areWithin(error, bits, quantiser.bits(of: code, layout))
      {
        codes.append(code)
      } else {
        // Any code will do; that of the previous row is easy to predict.
        codes.append(index >= form.row ? codes[index - form.row] : 0)
        corrections.append((index, bits))
      }
    }
  }

  /// A part of the segment.
  package func part(_ range: Range<Int>) -> Segment {
    var part = self
    part.codes = Array(codes[range])
    part.corrections = corrections.filter { range.contains($0.index) }
      .map { ($0.index - range.lowerBound, $0.bits) }
    return part
  }

  package var codeBits: Int { form.quantiser.codeBits(form.layout) }

  /// The difference of each code from its prediction.
  package func differences(_ predictors: ColumnPredictors) -> [Int64] {
    let bitCount = codeBits
    var column = 0
    return codes.indices.map { index in
      let expected = predictors.expected(codes, index, column: column, form)
      column = column + 1 == form.row ? 0 : column + 1
      return signed(codes[index] &- expected, bitCount: bitCount)
    }
  }
}

/// An encoded segment.
package struct CodedSegment {
  package let bytes: [UInt8]
  /// Offsets where the statistics of the bytes change.
  package let boundaries: [Int]
  /// The approximate number of bytes after zstd.
  package let size: Int
  package let isDense: Bool
  /// Whether its predictor was learned from the numbers.
  package let isLearned: Bool

  /// The number of bytes after zstd at the level of a block of tables: more exact than ``size``,
  /// but slow.
  package var compressedSize: Int {
    isDense ? size : (try? ZstdFrame.compress(bytes[...], level: 19).count) ?? bytes.count
  }
}

extension Segment {
  /// The choices for coding a segment.
  package struct Plan: Hashable, Sendable {
    package let coder: SegmentCoder
    package let predictors: ColumnPredictors

    /// Whether its predictor was learned from the numbers.
    package var isLearned: Bool {
      if case .linear = predictors, coder != .plain { true } else { false }
    }

    package init(coder: SegmentCoder, predictors: ColumnPredictors) {
      (self.coder, self.predictors) = (coder, predictors)
    }
  }

  /// Encodes the segment by a plan.
  package func coded(_ plan: Plan) -> CodedSegment {
    var writer = ByteWriter()
    writer.varint(codes.count)
    writer.fixed(plan.coder.rawValue)
    var data: [UInt8]
    var count = 1
    if plan.coder == .plain {
      data = Array(bytes)
    } else {
      write(plan.predictors, to: &writer)
      writeCorrections(to: &writer)
      let differences = differences(plan.predictors)
      if let surroundings = plan.coder.surroundings {
        data = adaptive(differences, surroundings)
      } else {
        data = planes(differences, byColumn: plan.coder == .columnPlanes)
        count = max(data.count / max(codes.count, 1), 1)
      }
    }
    let isDense = plan.coder.surroundings != nil
    let size =
      isDense ? data.count : (try? ZstdFrame.compress(data[...], level: 12).count) ?? data.count
    writer.varint(data.count)
    let start = writer.count
    writer.append(data)
    return CodedSegment(
      bytes: writer.bytes, boundaries: (0..<count).map { start + $0 * (data.count / count) },
      size: start + size, isDense: isDense, isLearned: plan.isLearned)
  }

  private func write(_ predictors: ColumnPredictors, to writer: inout ByteWriter) {
    switch predictors {
    case .all(let predictor): writer.fixed(predictor.rawValue)
    case .each(let predictors):
      writer.fixed(UInt8(255))
      writer.append(predictors.map(\.rawValue))
    case .linear(let predictor): predictor.write(to: &writer)
    }
  }

  private func writeCorrections(to writer: inout ByteWriter) {
    guard form.quantiser != .exact else { return }
    writer.varint(corrections.count)
    var next = 0
    for (index, _) in corrections {
      writer.varint(index - next)
      next = index + 1
    }
    var bytes: [UInt8] = []
    for (_, bits) in corrections { form.layout.append(bits, to: &bytes) }
    writer.append(bytes)
  }

  private func adaptive(
    _ differences: [Int64], _ surroundings: DifferenceModel.Surroundings
  ) -> [UInt8] {
    var coder = BinaryRangeEncoder()
    var model = DifferenceModel(
      surroundings, line: form.line, row: form.row, count: differences.count)
    for difference in differences { model.encode(difference, into: &coder) }
    return coder.finish()
  }

  private func planes(_ differences: [Int64], byColumn: Bool) -> [UInt8] {
    var rest = differences.map { UInt64(bitPattern: $0 << 1 ^ $0 >> 63) }
    if byColumn {
      rest = ColumnOrder.indices(count: rest.count, row: form.row).map { rest[$0] }
    }
    var bytes: [UInt8] = []
    while rest.contains(where: { $0 != 0 }) {
      bytes.append(contentsOf: rest.lazy.map { UInt8(truncatingIfNeeded: $0) })
      for index in rest.indices { rest[index] >>= 8 }
    }
    return bytes
  }
}

/// The order of a segment's numbers column by column.
package enum ColumnOrder {
  /// The indices of `count` numbers in rows of `row`, column by column.
  package static func indices(count: Int, row: Int) -> [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(count)
    for column in 0..<min(row, count) { indices += stride(from: column, to: count, by: row) }
    return indices
  }
}
