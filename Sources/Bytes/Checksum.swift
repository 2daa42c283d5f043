private import CZlib

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
