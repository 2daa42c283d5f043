import Bytes

extension Catalogue {
  /// The encoded catalogue: the number of rows, then the columns in ascending order. A column of
  /// zeros only is left out.
  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.varint(entries.count)
    let columns = fileColumns + pictureColumns + tableColumns + digestColumns
    for (id, data) in columns.sorted(by: { $0.0.rawValue < $1.0.rawValue }) where !data.isEmpty {
      writer.varint(id.rawValue)
      writer.varint(data.count)
      writer.append(data)
    }
    return writer.bytes
  }

  private var fileColumns: [(ColumnID, [UInt8])] {
    [
      (.path, PathColumn.encode(entries.lazy.map(\.path))),
      (.kind, column { UInt64($0.kind.rawValue) }),
      (.mode, column { UInt64($0.mode) }),
      (.seconds, PackedIntegers.pack(secondsSteps)),
      (.nanoseconds, column { UInt64($0.modified.nanoseconds) }),
      (.size, column { UInt64($0.size) }),
      (.pieceOffset, column { UInt64($0.pieceOffset) }),
      (.bodyLength, column { UInt64($0.bodyLength) }),
      (.extrasLength, column { UInt64($0.extrasLength) }),
    ]
  }

  private var pictureColumns: [(ColumnID, [UInt8])] {
    let pictures = entries.compactMap(\.picture)
    func column(_ value: (PictureInfo) -> UInt64) -> [UInt8] {
      PackedIntegers.pack(pictures.map(value))
    }
    return [
      (.width, column { UInt64($0.width) }),
      (.height, column { UInt64($0.height) }),
      (.channels, column { UInt64($0.channels) }),
      (.format, column { UInt64($0.format.rawValue) }),
      (.coder, column { UInt64($0.coder.rawValue) }),
      (.model, column { UInt64($0.model) }),
      (.level, column { UInt64($0.level) }),
      (.psnr, column { UInt64($0.psnr) }),
    ]
  }

  private var tableColumns: [(ColumnID, [UInt8])] {
    let errors = entries.filter { $0.kind == .table }.map(\.maximumError.bitPattern)
    return [(.maximumError, PackedIntegers.pack(errors))]
  }

  private var digestColumns: [(ColumnID, [UInt8])] {
    let types = entries.map(\.digest.type)
    let values = entries.flatMap(\.digest.value)
    return [
      (.digest, types.allSatisfy { $0 == 0 } ? [] : types + values),
      (.sharedDigest, sharedDigests.flatMap(\.bytes)),
    ]
  }

  private func column(_ value: (Entry) -> UInt64) -> [UInt8] {
    PackedIntegers.pack(entries.map(value))
  }

  /// The differences between the times of neighbouring rows, in zigzag code, modulo 2⁶⁴.
  private var secondsSteps: [UInt64] {
    var previous: Int64 = 0
    return entries.map { entry in
      let step = entry.modified.seconds &- previous
      previous = entry.modified.seconds
      return UInt64(bitPattern: (step << 1) ^ (step >> 63))
    }
  }
}

extension EntryDigest {
  fileprivate var type: UInt8 {
    switch self {
    case .none: 0
    case .samples: 1
    case .file: 2
    case .shared: 3
    }
  }

  fileprivate var value: [UInt8] {
    switch self {
    case .none, .shared: []
    case .samples(let digest): digest.bytes
    case .file(let digest): digest.bytes
    }
  }
}
