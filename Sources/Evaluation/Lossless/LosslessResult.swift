/// What a codec makes of files that it stores exactly.
package struct LosslessResult: Codable, Equatable, Sendable {
  /// The codec, as in "JPEG XL, effort 9".
  package var name: String
  /// How it is run and what is counted.
  package var about: String
  /// Bytes of all files as they are stored.
  package var bytes: Int
  /// Bytes of the files that the codec took; it leaves the others as they are.
  package var takenBytes: Int
  /// Processor seconds that packing took.
  package var packSeconds: Double
  /// Processor seconds that unpacking took.
  package var unpackSeconds: Double
  /// Whether every file came back with the same bytes.
  package var isExact: Bool
}

extension LosslessResult {
  /// Megabytes of originals that a core packs in a second; nil where it took no time.
  package var packSpeed: Double? { Self.speed(takenBytes, packSeconds) }

  /// Megabytes of originals that a core unpacks in a second; nil where it took no time.
  package var unpackSpeed: Double? { Self.speed(takenBytes, unpackSeconds) }

  private static func speed(_ bytes: Int, _ seconds: Double) -> Double? {
    bytes > 0 && seconds > 0 ? Double(bytes) / 1e6 / seconds : nil
  }
}
