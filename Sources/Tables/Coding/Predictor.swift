/// Predicts the code of a number from earlier ones.
package enum Predictor: UInt8, CaseIterable, Sendable {
  /// 0.
  case none
  /// The previous code.
  case previous
  /// The code a line above.
  case above
  /// The plane through the previous code, the one above and the one before that.
  case plane
  /// The code of the same column in the previous row.
  case row
  /// The line through the codes of the same column in the two previous rows.
  case rows
  /// The line through the two previous codes.
  case line

  /// Predicts the code at `index`.
  ///
  /// - Parameters:
  ///   - codes: all codes before `index`; those before the first count as 0
  ///   - line: the numbers of a line
  ///   - row: the numbers of a row
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
  /// One predictor for each column.
  case each([Predictor])
  case linear(LinearPredictor)

  /// Predicts the code at `index`, which lies in `column`; see
  /// ``Predictor/expected(_:_:line:row:)``.
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

/// Sign-extends a code of `bitCount` bits.
@inline(__always)
package func signed(_ code: UInt64, bitCount: Int) -> Int64 {
  let shift = Int64(64 - bitCount)
  return (Int64(bitPattern: code) << shift) >> shift
}
