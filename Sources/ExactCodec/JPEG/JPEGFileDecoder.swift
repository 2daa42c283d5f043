import Bytes
import Entropy
import Tensors

/// Decodes the bytes of a JPEG file, some megabytes at a time.
package final class JPEGFileDecoder: ExactFileDecoder {
  private let codes: ArraySlice<UInt8>
  private let modelSize: ModelSize
  private let (memoryLimit, threads): (Int, Int)
  private var parts: ArraySlice<JPEGScript.Part>
  private var offset: Int
  private var remaining: Int
  /// The blocks that pictures may still have.
  private var blocksLeft: Int
  /// The picture that is being decoded, row by row.
  private var open: OpenPicture?

  /// Blocks of all pictures that a byte of a file may stand for. Most take a bit at least.
  static let blocksOfByte = 8

  /// - Parameters:
  ///   - body: what ``JPEGFileCoder`` made of a file; untrusted
  ///   - fileSize: of the file in bytes
  ///   - memoryLimit: bytes that decoding may take, about
  ///   - threads: the stripes that are decoded at a time, if memory allows
  package init(
    _ body: ArraySlice<UInt8>, size fileSize: Int, memoryLimit: Int, threads: Int
  ) throws(ExactCodeError) {
    var reader = ByteReader(body)
    do {
      guard let size = ModelSize(rawValue: try reader.count(atMost: 255)) else {
        throw ExactCodeError.malformed(reason: "an unassigned model")
      }
      modelSize = size
      let parsed = try JPEGScript(parsing: &reader)
      codes = try reader.take(reader.remaining)
      guard parsed.stripeBytes == codes.count else {
        throw ExactCodeError.malformed(reason: "\(codes.count) bytes of codes")
      }
      parts = parsed.parts[...]
    } catch let error as ExactCodeError {
      throw error
    } catch {
      throw .malformed(reason: "\(error)")
    }
    offset = codes.startIndex
    (remaining, blocksLeft) = (fileSize, Self.blocksOfByte * fileSize)
    (self.memoryLimit, self.threads) = (memoryLimit, max(threads, 1))
  }

  /// The next bytes; nil behind the last one. Throws unless there are as many as the file has.
  package func next() throws(ExactCodeError) -> [UInt8]? {
    do {
      var bytes: [UInt8]?
      while bytes == nil || bytes == [] {
        if open != nil {
          bytes = try open!.next(from: codes, threads: threads)
          if bytes == nil { open = nil }
        } else if let part = parts.popFirst() {
          switch part {
          case .bytes(let literal): bytes = literal
          case .picture(let picture): open = try opened(picture)
          }
        } else {
          guard remaining == 0 else { throw ExactCodeError.malformed(reason: "too few bytes") }
          return nil
        }
      }
      remaining -= bytes!.count
      guard remaining >= 0 else { throw ExactCodeError.malformed(reason: "too many bytes") }
      return bytes
    } catch let error as ExactCodeError {
      throw error
    } catch {
      throw .malformed(reason: "\(error)")
    }
  }

  private func opened(_ picture: JPEGScript.Picture) throws -> OpenPicture {
    let headers = try bytes(of: picture.headers)
    let end = offset + picture.stripes.reduce(0, +)
    defer { offset = end }
    return try OpenPicture(
      picture, headers: headers, codes: offset..<end, modelSize, memoryLimit: memoryLimit,
      blocksLeft: &blocksLeft)
  }

  /// The bytes of a script within a picture's headers.
  private func bytes(of script: JPEGScript) throws -> [UInt8] {
    var all: [UInt8] = []
    for part in script.parts {
      switch part {
      case .bytes(let literal): all += literal
      case .picture(let picture):
        var inner = try opened(picture)
        while let bytes = try inner.next(from: codes, threads: threads) {
          all += bytes
          guard all.count <= remaining else {
            throw ExactCodeError.malformed(reason: "too many bytes")
          }
        }
      }
    }
    return all
  }
}

/// A picture whose stripes are decoded one after the other.
private struct OpenPicture {
  private let picture: JPEGScript.Picture
  private let frame: FrameHeader
  private let headers: [[UInt8]]
  private let record: RepairRecord
  private let modelSize: ModelSize
  private var writer: JPEGWriter?
  private var stripe = 0
  private var offset: Int
  private let stripesAtOnce: Int

  /// Blocks of a stripe, at least, unless it is the only one: each takes a model of its own.
  private static let blocksOfStripe = 4096

  init(
    _ picture: JPEGScript.Picture, headers: [UInt8], codes: Range<Int>, _ modelSize: ModelSize,
    memoryLimit: Int, blocksLeft: inout Int
  ) throws {
    (self.picture, self.modelSize) = (picture, modelSize)
    offset = codes.lowerBound
    record = picture.record
    var (parts, start): ([[UInt8]], Int) = ([], 0)
    for length in picture.headerLengths {
      guard start + length <= headers.count else {
        throw ExactCodeError.malformed(reason: "short headers")
      }
      parts.append(Array(headers[start..<start + length]))
      start += length
    }
    guard start == headers.count else { throw ExactCodeError.malformed(reason: "long headers") }
    self.headers = parts
    frame = try HeaderPacking.frame(parts)
    let rows = picture.stripeRows
    guard picture.stripes.count == (frame.unitsHigh + rows - 1) / rows else {
      throw ExactCodeError.malformed(reason: "\(picture.stripes.count) stripes")
    }
    guard rows >= frame.unitsHigh || frame.coefficientsInRow * rows >= 64 * Self.blocksOfStripe
    else { throw ExactCodeError.malformed(reason: "stripes of \(rows) rows") }
    blocksLeft -= frame.coefficientCount / 64
    guard blocksLeft >= 0 else {
      throw ExactCodeError.malformed(reason: "more blocks than bytes can hold")
    }
    let needsAll = try parts.count > 1 || HeaderPacking.needsCoefficients(parts)
    let whole = needsAll ? 2 * frame.coefficientCount : 0
    let each =
      2 * frame.coefficientsInRow * min(rows, frame.unitsHigh)
      + CoefficientModel.memory(of: frame, modelSize)
    guard whole + each <= memoryLimit else {
      throw ExactCodeError.aboveLimit(
        reason: "a JPEG picture that takes \(whole + each) bytes where \(memoryLimit) are allowed")
    }
    stripesAtOnce = (memoryLimit - whole) / each
    if !needsAll {
      writer = try JPEGWriter(
        headers: try HeaderPacking.unpack(parts, record: record, planes: nil), record: record)
    }
  }

  /// The next bytes; nil behind the last one.
  mutating func next(from codes: ArraySlice<UInt8>, threads: Int) throws -> [UInt8]? {
    guard stripe < picture.stripes.count else { return nil }
    if writer != nil {
      for planes in try decode(from: codes, min(threads, stripesAtOnce)) {
        try writer!.append(planes)
      }
      return stripe < picture.stripes.count
        ? writer!.takeBytes() : try writer!.finish(tail: [])
    }
    var planes = try CoefficientPlanes(
      frame, rows: 0..<frame.unitsHigh, coefficientLimit: frame.coefficientCount)
    while stripe < picture.stripes.count {
      for part in try decode(from: codes, min(threads, stripesAtOnce)) { planes.paste(part) }
    }
    var writer = try JPEGWriter(
      headers: try HeaderPacking.unpack(headers, record: record, planes: planes), record: record)
    try writer.appendAll(planes)
    return try writer.finish(tail: [])
  }

  /// Decodes the next stripes, at least one.
  private mutating func decode(
    from codes: ArraySlice<UInt8>, _ most: Int
  ) throws -> [CoefficientPlanes] {
    let batch = stripe..<min(stripe + most, picture.stripes.count)
    var ranges: [Range<Int>] = []
    for length in picture.stripes[batch] {
      ranges.append(offset..<offset + length)
      offset += length
    }
    stripe = batch.upperBound
    let (rows, frame, size, pieces) = (
      picture.stripeRows, frame, modelSize, ranges.map { codes[$0] }
    )
    return try concurrently(batch.count) { index in
      Result { () throws -> CoefficientPlanes in
        let first = (batch.lowerBound + index) * rows
        var planes = try CoefficientPlanes(
          frame, rows: first..<min(first + rows, frame.unitsHigh),
          coefficientLimit: frame.coefficientCount)
        var model = CoefficientModel(.builtIn, size)
        var decoder = BinaryRangeDecoder(trimmed: pieces[index])
        model.code(&planes, by: &decoder)
        try decoder.expectTrimmedEnd()
        return planes
      }
    }.map { try $0.get() }
  }
}
