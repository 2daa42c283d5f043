/// What a number's code is expected to be, by those before it.
package enum Predictor: UInt8, CaseIterable, Sendable {
  /// Nothing is expected: 0.
  case none
  /// The number before.
  case previous
  /// The number a line above.
  case above
  /// Along the plane through the three numbers before, above, and before that.
  case plane
  /// The same number of the row before.
  case row
  /// Along the line through the same numbers of the two rows before.
  case rows
  /// Along the line through the two numbers before.
  case line

  /// - Parameters:
  ///   - codes: all before `index` are known; those before the first are 0
  ///   - line: numbers of a line
  ///   - row: numbers of a row
  @inline(__always)
  package func expected(_ codes: [UInt64], _ index: Int, line: Int, row: Int) -> UInt64 {
    @inline(__always) func code(_ distance: Int) -> UInt64 {
      distance <= index ? codes[index - distance] : 0
    }
    return switch self {
    case .none: 0
    case .previous: code(1)
    case .above: code(line)
    case .plane: code(1) &+ code(line) &- code(line + 1)
    case .row: code(row)
    case .rows: 2 &* code(row) &- code(2 * row)
    case .line: 2 &* code(1) &- code(2)
    }
  }
}

/// The predictors of a table's columns.
package enum ColumnPredictors: Hashable, Sendable {
  case all(Predictor)
  /// One for each number of a row.
  case each([Predictor])
  case linear(LinearPredictor)

  /// What the code of a number in a column is expected to be; see ``Predictor/expected``.
  @inline(__always)
  package func expected(_ codes: [UInt64], _ index: Int, column: Int, _ form: TableForm) -> UInt64 {
    switch self {
    case .all(let predictor):
      predictor.expected(codes, index, line: form.line, row: form.row)
    case .each(let predictors):
      predictors[column].expected(codes, index, line: form.line, row: form.row)
    case .linear(let predictor):
      predictor.expected(
        codes, index, column: column, bitCount: form.quantiser.codeBits(form.layout),
        isSigned: form.hasSignedCodes)
    }
  }
}

/// A number of `bitCount` bits as a signed one.
@inline(__always)
package func signed(_ code: UInt64, bitCount: Int) -> Int64 {
  let shift = Int64(64 - bitCount)
  return (Int64(bitPattern: code) << shift) >> shift
}
