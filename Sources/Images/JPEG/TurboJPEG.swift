private import CTurboJPEG
private import Foundation

/// Owns a decompressor of libjpeg-turbo.
@safe
struct JPEGDecoder: ~Copyable {
  private let handle: tjhandle

  init() {
    guard let handle = unsafe tjInitDecompress() else { fatalError("out of memory") }
    unsafe self.handle = handle
  }

  deinit {
    unsafe _ = tjDestroy(handle)
  }

  /// The image in `file`, whose frame header says `frame`.
  ///
  /// Throws `damaged` for warnings too: libjpeg fills in grey where data is bad or missing.
  func decode(_ file: ArraySlice<UInt8>, frame: JPEGFrame) throws(ImageError) -> Image {
    let size = frame.width * frame.height * frame.channels.count
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let succeeded = unsafe file.withUnsafeBufferPointer { file in
        guard unsafe headerAgrees(file, frame) else { return false }
        return unsafe tjDecompress2(
          handle, file.baseAddress, UInt(file.count), buffer.baseAddress,
          Int32(frame.width), 0, Int32(frame.height), frame.channels.pixelFormat,
          TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) == 0
      }
      count = succeeded ? size : 0
    }
    guard samples.count == size else {
      throw .damaged(reason: unsafe String(cString: tjGetErrorStr2(handle)), offset: nil)
    }
    return Image(
      width: frame.width, height: frame.height, channels: frame.channels, samples: samples)
  }

  /// Whether libjpeg sees the size we see; another would leave samples unwritten.
  private func headerAgrees(_ file: UnsafeBufferPointer<UInt8>, _ frame: JPEGFrame) -> Bool {
    var (width, height, subsampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
    // The result is of no use: it is an error, too, for subsamplings that decode well.
    unsafe _ = tjDecompressHeader3(
      handle, file.baseAddress, UInt(file.count), &width, &height, &subsampling, &colours)
    return width == frame.width && height == frame.height
  }
}

/// Owns a compressor of libjpeg-turbo.
@safe
struct JPEGEncoder: ~Copyable {
  private let handle: tjhandle

  init() {
    guard let handle = unsafe tjInitCompress() else { fatalError("out of memory") }
    unsafe self.handle = handle
  }

  deinit {
    unsafe _ = tjDestroy(handle)
  }

  /// TurboJPEG optimises the Huffman tables of every progressive file, but of no other unless its
  /// environment says so; version 2 knows no other way. Nothing else reads that variable.
  private static let optimisesTables: Void = {
    unsafe _ = setenv("TJ_OPTIMIZE", "1", 1)
  }()

  /// A JPEG file of `image`, which has no alpha.
  ///
  /// - Parameter optimisesTables: whether sequential files, too, have Huffman tables of their own
  func encode(
    _ image: Image, quality: Int, subsampling: ChromaSubsampling, process: JPEGProcess,
    optimisesTables: Bool
  ) throws(ImageError) -> [UInt8] {
    if process == .sequential, optimisesTables { Self.optimisesTables }
    var bytes: UnsafeMutablePointer<UInt8>?
    defer { unsafe tjFree(bytes) }
    var count: UInt = 0
    let code = unsafe tjCompress2(
      handle, image.samples, Int32(image.width), 0, Int32(image.height),
      image.channels.pixelFormat, &bytes, &count,
      image.channels.isColour ? subsampling.code : Int32(TJSAMP_GRAY.rawValue),
      Int32(quality),
      TJFLAG_ACCURATEDCT | (process == .progressive ? TJFLAG_PROGRESSIVE : 0))
    guard code == 0 else {
      throw .cannotWrite(unsafe String(cString: tjGetErrorStr2(handle)))
    }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
  }
}

extension Image.Channels {
  fileprivate var pixelFormat: Int32 {
    isColour ? Int32(TJPF_RGB.rawValue) : Int32(TJPF_GRAY.rawValue)
  }
}

extension ChromaSubsampling {
  fileprivate var code: Int32 {
    switch self {
    case .s444: Int32(TJSAMP_444.rawValue)
    case .s420: Int32(TJSAMP_420.rawValue)
    }
  }
}
