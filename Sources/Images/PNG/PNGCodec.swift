private import CPNG

/// Owns the state of one reading by libpng's simplified API, which needs no `setjmp` from its caller.
@safe
struct PNGCodec: ~Copyable {
  // On the heap, for libpng keeps its address between calls.
  private let state: UnsafeMutablePointer<png_image>

  init() {
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: png_image())
    unsafe state.pointee.version = png_uint_32(PNG_IMAGE_VERSION)
  }

  deinit {
    unsafe png_image_free(state)
    unsafe state.deallocate()
  }

  /// The image in `file`, which holds IHDR, IDAT and IEND only and is of the given shape.
  ///
  /// Throws `damaged` for warnings too: libpng returns what it has where data is bad at the end.
  consuming func decode(
    _ file: [UInt8], width: Int, height: Int, channels: Image.Channels
  ) throws(ImageError) -> Image {
    let size = width * height * channels.count
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let succeeded = unsafe file.withUnsafeBytes { file in
        guard unsafe png_image_begin_read_from_memory(state, file.baseAddress, file.count) != 0,
          unsafe state.pointee.width == width, unsafe state.pointee.height == height
        else { return false }
        unsafe state.pointee.format = channels.pngFormat
        return unsafe png_image_finish_read(state, nil, buffer.baseAddress, 0, nil) != 0
      }
      count = succeeded ? size : 0
    }
    guard samples.count == size, unsafe state.pointee.warning_or_error == 0 else {
      throw .damaged(reason: message, offset: nil)
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }

  /// libpng's own words.
  private var message: String {
    unsafe withUnsafeBytes(of: &state.pointee.message) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension Image.Channels {
  fileprivate var pngFormat: png_uint_32 {
    (isColour ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0)
      | (hasAlpha ? png_uint_32(PNG_FORMAT_FLAG_ALPHA) : 0)
  }
}
