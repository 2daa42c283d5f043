/// A JPEG file as its coefficients, and what else its bytes need.
package struct SplitJPEG: Equatable, Sendable {
  /// Of the whole picture.
  package var planes: CoefficientPlanes
  package var rest: JPEGReader.Rest

  package init(planes: CoefficientPlanes, rest: JPEGReader.Rest) {
    (self.planes, self.rest) = (planes, rest)
  }

  /// Takes a file apart. Throws ``JPEGError``.
  ///
  /// - Parameter limit: the most coefficients to allocate
  package init(reading file: [UInt8], coefficientLimit limit: Int) throws(JPEGError) {
    var reader = try JPEGReader(file)
    planes = try reader.readAll(coefficientLimit: limit)
    rest = try reader.finish()
  }

  /// The bytes of the file that was taken apart. Throws ``JPEGError/malformed(part:)`` if the parts
  /// are of no file.
  package func write() throws(JPEGError) -> [UInt8] {
    var writer = try JPEGWriter(headers: rest.headers, record: rest.record)
    try writer.appendAll(planes)
    return try writer.finish(tail: rest.tail)
  }
}
