import Bytes
import Entropy

/// A matrix of bytes within a model file.
package struct ByteMatrix: Hashable, Sendable {
  /// The range of its bytes in the file.
  package let range: Range<Int>
  /// The number of columns, at least 1.
  package let columns: Int
  /// Whether the bytes are numbers in two's complement; if not, their zero point is 128.
  package let isSigned: Bool

  package init(range: Range<Int>, columns: Int, isSigned: Bool) {
    precondition(columns > 0)
    (self.range, self.columns, self.isSigned) = (range, columns, isSigned)
  }

  fileprivate var zeroPoint: UInt8 { isSigned ? 0 : 128 }
}

/// The encoding of a model file in a `MODL` section: one zstd frame, or its matrices coded by
/// adaptive binary models and the rest as a zstd frame.
package enum PackedModel {
  /// The first byte of the second form, with which no zstd frame begins.
  private static let marker: UInt8 = 1

  /// Whether the file is one frame, as in archives before version 1.4.
  static func isFrame(_ packed: [UInt8]) -> Bool { packed.first != marker }

  /// Encodes a file in the shorter of both forms.
  static func pack(
    _ file: [UInt8], _ matrices: [ByteMatrix]
  ) throws(ArchiveError) -> [UInt8] {
    let whole = try CheckedFrame.compress(file)
    let size = matrices.reduce(0) { $0 + $1.range.count }
    guard size > 0, size <= ArchiveLimit.matrices, matrices.count <= ArchiveLimit.matrixCount,
      matrices.allSatisfy({ $0.columns <= ArchiveLimit.columns })
    else { return whole }
    var (head, coder) = (ByteWriter(), WeightEncoder())
    head.fixed(marker)
    head.varint(matrices.count)
    var (rest, end) = ([UInt8](), 0)
    for matrix in matrices {
      precondition(matrix.range.lowerBound >= end, "matrices are not in order")
      head.varint(matrix.range.lowerBound - end)
      head.varint(matrix.range.count)
      head.varint(matrix.columns - 1)
      head.fixed(matrix.isSigned ? 1 : 0 as UInt8)
      coder.append(file[matrix.range], columns: matrix.columns, zeroPoint: matrix.zeroPoint)
      rest += file[end..<matrix.range.lowerBound]
      end = matrix.range.upperBound
    }
    let frame = try CheckedFrame.compress(rest + file[end...])
    head.varint(frame.count)
    let packed = head.bytes + frame + coder.finish()
    return packed.count < whole.count ? packed : whole
  }

  /// Decodes a file.
  ///
  /// - Parameter offset: the offset of the section, for errors.
  package static func unpack(
    _ packed: ArraySlice<UInt8>, sectionAt offset: Int, limit: DecodeLimits
  ) throws(ArchiveError) -> [UInt8] {
    do {
      guard packed.first == marker else {
        return try CheckedFrame.decompress(packed, atMost: limit.modelBytes)
      }
      return try unpack(packed.dropFirst(), sectionAt: offset, limit)
    } catch let error as ArchiveError {
      throw error
    } catch let error as ZstdError {
      throw limit.error(
        error, .model, at: offset, allowed: limit.modelBytes, format: ArchiveLimit.modelFile)
    } catch let error as EntropyError {
      throw .weights(.model, offset: offset, error)
    } catch let error as BytesError {
      throw .malformed(.model, offset: offset, error)
    } catch {
      preconditionFailure("unexpected error: \(error)")
    }
  }

  private static func unpack(
    _ packed: ArraySlice<UInt8>, sectionAt offset: Int, _ limit: DecodeLimits
  ) throws -> [UInt8] {
    var reader = ByteReader(Array(packed))
    let parts = try (0..<reader.count(atMost: ArchiveLimit.matrixCount)).map { _ in
      let gap = try reader.count(atMost: ArchiveLimit.modelFile)
      let size = try reader.count(atMost: ArchiveLimit.matrices)
      let columns = 1 + (try reader.count(atMost: ArchiveLimit.columns))
      let sign = try reader.fixed(UInt8.self)
      guard sign <= 1 else {
        throw BytesError.outOfBounds(offset: reader.offset - 1, value: UInt64(sign), limit: 1)
      }
      return (
        gap: gap, matrix: ByteMatrix(range: 0..<size, columns: columns, isSigned: sign == 1)
      )
    }
    let frame = try reader.take(reader.count(atMost: reader.remaining))
    let rest = try CheckedFrame.decompress(frame, atMost: limit.modelBytes)
    let stream = try reader.take(reader.remaining)
    let size = parts.reduce(0) { $0 + $1.matrix.range.count }
    let most = min(ArchiveLimit.matrices, stream.count * WeightDecoder.density)
    let gaps = parts.reduce(0) { $0 + $1.gap }
    guard size <= most, gaps <= rest.count else {
      throw BytesError.outOfBounds(
        offset: 0, value: UInt64(max(size, gaps)), limit: UInt64(size > most ? most : rest.count))
    }
    guard size + rest.count <= limit.modelBytes else {
      throw ArchiveError.aboveLimit(.model, offset: offset, limit: limit.bytes)
    }
    var (file, taken) = ([UInt8](), 0)
    file.reserveCapacity(size + rest.count)
    var coder = try WeightDecoder(stream)
    for (gap, matrix) in parts {
      file += rest[taken..<taken + gap]
      taken += gap
      file += try coder.bytes(
        matrix.range.count, columns: matrix.columns, zeroPoint: matrix.zeroPoint)
    }
    try coder.expectEnd()
    return file + rest[taken...]
  }
}
