/// What becomes of a file that is to be coded exactly.
package enum ExactCoding {
  /// The body of the file, which was decoded and is the same.
  case body([UInt8])
  /// The coder does not take such files, or gains nothing.
  case refused(reason: String)
  /// What was decoded is not the file, which is a fault of this program.
  case mismatch
}

extension ExactFileDecoder {
  /// Whether a file is what is decoded.
  func gives(_ file: [UInt8]) -> Bool {
    var offset = 0
    do {
      while let bytes = try next() {
        guard file[offset...].starts(with: bytes) else { return false }
        offset += bytes.count
      }
    } catch {
      return false
    }
    return offset == file.count
  }
}
