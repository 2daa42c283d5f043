import LinearAlgebra
import Networks
import Tensors
import Training

/// Pictures of one shape in memory, one byte a sample, from which a folder's model learns.
package struct FolderPictures: SampleSource {
  package let shape: SampleShape
  package let count: Int
  /// Samples, count × height × width × channels.
  package let samples: [UInt8]

  /// The most samples in all pictures, and in one.
  private static let (limit, shapeLimit) = (1 << 31, 1 << 18)
  /// A model of fewer pictures does not pay.
  private static let least = 16

  package init(samples: [UInt8], shape: SampleShape, count: Int) throws(FolderError) {
    guard shape.channels == 1 || shape.channels == 3, shape.height > 0, shape.width > 0 else {
      throw .shape(shape)
    }
    guard shape.count <= Self.shapeLimit else {
      throw .tooLarge(numbers: shape.count, limit: Self.shapeLimit)
    }
    guard count >= Self.least else { throw .tooFew(pictures: count, least: Self.least) }
    guard count <= Self.limit / shape.count else {
      throw .tooLarge(numbers: count * shape.count, limit: Self.limit)
    }
    guard samples.count == count * shape.count else {
      throw .samples(found: samples.count, expected: count * shape.count)
    }
    self.shape = shape
    self.count = count
    self.samples = samples
  }

  /// All 256 sample values scaled to 0…1.
  private static let numbers = (0..<256).map { Float($0) / 255 }

  /// Some pictures, stacked: (indices · height) × width × channels, 0…1.
  package func tensor(_ indices: some Collection<Int>) -> Tensor {
    let (numbers, size) = (Self.numbers, shape.count)
    var values: [Float] = []
    values.reserveCapacity(indices.count * size)
    for index in indices {
      for sample in samples[index * size..<(index + 1) * size] {
        values.append(numbers[Int(sample)])
      }
    }
    return Tensor(
      rows: indices.count * shape.height, columns: shape.width, channels: shape.channels,
      values: values)
  }

  /// Means of factor × factor blocks, centred on zero, as one vector a picture: indices × 1 ×
  /// numbers.
  package func averaged(_ indices: [Int], by factor: Int) -> Tensor {
    let (size, depth) = (shape.count, shape.channels)
    let row = shape.width / factor * depth
    let all = shape.height / factor * row
    let scale = 1 / Float(255 * factor * factor)
    var values: [Float] = []
    values.reserveCapacity(indices.count * all)
    for index in indices {
      var sums = [Int32](repeating: 0, count: all)
      for y in 0..<shape.height {
        let from = index * size + y * shape.width * depth
        let to = y / factor * row
        for x in 0..<shape.width {
          for channel in 0..<depth {
            sums[to + x / factor * depth + channel] += Int32(samples[from + x * depth + channel])
          }
        }
      }
      for sum in sums { values.append(Float(sum) * scale - 0.5) }
    }
    return Tensor(rows: indices.count, columns: 1, channels: all, values: values)
  }

  /// The share of samples close to black or white, which is high for drawings and text.
  package var extremes: Double {
    // Some tens of thousands of samples suffice.
    let stride = max(samples.count / (1 << 16), 1) | 1
    let looked = Swift.stride(from: 0, to: samples.count, by: stride)
    let extreme = looked.reduce(0) { $0 + (samples[$1] < 4 || samples[$1] > 251 ? 1 : 0) }
    return Double(extreme) / Double((samples.count + stride - 1) / stride)
  }
}

/// Reasons why no model can be learned.
package enum FolderError: Error, Equatable {
  /// The pictures are neither grey nor RGB, or have no pixels.
  case shape(SampleShape)
  /// One picture, or all together, have too many samples.
  case tooLarge(numbers: Int, limit: Int)
  /// The number of samples does not match the shape and count.
  case samples(found: Int, expected: Int)
  case tooFew(pictures: Int, least: Int)
  case components(EigenvectorsError)
  case model(ModelError)
}

extension FolderError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .shape(let shape):
      "pictures of \(shape) cannot be learned from: they need one channel or three"
    case .tooLarge(let numbers, let limit): "\(numbers) samples are more than \(limit)"
    case .samples(let found, let expected): "\(found) samples, where pictures have \(expected)"
    case .tooFew(let pictures, let least):
      "\(pictures) pictures are too few to learn from; at least \(least) are needed"
    case .components(let error): "principal components: \(error)"
    case .model(let error): "\(error)"
    }
  }
}
