import CErasure

/// A systematic Reed–Solomon code for erasures: whatever `parity` of its rows are lost, the others
/// give them back.
///
/// A row is any number of bytes; bytes at one place of all rows are a codeword over GF(2⁸) with the
/// polynomial x⁸ + x⁴ + x³ + x² + 1. Row `data` + i is the sum of the rows j < `data`, each divided by
/// (`data` + i) ⊕ j: a Cauchy matrix, every square part of which has an inverse (Blömer et al., "An
/// XOR-Based Erasure-Resilient Coding Scheme", 1995). The sums are those of Intel's ISA-L.
package struct ReedSolomon: Sendable {
  /// Rows that are given.
  package let data: Int
  /// Rows that are made of them.
  package let parity: Int

  /// Rows there may be.
  package static let maximumRows = 255

  package init(data: Int, parity: Int) {
    precondition(data > 0 && parity > 0 && data + parity <= Self.maximumRows)
    (self.data, self.parity) = (data, parity)
  }

  /// Makes the last rows of the first ones.
  ///
  /// - Parameters:
  ///   - rows: `data` + `parity` rows, one behind the other
  ///   - length: bytes of each
  package func encode(_ rows: inout [UInt8], length: Int) {
    makeParity(Array(data..<data + parity), in: &rows, length: length)
  }

  /// Makes anew rows that are lost, by all others.
  ///
  /// - Parameter lost: numbers of rows, ascending, `parity` of them at most
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

  /// What row `column` counts in parity row `row`.
  private func coefficient(_ row: Int, _ column: Int) -> UInt8 { gf_inv(UInt8(row ^ column)) }

  /// Coefficients [missing, present + spare] that give the missing rows.
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

  /// Sums rows into others.
  ///
  /// - Parameter coefficients: [targets, sources]
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
