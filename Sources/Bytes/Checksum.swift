import CZlib

/// CRC-32 as in zip, gzip and PNG (ISO 3309: reflected polynomial 0xEDB88320).
package func crc32(_ parts: ArraySlice<UInt8>...) -> UInt32 {
  var sum: uLong = 0
  for part in parts {
    unsafe part.withUnsafeBufferPointer { buffer in
      sum = unsafe crc32_z(sum, buffer.baseAddress, buffer.count)
    }
  }
  return UInt32(truncatingIfNeeded: sum)
}

/// The CRC-32 of all bytes that `sum` covers, followed by `part`; `sum` is 0 before the first part.
package func crc32(continuing sum: UInt32, with part: ArraySlice<UInt8>) -> UInt32 {
  unsafe part.withUnsafeBufferPointer { buffer in
    unsafe UInt32(truncatingIfNeeded: crc32_z(uLong(sum), buffer.baseAddress, buffer.count))
  }
}
