/// The file formats of tables.
package enum TableFormat: String, CaseIterable, Sendable {
  /// http://yann.lecun.com/exdb/mnist/, "The IDX file format".
  case idx
  /// NumPy's NEP 1, https://numpy.org/neps/nep-0001-npy-format.html.
  case npy
  /// RFC 4180, also with semicolons or tabs instead of commas.
  case csv

  package var name: String { rawValue.uppercased() }

  /// The format that `bytes` begin like, or else that of the file's `name` without `.gz`; nil for
  /// neither.
  package init?(sniffing bytes: ArraySlice<UInt8>, name: [UInt8]) {
    if bytes.starts(with: NpyFile.magic) {
      self = .npy
    } else if IDXFile.looksLike(bytes) {
      self = .idx
    } else if CSVFile.looksLikeNumbers(bytes) {
      self = .csv
    } else if let named = TableFormat(named: name) {
      self = named
    } else {
      return nil
    }
  }

  private init?(named name: [UInt8]) {
    var name = String(decoding: name, as: UTF8.self).lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    if name.hasSuffix(".npy") {
      self = .npy
    } else if name.hasSuffix(".csv") || name.hasSuffix(".tsv") {
      self = .csv
    } else if name.hasSuffix(".idx") || name.hasSuffix("-ubyte") {
      self = .idx
    } else {
      return nil
    }
  }
}
