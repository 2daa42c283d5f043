import Images

/// An EXIF block (CIPA DC-008) as a camera writes it, with a fictional camera.
struct Exif {
  /// The orientation: 1 is upright, 6 is to be rotated right by 90°.
  let orientation: UInt16
  /// Width and height of the pixels as stored.
  let width: Int
  let height: Int
  /// Date and time, as in `2024:05:17 20:41:09`.
  let date: String

  /// The JPEG segment APP1.
  var piece: ImageMetadata.Piece {
    ImageMetadata.Piece(tag: [0xE1], data: Array("Exif\0\0".utf8) + tiff)
  }

  /// A TIFF file without a picture: header, camera's directory, exposure's directory.
  private var tiff: [UInt8] {
    let start = 8
    // The pointer's value does not change the directory's size.
    let size = directory(camera(exposureAt: 0), at: start).count
    var file = BigEndianBytes()
    file.append("MM")
    file.append(UInt16(42))
    file.append(UInt32(start))
    file.append(directory(camera(exposureAt: start + size), at: start))
    file.append(directory(exposure, at: start + size))
    return file.bytes
  }

  private func camera(exposureAt offset: Int) -> [Field] {
    [
      Field(0x010F, .text("Nowhere Optical")), Field(0x0110, .text("Obscura 2")),
      Field(0x0112, .short(orientation)), Field(0x011A, .ratio(72, 1)),
      Field(0x011B, .ratio(72, 1)), Field(0x0128, .short(2)),
      Field(0x0131, .text("draw-corpus")), Field(0x0132, .text(date)),
      Field(0x8769, .long(UInt32(offset))),
    ]
  }

  private var exposure: [Field] {
    [
      Field(0x829A, .ratio(1, 60)), Field(0x829D, .ratio(56, 10)), Field(0x8827, .short(400)),
      Field(0x9000, .version("0231")), Field(0x9003, .text(date)), Field(0x920A, .ratio(35, 1)),
      Field(0xA001, .short(1)), Field(0xA002, .long(UInt32(width))),
      Field(0xA003, .long(UInt32(height))),
    ]
  }

  /// A directory of `fields`, in rising order of tags, that lies `offset` bytes into the file.
  private func directory(_ fields: [Field], at offset: Int) -> [UInt8] {
    var (entries, values) = (BigEndianBytes(), BigEndianBytes())
    let valuesOffset = offset + 2 + 12 * fields.count + 4
    entries.append(UInt16(fields.count))
    for field in fields {
      entries.append(field.tag)
      entries.append(field.value.type)
      entries.append(field.value.count)
      let bytes = field.value.bytes
      if bytes.count <= 4 {
        entries.append(bytes + Array(repeating: 0, count: 4 - bytes.count))
      } else {
        entries.append(UInt32(valuesOffset + values.bytes.count))
        values.append(bytes)
        values.pad(to: 2)
      }
    }
    // No further directory.
    entries.append(UInt32(0))
    return entries.bytes + values.bytes
  }
}

/// An entry of a TIFF directory.
private struct Field {
  let tag: UInt16
  let value: Value

  init(_ tag: UInt16, _ value: Value) {
    self.tag = tag
    self.value = value
  }

  enum Value {
    case text(String)
    case short(UInt16)
    case long(UInt32)
    case ratio(UInt32, UInt32)
    /// Four characters, without an end mark.
    case version(String)
  }
}

extension Field.Value {
  /// TIFF 6.0, section 2.
  var type: UInt16 {
    switch self {
    case .text: 2
    case .short: 3
    case .long: 4
    case .ratio: 5
    case .version: 7
    }
  }

  /// The number of values.
  var count: UInt32 {
    switch self {
    case .text, .version: UInt32(bytes.count)
    case .short, .long, .ratio: 1
    }
  }

  var bytes: [UInt8] {
    var writer = BigEndianBytes()
    switch self {
    case .text(let text):
      writer.append(text)
      writer.append([0])
    case .short(let value): writer.append(value)
    case .long(let value): writer.append(value)
    case .ratio(let numerator, let denominator):
      writer.append(numerator)
      writer.append(denominator)
    case .version(let text): writer.append(text)
    }
    return writer.bytes
  }
}
