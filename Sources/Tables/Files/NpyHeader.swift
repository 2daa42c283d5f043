/// The dictionary in an NPY file's header: keys `descr`, `fortran_order` and `shape`, each once.
package struct NpyHeader {
  package let descr: String
  package let isFortranOrder: Bool
  package let shape: [Int]

  /// Reads the literal `text`, whose indices are offsets into the file.
  package init(parsing text: ArraySlice<UInt8>) throws(TableError) {
    var parser = LiteralParser(text: text)
    var (descr, order, shape) = (String?.none, Bool?.none, [Int]?.none)
    try parser.expect("{")
    while !parser.take("}") {
      let start = parser.index
      let key = try parser.string()
      try parser.expect(":")
      switch key {
      case "descr" where descr == nil: descr = try parser.typeName()
      case "fortran_order" where order == nil: order = try parser.boolean()
      case "shape" where shape == nil: shape = try parser.tuple()
      default:
        throw .damaged(.npy, offset: start, reason: "an unknown or repeated key in the header")
      }
      if !parser.take(",") {
        try parser.expect("}")
        break
      }
    }
    try parser.expectEnd()
    guard let descr, let order, let shape else {
      throw .damaged(
        .npy, offset: text.startIndex, reason: "the header lacks descr, fortran_order or shape")
    }
    (self.descr, isFortranOrder, self.shape) = (descr, order, shape)
  }
}

/// Parses the subset of Python literals that headers use.
private struct LiteralParser {
  let text: ArraySlice<UInt8>
  private(set) var index: Int

  init(text: ArraySlice<UInt8>) {
    self.text = text
    index = text.startIndex
  }

  /// The most axes that NumPy allows.
  static let axisLimit = 64

  /// The next byte that is not a blank.
  private mutating func next() -> UInt8? {
    while index < text.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
    return index < text.endIndex ? text[index] : nil
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next() == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(TableError) {
    guard take(character) else { throw missing("'\(character)'") }
  }

  mutating func expectEnd() throws(TableError) {
    guard next() == nil else { throw missing("the end of the header") }
  }

  func missing(_ what: String) -> TableError {
    .damaged(.npy, offset: index, reason: "\(what) is due in the header")
  }

  mutating func string() throws(TableError) -> String {
    guard let quote = next(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw missing("a text in quotes")
    }
    let start = index + 1
    guard let end = text[start...].firstIndex(of: quote) else { throw missing("a closing quote") }
    index = end + 1
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  /// Parses the value of `descr`, which is a list if numbers have fields.
  mutating func typeName() throws(TableError) -> String {
    if next() == UInt8(ascii: "[") {
      throw .unsupported(
        .npy, "an array of structures; save one field of numbers, as in a['field']")
    }
    return try string()
  }

  mutating func boolean() throws(TableError) -> Bool {
    _ = next()
    for (word, value) in [("True", true), ("False", false)]
    where text[index...].starts(with: word.utf8) {
      index += word.utf8.count
      return value
    }
    throw missing("True or False")
  }

  mutating func tuple() throws(TableError) -> [Int] {
    try expect("(")
    var axes: [Int] = []
    while !take(")") {
      axes.append(try integer())
      guard axes.count <= Self.axisLimit else { throw missing("an end of the axes") }
      if !take(",") {
        try expect(")")
        break
      }
    }
    return axes
  }

  private mutating func integer() throws(TableError) -> Int {
    _ = next()
    let digits = text[index...].prefix { (0x30...0x39).contains($0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw missing("the length of an axis, below 2⁶³,")
    }
    index = digits.endIndex
    // Python 2 marks long integers by an L.
    if index < text.endIndex, text[index] == UInt8(ascii: "L") { index += 1 }
    return value
  }
}
