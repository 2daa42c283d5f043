import Entropy
import Images

extension SampleCoding {
  /// Encodes a stripe.
  ///
  /// - Parameter planes: with the stripe's samples each
  func encode(_ planes: [[UInt16]], _ shape: SampleShape) -> [UInt8] {
    switch self {
    case .drawn:
      var encoder = PixelEncoder(shape.image)
      var row: [UInt8] = []
      for start in stride(from: 0, to: shape.pixelCount, by: shape.width) {
        row.removeAll(keepingCapacity: true)
        for index in start..<start + shape.width {
          for plane in planes { row.append(UInt8(plane[index])) }
        }
        encoder.append(row)
      }
      return encoder.finish()
    case .predicted(let level):
      return PixelKernels.current.encode(
        shape.planeOrder.map { planes[$0] }, shape, level: level)
    }
  }

  /// Decodes the planes of a stripe.
  ///
  /// - Parameter bytes: what ``encode(_:_:)`` returned; untrusted
  /// - Returns: samples below the number of values
  func decode(
    _ bytes: ArraySlice<UInt8>, _ shape: SampleShape
  ) throws(ExactCodeError) -> [[UInt16]] {
    switch self {
    case .drawn:
      do {
        let rows = try PixelRows(bytes, shape: shape.image)
        var planes = [[UInt16]](repeating: [], count: shape.planes)
        for plane in planes.indices { planes[plane].reserveCapacity(shape.pixelCount) }
        let limit = UInt16(shape.valueCount - 1)
        while let row = try rows.next() {
          for (index, sample) in row.enumerated() {
            guard sample <= limit else {
              throw ExactCodeError.malformed(reason: "a sample beyond the values")
            }
            planes[index % shape.planes].append(UInt16(sample))
          }
        }
        return planes
      } catch let error as ExactCodeError {
        throw error
      } catch {
        throw .malformed(reason: "\(error)")
      }
    case .predicted(let level):
      let ordered = try PixelKernels.current.decode(bytes, shape, level: level)
      var planes = ordered
      for (index, plane) in shape.planeOrder.enumerated() { planes[plane] = ordered[index] }
      return planes
    }
  }

  /// Bytes that coding or decoding a stripe takes, its samples included.
  func memory(_ shape: SampleShape) -> Int {
    let samples = 8 * shape.pixelCount * shape.planes
    return switch self {
    case .drawn: samples + Self.drawnBytes
    case .predicted(let level):
      samples + (PixelKernels.stateBytes(shape, level: level) ?? .max / 2)
    }
  }

  private static let drawnBytes = 32 << 20
}

extension SampleShape {
  /// The shape of the picture that samples of a byte make.
  fileprivate var image: ImageShape {
    ImageShape(width: width, height: height, channels: planes == 1 ? .grey : .rgb)
  }
}
