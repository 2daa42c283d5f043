/// Reads the headers of a picture: jpeg-1.md, *Frame and scans*.
struct JPEGHeaders {
  private(set) var frame: JPEGFrame?
  private(set) var scans: [JPEGScan] = []
  /// All definitions of Huffman tables, in the order of the bytes.
  private(set) var definitions: [JPEGTable] = []
  /// The numbers of the definitions by the header and the byte where they begin.
  private(set) var places: [[Int]: Int] = [:]

  private var huffman: [[Int?]] = [[nil, nil, nil, nil], [nil, nil, nil, nil]]
  private var quantisation: [[Int]?] = [nil, nil, nil, nil]
  private var interval = 0
  private var seen: Set<Int> = []
  /// For each component and position, the Al of the last scan that had it.
  private var approximations: [[Int?]] = []

  init(_ headers: [[UInt8]]) throws {
    try require(headers.first?.starts(with: [0xFF, 0xD8]) == true, "no start of image")
    for (index, header) in headers.enumerated() { try read(header, index) }
  }

  private mutating func read(_ header: [UInt8], _ index: Int) throws {
    var place = index == 0 ? 2 : 0
    while true {
      let left = header.count - place
      try require(left >= 2, "a header without a start of scan")
      let (a, b) = (header[place], header[place + 1])
      if a != 0xFF || b == 0xFF {
        place += 1
        continue
      }
      if b < 2 || 0xD0...0xD8 ~= b {
        place += 2
        continue
      }
      try require(b != 0xD9 && left >= 4, "a header that ends before a start of scan")
      let n = 256 * Int(header[place + 2]) + Int(header[place + 3])
      try require(n >= 2 && n <= left - 2, "a segment of a wrong length")
      let payload = header[place + 4..<place + 2 + n]
      place += 2 + n
      if try segment(b, payload, index) {
        try require(place == header.count, "bytes behind a start of scan")
        return
      }
    }
  }

  /// Whether the segment is a start of scan.
  private mutating func segment(
    _ marker: UInt8, _ payload: ArraySlice<UInt8>, _ header: Int
  ) throws -> Bool {
    switch marker {
    case 0xC0, 0xC1, 0xC2:
      try require(frame == nil, "a second frame")
      frame = try JPEGFrame(payload, isProgressive: marker == 0xC2)
    case 0xC4: try readHuffman(payload, header)
    case 0xDB: try readQuantisation(payload)
    case 0xDD:
      try require(payload.count == 2, "a restart interval of another length")
      interval = payload.reduce(0) { 256 * $0 + Int($1) }
    case 0xDA:
      try readScan(payload.map { Int($0) })
      return true
    case 0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF, 0xDE, 0xDF:
      throw Refusal(reason: "a JPEG file of another process")
    case 0xDC: try require(!scans.isEmpty, "a number of lines before the first scan")
    default: break
    }
    return false
  }

  /// T.81, B.2.4.2.
  private mutating func readHuffman(_ payload: ArraySlice<UInt8>, _ header: Int) throws {
    var cursor = Cursor(payload)
    while !cursor.rest.isEmpty {
      places[[header, cursor.rest.startIndex]] = definitions.count
      let byte = try cursor.byte()
      try require(byte / 16 < 2 && byte % 16 < 4, "a Huffman table of another class or number")
      let counts = try cursor.take(16).map { Int($0) }
      let sum = counts.reduce(0, +)
      try require(sum <= 256, "a Huffman table of more than 256 codes")
      var used = 0
      for (place, count) in counts.enumerated() {
        used = 2 * used + count
        try require(used <= 2 << place, "a Huffman table of more codes than there can be")
      }
      huffman[byte / 16][byte % 16] = definitions.count
      definitions.append(JPEGTable(counts: counts, symbols: Array(try cursor.take(sum))))
    }
  }

  /// T.81, B.2.4.1.
  private mutating func readQuantisation(_ payload: ArraySlice<UInt8>) throws {
    var cursor = Cursor(payload)
    while !cursor.rest.isEmpty {
      let byte = try cursor.byte()
      try require(byte / 16 < 2 && byte % 16 < 4, "a quantisation table of another kind")
      var steps = Array(repeating: 1, count: 64)
      for k in zigzag {
        steps[k] = try byte < 16 ? cursor.byte() : 256 * cursor.byte() + cursor.byte()
      }
      quantisation[byte % 16] = steps
    }
  }

  private mutating func readScan(_ bytes: [Int]) throws {
    guard let frame else { throw Refusal(reason: "a scan before the frame") }
    let count = bytes.first ?? 0
    try require(1...4 ~= count && bytes.count == 4 + 2 * count, "a scan of another length")
    let parameters = bytes.suffix(3)
    let isSequential = !frame.isProgressive
    let ss = isSequential ? 0 : parameters[bytes.count - 3]
    let se = isSequential ? 63 : parameters[bytes.count - 2]
    let ah = isSequential ? 0 : parameters[bytes.count - 1] / 16
    let al = isSequential ? 0 : parameters[bytes.count - 1] % 16
    if frame.isProgressive {
      try require(ss <= se && se < 64 && al <= 13, "a scan of another band")
      try require(ss == 0 ? se == 0 : count == 1, "a scan of DC and AC, or of AC of several")
      try require(ah == 0 || ah == al + 1, "a scan that skips a bit")
    }
    var components: [(index: Int, dc: Int?, ac: Int?)] = []
    for place in 0..<count {
      let (name, tables) = (bytes[1 + 2 * place], bytes[2 + 2 * place])
      guard let index = frame.components.firstIndex(where: { $0.name == name }),
        !components.contains(where: { $0.index == index })
      else { throw Refusal(reason: "a scan of components that the frame has not") }
      try require(tables / 16 < 4 && tables % 16 < 4, "a scan with tables beyond 0 to 3")
      let (dc, ac) = (huffman[0][tables / 16], huffman[1][tables % 16])
      let needsDC = isSequential || ss == 0 && ah == 0
      let needsAC = isSequential || ss > 0
      try require((!needsDC || dc != nil) && (!needsAC || ac != nil), "a scan without its table")
      components.append((index, needsDC ? dc : nil, needsAC ? ac : nil))
      try begin(index, frame)
      try follow(index, ss, se, ah, al)
    }
    scans.append(
      JPEGScan(components: components, ss: ss, se: se, ah: ah, al: al, interval: interval))
  }

  /// The steps of a component are those in place where its first scan starts.
  private mutating func begin(_ index: Int, _ frame: JPEGFrame) throws {
    guard seen.insert(index).inserted else { return }
    guard let steps = quantisation[frame.components[index].quantisation] else {
      throw Refusal(reason: "a scan without its quantisation table")
    }
    self.frame?.components[index].steps = steps.map { max($0, 1) }
  }

  /// Bits must follow those that scans before had.
  private mutating func follow(
    _ index: Int, _ ss: Int, _ se: Int, _ ah: Int, _ al: Int
  ) throws {
    if approximations.isEmpty {
      approximations = Array(repeating: Array(repeating: nil, count: 64), count: 4)
    }
    for z in ss...se {
      try require(
        approximations[index][z] == (ah == 0 ? nil : ah), "a scan out of its order")
      approximations[index][z] = al
    }
  }
}
