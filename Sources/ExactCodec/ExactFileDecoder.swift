/// Decodes a file that is coded exactly, some megabytes at a time.
package protocol ExactFileDecoder: AnyObject {
  /// The next bytes, at least one; nil behind the last one, which is where the file must end.
  func next() throws(ExactCodeError) -> [UInt8]?
}
