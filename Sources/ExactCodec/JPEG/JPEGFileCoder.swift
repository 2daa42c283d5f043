import Bytes
import Entropy
import Tensors

/// Codes JPEG files exactly. Layout: `Formats/jpeg-1.md`.
package struct JPEGFileCoder: Sendable {
  private let size: ModelSize
  private let threads: Int

  /// - Parameters:
  ///   - effort: 1…9
  ///   - threads: the stripes that are coded at a time
  package init(effort: Int, threads: Int) {
    size = ModelSize(effort: effort)
    self.threads = max(threads, 1)
  }

  /// The largest file that is taken, in bytes.
  package static let sizeLimit = 1 << 28
  /// The most coefficients of a picture that is held as a whole.
  static let coefficientLimit = 3 << 26
  /// The same of a picture within another or behind it, which takes memory beside the first one.
  private static let innerCoefficientLimit = 1 << 24
  /// The pixels of a stripe, about.
  private static let stripePixels = 1 << 21

  /// Encodes a file, and decodes and compares what came of it.
  package func encode(_ file: [UInt8]) -> ExactCoding {
    guard file.count <= Self.sizeLimit else {
      return .refused(reason: "a JPEG file of \(file.count) bytes")
    }
    do {
      var coded = CodedPictures(blocksLeft: JPEGFileDecoder.blocksOfByte * file.count)
      let script = try script(of: file, depth: 0, &coded)
      var body = ByteWriter()
      body.varint(size.rawValue)
      script.append(to: &body)
      body.append(coded.codes)
      guard body.count < file.count else { return .refused(reason: "JPEG data that do not shrink") }
      return try decodes(body.bytes, to: file) ? .body(body.bytes) : .mismatch
    } catch let error as JPEGError {
      return .refused(reason: "\(error)")
    } catch {
      return .mismatch
    }
  }

  private func decodes(_ body: [UInt8], to file: [UInt8]) throws -> Bool {
    try JPEGFileDecoder(body[...], size: file.count, memoryLimit: .max, threads: threads)
      .gives(file)
  }

  /// The bytes that coding a file takes, about, with one stripe at a time and the file included.
  package static func memory(of file: [UInt8]) -> Int {
    guard let reader = try? JPEGReader(file) else { return 2 * file.count }
    let frame = reader.frame
    let stripe =
      2 * frame.coefficientsInRow * stripeRows(of: frame)
      + CoefficientModel.memory(of: frame, .large)
    let inner = min(2 * innerCoefficientLimit, 128 * JPEGFileDecoder.blocksOfByte * file.count)
    return 3 * file.count + 2 * stripe + inner
      + (reader.isStreamable ? 0 : 2 * frame.coefficientCount)
  }

  // MARK: Parts

  /// Pictures with fewer bytes of data are kept as they are.
  private static let leastSize = 200
  /// Places where a picture may begin that are tried, at most.
  private static let trialLimit = 16

  /// Takes bytes apart into pictures and what lies between them, and encodes the pictures.
  ///
  /// - Throws: ``JPEGError`` where the whole file begins with a picture that cannot be taken apart
  private func script(
    of bytes: [UInt8], depth: Int, _ coded: inout CodedPictures
  ) throws -> JPEGScript {
    var script = JPEGScript()
    var (start, next, trials) = (0, 0, 0)
    while depth < JPEGScript.depthLimit, trials < Self.trialLimit,
      let place = Self.beginning(in: bytes, from: next)
    {
      trials += 1
      next = place + 1
      var added = CodedPictures(blocksLeft: coded.blocksLeft)
      do {
        let isFirst = depth == 0 && place == 0
        let (picture, end) = try encode(
          isFirst ? bytes : Array(bytes[place...]), depth: depth, isFirst: isFirst, &added)
        if place > start { script.parts.append(.bytes(Array(bytes[start..<place]))) }
        script.parts.append(.picture(picture))
        coded.append(added)
        (start, next) = (place + end, place + end)
      } catch let error as JPEGError {
        // Files that are no picture at their beginning are not looked through for others.
        if depth == 0, place == 0 { throw error }
      }
    }
    guard depth > 0 || start > 0 else { throw JPEGError.unsupported("no start of image") }
    if start < bytes.count { script.parts.append(.bytes(Array(bytes[start...]))) }
    return script
  }

  /// Where a picture may begin, from an offset on: at FF D8 FF.
  private static func beginning(in bytes: [UInt8], from start: Int) -> Int? {
    guard start + leastSize <= bytes.count else { return nil }
    return (start..<bytes.count - 2).first {
      bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD8 && bytes[$0 + 2] == 0xFF
    }
  }

  /// Encodes the picture that bytes begin with.
  ///
  /// - Returns: the picture, and where its last scan's data end
  private func encode(
    _ bytes: [UInt8], depth: Int, isFirst: Bool, _ coded: inout CodedPictures
  ) throws -> (picture: JPEGScript.Picture, end: Int) {
    var reader = try JPEGReader(bytes)
    let frame = reader.frame
    coded.blocksLeft -= frame.coefficientCount / 64
    guard coded.blocksLeft >= 0 else { throw JPEGError.unsupported("hardly any of its data") }
    let rows = Self.stripeRows(of: frame)
    var streams: [[UInt8]] = []
    let rest: JPEGReader.Rest
    let packed: [[UInt8]]
    if reader.isStreamable, rows < frame.unitsHigh {
      for first in stride(from: 0, to: frame.unitsHigh, by: rows * threads) {
        var batch: [CoefficientPlanes] = []
        for start in stride(
          from: first, to: min(first + rows * threads, frame.unitsHigh), by: rows)
        {
          var planes = try CoefficientPlanes(
            frame, rows: start..<min(start + rows, frame.unitsHigh),
            coefficientLimit: Self.coefficientLimit)
          reader.readRows(into: &planes)
          batch.append(planes)
        }
        streams += encode(batch)
      }
      rest = try reader.finish()
      packed = HeaderPacking.pack(rest.headers)
    } else {
      let planes = try reader.readAll(
        coefficientLimit: isFirst ? Self.coefficientLimit : Self.innerCoefficientLimit)
      rest = try reader.finish()
      packed = HeaderPacking.pack(
        SplitJPEG(planes: planes, rest: rest),
        mayCompute: rows >= frame.unitsHigh || rest.headers.count > 1)
      for first in stride(from: 0, to: frame.unitsHigh, by: rows * threads) {
        let starts = stride(
          from: first, to: min(first + rows * threads, frame.unitsHigh), by: rows)
        streams += encode(
          try starts.map { try planes.slice($0..<min($0 + rows, frame.unitsHigh)) })
      }
    }
    let end = bytes.count - rest.tail.count
    guard streams.reduce(0, { $0 + $1.count }) + Self.leastSize < end else {
      throw JPEGError.unsupported("data that do not shrink")
    }
    let headers = try script(of: packed.flatMap { $0 }, depth: depth + 1, &coded)
    for stream in streams { coded.codes += stream }
    return (
      JPEGScript.Picture(
        headerLengths: packed.map(\.count), headers: headers, record: rest.record,
        stripeRows: rows, stripes: streams.map(\.count)), end
    )
  }

  /// The rows of MCUs of a stripe.
  static func stripeRows(of frame: FrameHeader) -> Int {
    // A row of MCUs has its coefficients in all components.
    min(max(stripePixels * frame.components.count / frame.coefficientsInRow, 1), frame.unitsHigh)
  }

  private func encode(_ batch: [CoefficientPlanes]) -> [[UInt8]] {
    concurrently(batch.count) { index in
      var planes = batch[index]
      var model = CoefficientModel(.builtIn, size)
      var encoder = BinaryRangeEncoder()
      model.code(&planes, by: &encoder)
      return encoder.finishTrimmed()
    }
  }
}

/// What became of a file's pictures so far.
private struct CodedPictures {
  /// The codes of all their stripes.
  var codes: [UInt8] = []
  /// The blocks that further pictures may have.
  var blocksLeft: Int

  mutating func append(_ more: CodedPictures) {
    codes += more.codes
    blocksLeft = more.blocksLeft
  }
}
