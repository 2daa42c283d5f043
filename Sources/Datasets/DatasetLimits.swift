/// Sizes past which data is refused before memory is taken for it.
package enum DatasetLimits {
  /// Bytes of a table file, packed and unpacked, and of all tables together.
  package static let tableBytes = 1 << 32
  /// Bytes of a picture file.
  package static let pictureBytes = 1 << 31
}
