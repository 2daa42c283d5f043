import CPixels
import Tensors

/// The arithmetic of predicted samples for one instruction set. Codes have the same bits in all of
/// them.
@safe
package struct PixelKernels: @unchecked Sendable {
  // Points at a constant table that lives as long as the program.
  private let table: OpaquePointer

  /// The kernels of a name, such as "generic"; nil if this machine or this build lacks them.
  package init?(named name: String) {
    guard let table = unsafe aez_pixels_kernels_named(name) else { return nil }
    unsafe self.table = table
  }

  /// Those of the instruction set that all kernels use.
  static var current: PixelKernels {
    PixelKernels(named: Kernels.current.name) ?? PixelKernels(named: "generic")!
  }

  /// Encodes the planes of a stripe.
  ///
  /// - Parameters:
  ///   - planes: with the samples of each, in the order of ``SampleShape/planeOrder``
  ///   - level: 1…3
  package func encode(_ planes: [[UInt16]], _ shape: SampleShape, level: Int) -> [UInt8] {
    let samples = planes.flatMap { $0 }
    var description = aez_pixels_shape(shape, level: level)
    var capacity = 2 * samples.count + 1024
    while true {
      var size = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
        size = unsafe samples.withUnsafeBufferPointer { samples in
          let planes = unsafe Self.pointers(samples.baseAddress!, shape)
          return unsafe aez_pixels_encode(
            table, &description, planes, output.baseAddress, capacity)
        }
        count = size == .max ? 0 : size
      }
      precondition(size > 0, "no memory for a stripe of samples")
      if size != .max { return bytes }
      capacity *= 4
    }
  }

  /// Decodes the planes of a stripe.
  ///
  /// - Parameters:
  ///   - bytes: untrusted
  ///   - level: 1…3
  /// - Returns: samples below the number of values, in the order of ``SampleShape/planeOrder``
  package func decode(
    _ bytes: ArraySlice<UInt8>, _ shape: SampleShape, level: Int
  ) throws(ExactCodeError) -> [[UInt16]] {
    var description = aez_pixels_shape(shape, level: level)
    var result = AEZ_PIXELS_OK
    let count = shape.pixelCount * shape.planes
    let samples = unsafe [UInt16](unsafeUninitializedCapacity: count) { output, initialized in
      let planes = unsafe Self.pointers(output.baseAddress!, shape)
      result = unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe aez_pixels_decode(table, &description, bytes.baseAddress, bytes.count, planes)
      }
      initialized = result == AEZ_PIXELS_OK ? count : 0
    }
    guard result == AEZ_PIXELS_OK else {
      throw .aboveLimit(reason: "no memory for a stripe of samples")
    }
    return (0..<shape.planes).map { plane in
      Array(samples[plane * shape.pixelCount..<(plane + 1) * shape.pixelCount])
    }
  }

  /// Bytes that coding a stripe takes beside its samples; nil if its shape cannot be coded.
  static func stateBytes(_ shape: SampleShape, level: Int) -> Int? {
    var description = aez_pixels_shape(shape, level: level)
    let bytes = unsafe aez_pixels_memory(&description)
    return bytes == 0 ? nil : bytes
  }

  private static func pointers<Pointer: Strideable>(
    _ first: Pointer, _ shape: SampleShape
  ) -> [Pointer?] where Pointer.Stride == Int {
    (0..<shape.planes).map { first.advanced(by: $0 * shape.pixelCount) }
  }
}

extension aez_pixels_shape {
  fileprivate init(_ shape: SampleShape, level: Int) {
    let maximum = shape.valueCount - 1
    self.init(
      width: UInt32(shape.width), height: UInt32(shape.height), planes: UInt32(shape.planes),
      alone: UInt32(shape.planesAlone),
      bits: UInt32(max(Int.bitWidth - maximum.leadingZeroBitCount, 1)), maximum: UInt32(maximum),
      bound: 0, level: UInt32(level))
  }
}
