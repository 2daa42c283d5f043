import Bytes

/// What the body of a file with rasters says of them. Layout: `Formats/rasters-1.md`.
struct RasterScript: Equatable {
  /// A sheet, and how it is coded.
  struct CodedSheet: Equatable {
    var sheet: RasterSheet
    var map: SampleMap
    var coding: SampleCoding
    /// Rows of a stripe; the last one may have fewer.
    var stripeRows: Int
    /// Bytes of the codes of each stripe.
    var stripes: [Int]
  }

  var sheets: [CodedSheet]

  /// The bytes of all samples.
  var sampleBytes: Int { sheets.reduce(0) { $0 + $1.sheet.height * $1.sheet.line } }

  /// Bits of the byte that describes the samples of a sheet.
  private enum Form {
    static let channels: UInt8 = 0b11
    static let twoBytes: UInt8 = 1 << 2
    static let bigEndian: UInt8 = 1 << 3
    static let signed: UInt8 = 1 << 4
    static let padded: UInt8 = 1 << 5
    static let reserved: UInt8 = 0b1100_0000
  }

  init(sheets: [CodedSheet]) { self.sheets = sheets }

  func append(to writer: inout ByteWriter) {
    writer.varint(sheets.count)
    for coded in sheets {
      let sheet = coded.sheet
      let isPadded = sheet.pieces.contains { $0.padding > 0 }
      var form = UInt8(sheet.channels - 1)
      if sheet.bytesOfSample == 2 { form |= Form.twoBytes }
      if sheet.isBigEndian { form |= Form.bigEndian }
      if sheet.isSigned { form |= Form.signed }
      if isPadded { form |= Form.padded }
      writer.fixed(form)
      writer.varint(sheet.width)
      writer.varint(sheet.pieces.count)
      for piece in sheet.pieces {
        writer.varint(piece.gap)
        writer.varint(piece.height)
        if isPadded { writer.varint(piece.padding) }
      }
      coded.map.append(to: &writer)
      writer.fixed(coded.coding.rawValue)
      writer.varint(coded.stripeRows)
      for stripe in coded.stripes { writer.varint(stripe) }
    }
  }

  /// - Parameters:
  ///   - reader: of untrusted bytes
  ///   - fileSize: the bytes of the file, which are not fewer than its samples
  init(parsing reader: inout ByteReader, fileSize: Int) throws {
    sheets = []
    var end = 0
    let count = try reader.count(atMost: RasterLayout.countLimit)
    for _ in 0..<count {
      let sheet = try Self.sheet(parsing: &reader, fileSize: fileSize, end: &end)
      let map = try SampleMap(parsing: &reader, limit: sheet.valueLimit)
      guard let coding = SampleCoding(rawValue: try reader.fixed(UInt8.self)),
        coding.suits(sheet, map)
      else { throw ExactCodeError.malformed(reason: "an unassigned coding of samples") }
      let rows = try reader.count(atMost: sheet.height)
      guard rows > 0 else { throw ExactCodeError.malformed(reason: "stripes of no rows") }
      var stripes: [Int] = []
      for _ in 0..<(sheet.height + rows - 1) / rows {
        stripes.append(try reader.count(atMost: RasterFileCoder.codeLimit))
      }
      sheets.append(
        CodedSheet(sheet: sheet, map: map, coding: coding, stripeRows: rows, stripes: stripes))
    }
    guard !sheets.isEmpty else { throw ExactCodeError.malformed(reason: "no samples") }
  }

  /// - Parameter end: where the raster before ends in the file
  private static func sheet(
    parsing reader: inout ByteReader, fileSize: Int, end: inout Int
  ) throws -> RasterSheet {
    let form = try reader.fixed(UInt8.self)
    let isBigEndian = form & Form.bigEndian != 0
    guard form & Form.reserved == 0, !isBigEndian || form & Form.twoBytes != 0 else {
      throw ExactCodeError.malformed(reason: "samples of form \(form)")
    }
    var sheet = RasterSheet(
      width: try reader.count(atMost: RasterLayout.sideLimit),
      channels: Int(form & Form.channels) + 1, bytesOfSample: form & Form.twoBytes != 0 ? 2 : 1,
      isBigEndian: isBigEndian, isSigned: form & Form.signed != 0, pieces: [])
    for _ in 0..<(try reader.count(atMost: RasterLayout.countLimit)) {
      let piece = RasterSheet.Piece(
        gap: try reader.count(atMost: fileSize),
        height: try reader.count(atMost: RasterLayout.sideLimit),
        padding: form & Form.padded != 0 ? try reader.count(atMost: fileSize) : 0)
      guard piece.height > 0, sheet.width > 0 else {
        throw ExactCodeError.malformed(reason: "a raster without samples")
      }
      end += piece.gap + piece.height * sheet.line + (piece.height - 1) * piece.padding
      guard end <= fileSize else {
        throw ExactCodeError.malformed(reason: "a raster behind the end of its file")
      }
      sheet.pieces.append(piece)
    }
    guard !sheet.pieces.isEmpty else {
      throw ExactCodeError.malformed(reason: "a sheet without rasters")
    }
    return sheet
  }
}
