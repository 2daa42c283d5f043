/// Writes the data of a scan: jpeg-1.md, *Scans*.
struct JPEGScanWriter {
  private let frame: JPEGFrame
  private let scan: JPEGScan
  private let repairs: JPEGRecord.Scan
  /// Where the scan stops before its end.
  private let stop: Int?
  private var data: JPEGScanData

  private var predictions = [0, 0, 0, 0]
  private var restarts = 0
  private var block = 0
  /// The pending run: its number of blocks, its bits, and its length if one is listed.
  private var pending = (blocks: 0, bits: [Int](), length: Int?.none)

  static func write(
    _ scan: JPEGScan, of frame: JPEGFrame, _ planes: [JPEGPlane], _ repairs: JPEGRecord.Scan,
    stop: Int?, to data: inout JPEGScanData
  ) throws {
    var writer = JPEGScanWriter(
      frame: frame, scan: scan, repairs: repairs, stop: stop, data: data)
    try writer.write(planes)
    data = writer.data
  }

  private mutating func write(_ planes: [JPEGPlane]) throws {
    let components = scan.components.map { frame.components[$0.index] }
    let isSingle = components.count == 1
    let across = isSingle ? components[0].sampledColumns : frame.columns
    let units = across * (isSingle ? components[0].sampledRows : frame.rows)
    try require(stop ?? -1 < units, "a scan stops behind its end")
    for unit in 0..<units {
      if unit == stop {
        try endRun()
        data.cut()
        return
      }
      if unit > 0, scan.interval > 0, unit % scan.interval == 0, !repairs.hasNoRestarts {
        try align()
        data.put(bytes: repairs.restarts[restarts] ?? [0xFF, UInt8(0xD0 + restarts % 8)])
        predictions = [0, 0, 0, 0]
        restarts += 1
      }
      let (column, row) = (unit % across, unit / across)
      for (place, component) in components.enumerated() {
        let (h, v) = isSingle ? (1, 1) : (component.h, component.v)
        for y in 0..<v {
          for x in 0..<h {
            let index = (row * v + y) * component.columns + column * h + x
            let values = planes[scan.components[place].index].values
            try write(values[64 * index..<64 * index + 64], place)
          }
        }
      }
    }
    try align()
  }

  private mutating func align() throws {
    try endRun()
    data.pad(repairs.paddings[restarts] ?? (repairs.paddingIsZero ? 0 : 127))
  }

  private mutating func write(_ values: ArraySlice<Int32>, _ place: Int) throws {
    let q = zigzag.map { Int(values[values.startIndex + $0]) }
    defer { block += 1 }
    if !frame.isProgressive {
      try putDC(q[0], place)
      let zeros = try putAC(q, place, endsRuns: false)
      if zeros > 0 { try data.put(symbol: 0, scan.components[place].ac) }
    } else if scan.ss == 0 {
      if scan.ah == 0 {
        try putDC(q[0] >> scan.al, place)
      } else {
        data.put(bits: q[0] >> scan.al, 1)
      }
    } else if scan.ah == 0 {
      let scaled = q.map { $0.signum() * (abs($0) >> scan.al) }
      if try putAC(scaled, place, endsRuns: true) > 0 { try addToRun([]) }
    } else {
      try refine(q)
    }
  }

  private mutating func putDC(_ value: Int, _ place: Int) throws {
    try data.put(value - predictions[place], behind: 0, scan.components[place].dc)
    predictions[place] = value
  }

  /// Sequential 2 and 3, up to the superfluous zero runs; the zeros that are left.
  private mutating func putAC(_ q: [Int], _ place: Int, endsRuns: Bool) throws -> Int {
    let table = scan.components[place].ac
    var zeros = 0
    for z in max(scan.ss, 1)...scan.se {
      if q[z] == 0 {
        zeros += 1
        continue
      }
      if endsRuns { try endRun() }
      for _ in 0..<zeros / 16 { try data.put(symbol: 0xF0, table) }
      try data.put(q[z], behind: zeros % 16, table)
      zeros = 0
    }
    for _ in 0..<(repairs.zeroRuns[block] ?? 0) {
      if endsRuns { try endRun() }
      try data.put(symbol: 0xF0, table)
      zeros -= 16
    }
    try require(zeros >= 0, "more superfluous zero runs than zeros")
    return zeros
  }

  private mutating func refine(_ q: [Int]) throws {
    let (table, end) = (scan.components[0].ac, scan.se + 1)
    let m = q.map { abs($0) >> scan.al }
    let e = (scan.ss...scan.se).last { m[$0] == 1 } ?? -1
    var y = repairs.zeroRuns[block] ?? 0
    var (bits, r, c, last) = ([Int](), 0, scan.ss, scan.ss - 1)
    for z in scan.ss...end where z == end || m[z] > 0 {
      r += z - last - 1
      last = z
      while r > 15, z <= e || y > 0 {
        try endRun()
        try data.put(symbol: 0xF0, table)
        put(&bits)
        if z > e { y -= 1 }
        r -= 16
        c = z - r
      }
      if z == end { break }
      if m[z] > 1 {
        bits.append(m[z] % 2)
      } else {
        try endRun()
        try data.put(symbol: 16 * r + 1, table)
        data.put(bits: q[z] > 0 ? 1 : 0, 1)
        put(&bits)
        (r, c) = (0, z + 1)
      }
    }
    try require(y == 0, "more superfluous zero runs than zeros")
    if c <= scan.se { try addToRun(bits) }
  }

  private mutating func put(_ bits: inout [Int]) {
    for bit in bits { data.put(bits: bit, 1) }
    bits = []
  }

  /// jpeg-1.md, *Runs of ends*.
  private mutating func addToRun(_ bits: [Int]) throws {
    if pending.blocks == 0 {
      pending.length = repairs.runLengths[block] ?? (repairs.hasSingleRuns ? 1 : nil)
    }
    pending.blocks += 1
    pending.bits += bits
    if let length = pending.length {
      if pending.blocks >= length { try endRun() }
    } else if pending.blocks == 32767 || pending.bits.count > 937 {
      try endRun()
    }
  }

  private mutating func endRun() throws {
    guard pending.blocks > 0 else { return }
    let length = pending.length ?? pending.blocks
    let digits = log2(length)
    try data.put(symbol: 16 * digits, scan.components[0].ac)
    data.put(bits: length - 1 << digits, digits)
    for bit in pending.bits { data.put(bits: bit, 1) }
    pending = (0, [], nil)
  }
}
