import Bytes

/// The parts of a file that holds JPEG files: bytes as they are, and pictures.
///
/// Pictures lie one behind the other, as a camera's preview behind its photograph, or within the
/// headers of others, as thumbnails do. Layout: `Formats/jpeg-1.md`.
struct JPEGScript: Equatable {
  enum Part: Equatable {
    case bytes([UInt8])
    case picture(Picture)
  }

  /// A JPEG file up to the end of its last scan's data.
  struct Picture: Equatable {
    /// The lengths of its headers, as they were packed.
    var headerLengths: [Int]
    /// These headers, one behind the other, which may hold further pictures.
    var headers: JPEGScript
    var record: RepairRecord
    /// The rows of MCUs of a stripe; the last one may have fewer.
    var stripeRows: Int
    /// The lengths of the stripes' codes.
    var stripes: [Int]
  }

  var parts: [Part] = []

  /// How deep pictures lie within the headers of others, at most.
  static let depthLimit = 3
  /// Stripes of a picture, and headers, at most.
  private static let (stripeLimit, headerLimit) = (1 << 16, 256)
  /// Bytes of a script, at most.
  static let sizeLimit = 1 << 28

  /// The pictures in the order of their codes: those within a picture's headers before it.
  var stripeBytes: Int {
    parts.reduce(0) { sum, part in
      guard case .picture(let picture) = part else { return sum }
      return sum + picture.headers.stripeBytes + picture.stripes.reduce(0, +)
    }
  }
}

// MARK: Bytes

extension JPEGScript {
  func append(to writer: inout ByteWriter) {
    for part in parts {
      switch part {
      case .bytes(let bytes):
        writer.varint(2 * bytes.count)
        writer.append(bytes)
      case .picture(let picture):
        writer.varint(1)
        writer.varint(picture.headerLengths.count)
        for length in picture.headerLengths { writer.varint(length) }
        picture.headers.append(to: &writer)
        let record = picture.record.bytes
        writer.varint(record.count)
        writer.append(record)
        writer.varint(picture.stripeRows)
        writer.varint(picture.stripes.count)
        for length in picture.stripes { writer.varint(length) }
      }
    }
    writer.varint(0)
  }

  /// - Parameter reader: of untrusted bytes
  init(parsing reader: inout ByteReader, depth: Int = 0) throws(ExactCodeError) {
    do {
      while true {
        let head = try reader.count(atMost: 2 * Self.sizeLimit)
        if head == 0 { break }
        if head != 1 {
          guard head & 1 == 0 else { throw ExactCodeError.malformed(reason: "part \(head)") }
          parts.append(.bytes(Array(try reader.take(head / 2))))
          continue
        }
        guard depth < Self.depthLimit else {
          throw ExactCodeError.malformed(reason: "pictures within pictures")
        }
        var lengths: [Int] = []
        for _ in 0..<(try reader.count(atMost: Self.headerLimit)) {
          lengths.append(try reader.count(atMost: Self.sizeLimit))
        }
        let headers = try JPEGScript(parsing: &reader, depth: depth + 1)
        let length = try reader.count(atMost: reader.remaining)
        let record = try RepairRecord(parsing: try reader.take(length))
        let rows = try reader.count(atMost: Self.stripeLimit)
        guard rows > 0 else { throw ExactCodeError.malformed(reason: "stripes of no rows") }
        var stripes: [Int] = []
        for _ in 0..<(try reader.count(atMost: Self.stripeLimit)) {
          stripes.append(try reader.count(atMost: Self.sizeLimit))
        }
        parts.append(
          .picture(
            Picture(
              headerLengths: lengths, headers: headers, record: record, stripeRows: rows,
              stripes: stripes)))
      }
    } catch let error as ExactCodeError {
      throw error
    } catch {
      throw .malformed(reason: "\(error)")
    }
  }
}
