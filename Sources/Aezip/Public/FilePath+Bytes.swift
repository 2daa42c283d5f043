import SystemPackage

extension FilePath {
  /// A path of these bytes, in no particular encoding. No entry of an archive has a zero byte or an
  /// empty part in its name, so none is lost.
  init(_ bytes: [UInt8]) {
    unsafe self.init(platformString: bytes.map { CInterop.PlatformChar(bitPattern: $0) } + [0])
  }

  /// The bytes of the path, in no particular encoding.
  var bytes: [UInt8] {
    unsafe withPlatformString { start in
      var bytes: [UInt8] = []
      var next = unsafe start
      while unsafe next.pointee != 0 {
        bytes.append(UInt8(bitPattern: unsafe next.pointee))
        unsafe next += 1
      }
      return bytes
    }
  }
}
