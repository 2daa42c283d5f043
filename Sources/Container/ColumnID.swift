/// The number of a catalogue's column.
package struct ColumnID: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Whether a reader that does not know this column must refuse the catalogue.
  package var isRequired: Bool { rawValue % 2 == 0 }

  package static let path = ColumnID(rawValue: 0)
  package static let mode = ColumnID(rawValue: 1)
  package static let kind = ColumnID(rawValue: 2)
  package static let seconds = ColumnID(rawValue: 3)
  package static let size = ColumnID(rawValue: 4)
  package static let nanoseconds = ColumnID(rawValue: 5)
  package static let pieceOffset = ColumnID(rawValue: 6)
  package static let digest = ColumnID(rawValue: 7)
  package static let bodyLength = ColumnID(rawValue: 8)
  package static let sharedDigest = ColumnID(rawValue: 9)
  package static let extrasLength = ColumnID(rawValue: 10)
  package static let level = ColumnID(rawValue: 11)
  package static let width = ColumnID(rawValue: 12)
  package static let psnr = ColumnID(rawValue: 13)
  package static let height = ColumnID(rawValue: 14)
  package static let maximumError = ColumnID(rawValue: 15)
  package static let channels = ColumnID(rawValue: 16)
  package static let format = ColumnID(rawValue: 18)
  package static let coder = ColumnID(rawValue: 20)
  package static let model = ColumnID(rawValue: 22)

  private static let names: [ColumnID: String] = [
    .path: "path", .mode: "mode", .kind: "kind", .seconds: "seconds", .size: "size",
    .nanoseconds: "nanoseconds", .pieceOffset: "piece offset", .digest: "digest",
    .bodyLength: "body length", .sharedDigest: "shared digest", .extrasLength: "extras length",
    .level: "level", .width: "width", .height: "height", .channels: "channels",
    .format: "format", .coder: "coder", .model: "model", .psnr: "PSNR",
    .maximumError: "maximum error",
  ]

  /// Whether this program knows the column.
  package var isKnown: Bool { Self.names[self] != nil }
}

extension ColumnID: CustomStringConvertible {
  package var description: String { Self.names[self] ?? "number \(rawValue)" }
}
