import Bytes

/// The header of a coded table: all but its numbers. Layout: `Formats/tables-1.md`.
package struct TableForm: Hashable, Sendable {
  /// The file's bytes before the numbers.
  package let header: [UInt8]
  package let layout: NumberLayout
  /// The numbers of a row, that is of one sample.
  package let row: Int
  /// The numbers of a line, that is along the fastest axis, or the two fastest.
  package let line: Int
  package var quantiser: Quantiser
  /// How numbers of 64 bits become a text; nil if the file holds the numbers in binary.
  package var text: TextForm?

  package init(
    header: [UInt8], layout: NumberLayout, row: Int, line: Int, quantiser: Quantiser = .exact
  ) {
    precondition(row > 0 && (1...row).contains(line), "rows and lines have numbers")
    (self.header, self.layout, self.row, self.line) = (header, layout, row, line)
    self.quantiser = quantiser
  }

  /// The limits of this reader, some of which are stricter than the format.
  package enum Limit {
    /// Bytes of a file's header.
    package static let header = 1 << 16
    /// Numbers of a segment.
    package static let segment = 1 << 22
    /// Columns that have predictors of their own.
    package static let columns = 1 << 16
    /// Weights of all segments, beyond one for each number of the table.
    package static let weights = 1 << 22
  }

  /// Whether codes of fewer than 64 bits are signed integers.
  package var hasSignedCodes: Bool { quantiser == .exact && layout.meaning == .signed }

  /// The numbers of each segment but the last, which are whole rows if these fit.
  package var segmentCount: Int { row <= Limit.segment ? Limit.segment / row * row : Limit.segment }
}

extension TableForm {
  package func write(to writer: inout ByteWriter) {
    writer.varint(header.count)
    writer.append(header)
    writer.fixed(text == nil ? layout.code : TextForm.typeCode)
    writer.varint(row)
    writer.varint(line)
    text?.write(to: &writer)
    switch quantiser {
    case .exact: writer.fixed(UInt8(0))
    case .integers(let step):
      writer.fixed(UInt8(1))
      writer.fixed(UInt64(step))
    case .floating(let step):
      writer.fixed(UInt8(1))
      writer.fixed(step.bitPattern)
    }
  }

  /// Parses what ``write(to:)`` wrote; throws ``TableCodeError`` and `BytesError`.
  ///
  /// - Parameter size: the size of the original file
  package init(parsing reader: inout ByteReader, size: Int) throws {
    header = Array(try reader.take(try reader.count(atMost: Limit.header)))
    let type: UInt8 = try reader.fixed()
    let isText = type == TextForm.typeCode
    guard let layout = isText ? .ofTexts : NumberLayout(code: type) else {
      throw TableCodeError.type
    }
    self.layout = layout
    row = try reader.count(atMost: DecodeLimits.tableBytes)
    guard row > 0 else { throw TableCodeError.shape }
    line = try reader.count(atMost: row)
    guard line > 0 else { throw TableCodeError.shape }
    text = isText ? try TextForm(parsing: &reader, row: row, size: size) : nil
    switch try reader.fixed(UInt8.self) {
    case 0: quantiser = .exact
    case 1 where !isText: quantiser = try Self.step(bits: try reader.fixed(), layout)
    default: throw TableCodeError.mode
    }
  }

  private static func step(bits: UInt64, _ layout: NumberLayout) throws -> Quantiser {
    if layout.meaning == .floating {
      let step = Double(bitPattern: bits)
      guard step.isFinite, step > 0 else { throw TableCodeError.step }
      return .floating(step: step)
    }
    guard let step = Int64(exactly: bits), step > 0 else { throw TableCodeError.step }
    return .integers(step: step)
  }
}

/// Why the body of a table cannot be decoded.
package enum TableCodeError: Error, Hashable {
  case type, shape, mode, step, coder, predictor, weights, products, text
  /// The file would not have the size that the archive declares.
  case size(declared: Int, found: Int)
  /// The text would have more bytes than allowed.
  case tooLong(limit: Int)
  /// The index of a correction lies behind the segment's last number.
  case correction
  /// The byte planes do not fit the number of numbers.
  case planes(bytes: Int, numbers: Int)
}

extension TableCodeError {
  /// Whether a higher limit would allow what the table asks for.
  package var isAboveLimit: Bool {
    switch self {
    case .products, .tooLong: true
    default: false
    }
  }
}

extension TableCodeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .type: "numbers of a type unknown to this program"
    case .shape: "a table of rows or lines without numbers"
    case .mode: "numbers kept in a way unknown to this program"
    case .step: "a step that is no step"
    case .coder: "numbers coded in a way unknown to this program"
    case .text: "a text written in a way unknown to this program"
    case .weights: "more weights than numbers"
    case .products:
      "takes more time than its size gives it"
    case .predictor: "a predictor unknown to this program"
    case .size(let declared, let found):
      "a table of \(declared) bytes whose header and numbers take \(found)"
    case .tooLong(let limit):
      "a text of more than the \(limit) bytes allowed"
    case .correction: "a correction of a number that is not there"
    case .planes(let bytes, let numbers): "\(bytes) bytes of planes for \(numbers) numbers"
    }
  }
}
