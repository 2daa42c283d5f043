import CErasure

/// A systematic Reed–Solomon erasure code: any `parity` lost rows can be restored from the others.
///
/// A row is any number of bytes; the bytes at one index of all rows are a codeword over GF(2⁸) with
/// the polynomial x⁸ + x⁴ + x³ + x² + 1. Row `data` + i is the sum of the rows j < `data`, each
/// divided by (`data` + i) ⊕ j: a Cauchy matrix, every square part of which has an inverse (Blömer
/// et al., "An XOR-Based Erasure-Resilient Coding Scheme", 1995). The sums are those of Intel's
/// ISA-L.
package struct ReedSolomon: Sendable {
  /// The number of data rows.
  package let data: Int
  /// The number of parity rows.
  package let parity: Int

  /// The most rows that the code allows.
  package static let maximumRows = 255

  package init(data: Int, parity: Int) {
    precondition(data > 0 && parity > 0 && data + parity <= Self.maximumRows)
    (self.data, self.parity) = (data, parity)
  }

  /// Computes the parity rows from the data rows.
  ///
  /// - Parameters:
  ///   - rows: `data` + `parity` rows, concatenated.
  ///   - length: the length of a row in bytes.
  package func encode(_ rows: inout [UInt8], length: Int) {
    makeParity(Array(data..<data + parity), in: &rows, length: length)
  }

  /// Restores lost rows from all others.
  ///
  /// - Parameter lost: the numbers of the lost rows, ascending; at most `parity`.
  package func restore(_ lost: [Int], in rows: inout [UInt8], length: Int) {
    precondition(lost.count <= parity)
    let missing = lost.filter { $0 < data }
    if !missing.isEmpty {
      let gone = Set(lost)
      let spare = Array((data..<data + parity).filter { !gone.contains($0) }.prefix(missing.count))
      let present = (0..<data).filter { !gone.contains($0) }
      Self.combine(
        solution(missing, by: spare, present), present + spare, into: missing, of: &rows,
        length: length)
    }
    makeParity(lost.filter { $0 >= data }, in: &rows, length: length)
  }

  private func makeParity(_ wanted: [Int], in rows: inout [UInt8], length: Int) {
    let coefficients = wanted.flatMap { row in (0..<data).map { coefficient(row, $0) } }
    Self.combine(coefficients, Array(0..<data), into: wanted, of: &rows, length: length)
  }

  /// The coefficient of data row `column` in parity row `row`.
  private func coefficient(_ row: Int, _ column: Int) -> UInt8 { gf_inv(UInt8(row ^ column)) }

  /// The coefficients [missing, present + spare] that restore the missing rows.
  private func solution(_ missing: [Int], by spare: [Int], _ present: [Int]) -> [UInt8] {
    let size = missing.count
    let inverse = Self.inverse(
      spare.flatMap { row in missing.map { coefficient(row, $0) } }, size: size)
    return (0..<size).flatMap { target in
      let weights = inverse[target * size..<(target + 1) * size]
      return present.map { column in
        zip(weights, spare).reduce(0) { $0 ^ gf_mul($1.0, coefficient($1.1, column)) }
      } + weights
    }
  }

  private static func inverse(_ matrix: [UInt8], size: Int) -> [UInt8] {
    var (matrix, inverse) = (matrix, [UInt8](repeating: 0, count: matrix.count))
    let failure = unsafe gf_invert_matrix(&matrix, &inverse, Int32(size))
    precondition(failure == 0, "a part of a Cauchy matrix has an inverse")
    return inverse
  }

  /// Sets target rows to linear combinations of source rows.
  ///
  /// - Parameter coefficients: [targets, sources].
  private static func combine(
    _ coefficients: [UInt8], _ sources: [Int], into targets: [Int], of rows: inout [UInt8],
    length: Int
  ) {
    guard !targets.isEmpty, length > 0 else { return }
    let (width, height) = (Int32(sources.count), Int32(targets.count))
    var coefficients = coefficients
    var tables = [UInt8](repeating: 0, count: 32 * coefficients.count)
    unsafe ec_init_tables(width, height, &coefficients, &tables)
    unsafe rows.withUnsafeMutableBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      var from = unsafe sources.map { unsafe Optional(first + $0 * length) }
      var into = unsafe targets.map { unsafe Optional(first + $0 * length) }
      unsafe ec_encode_data(Int32(length), width, height, &tables, &from, &into)
    }
  }
}
