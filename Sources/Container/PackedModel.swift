import Bytes
import Entropy

/// A matrix of small integers in a file, a byte each.
package struct ByteMatrix: Hashable, Sendable {
  /// Of bytes of the file.
  package let range: Range<Int>
  /// Numbers of a row; more than nought.
  package let columns: Int
  /// Whether a byte is a number in two's complement, or else one more than 128 less than itself.
  package let isSigned: Bool

  package init(range: Range<Int>, columns: Int, isSigned: Bool) {
    precondition(columns > 0)
    (self.range, self.columns, self.isSigned) = (range, columns, isSigned)
  }

  fileprivate var zeroPoint: UInt8 { isSigned ? 0 : 128 }
}

/// A model file as a `MODL` section holds it: a zstd frame, or its matrices as adaptive bits and
/// all else as a frame.
package enum PackedModel {
  /// What a frame does not begin with.
  private static let marker: UInt8 = 1

  /// Whether it is all one frame, as archives before 1.4 have it.
  static func isFrame(_ packed: [UInt8]) -> Bool { packed.first != marker }

  /// The fewest bytes of both forms.
  static func seal(
    _ file: [UInt8], _ matrices: [ByteMatrix]
  ) throws(ArchiveError) -> [UInt8] {
    let whole = try CheckedFrame.seal(file)
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
    let frame = try CheckedFrame.seal(rest + file[end...])
    head.varint(frame.count)
    let packed = head.bytes + frame + coder.finish()
    return packed.count < whole.count ? packed : whole
  }

  /// The file.
  ///
  /// - Parameter offset: of the section, for errors
  package static func open(
    _ packed: ArraySlice<UInt8>, sectionAt offset: Int, limit: DecodeLimits
  ) throws(ArchiveError) -> [UInt8] {
    do {
      guard packed.first == marker else {
        return try CheckedFrame.open(packed, atMost: limit.modelBytes)
      }
      return try open(packed.dropFirst(), sectionAt: offset, limit)
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
      preconditionFailure("an error of no kind there is: \(error)")
    }
  }

  private static func open(
    _ packed: ArraySlice<UInt8>, sectionAt offset: Int, _ limit: DecodeLimits
  ) throws -> [UInt8] {
    var reader = ByteReader(Array(packed))
    let places = try (0..<reader.count(atMost: ArchiveLimit.matrixCount)).map { _ in
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
    let rest = try CheckedFrame.open(frame, atMost: limit.modelBytes)
    let stream = try reader.take(reader.remaining)
    let size = places.reduce(0) { $0 + $1.matrix.range.count }
    let most = min(ArchiveLimit.matrices, stream.count * WeightDecoder.density)
    let gaps = places.reduce(0) { $0 + $1.gap }
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
    for (gap, matrix) in places {
      file += rest[taken..<taken + gap]
      taken += gap
      file += try coder.bytes(
        matrix.range.count, columns: matrix.columns, zeroPoint: matrix.zeroPoint)
    }
    try coder.expectEnd()
    return file + rest[taken...]
  }
}
