/// The distributions of codes, given a mean in sixteenths and a level of scale: integer tables,
/// computed by integer arithmetic only, so that they are the same on every machine.
///
/// With t sixteenths from the mean, in scales, e^−t is the tail T of both families: the mass beyond
/// is T / 2 under a Laplace distribution, T / (1 + T) under a logistic one.
///
/// With shift k and a = (mean + 8) >> k, a code q is split into the bucket h = q >> k and its low
/// k bits, which are sent as they are. The bucket is coded as d = h − (a >> 4); d covers the
/// interval from 16·d − f to 16·d + 16 − f around the mean, in sixteenths of a bucket, where
/// f = a & 15. Buckets −reach…reach have intervals of their own, all others share the escape.
package struct CodeTables: Sendable {
  /// Starts of all tables' intervals, one table after the other.
  package private(set) var starts: [UInt16] = []
  /// The table of level i and fraction f: places[16·i + f].
  private(set) var places: [Place] = []

  /// Where a table is, and what it is of.
  struct Place {
    /// Where it begins in `starts`.
    let start: Int32
    /// Buckets each side of the mean's.
    let reach: Int16
    /// Bits of a code that are sent as they are; of a level.
    let shift: UInt8
  }

  package static let levels = 64
  package static let laplace = CodeTables { $0 >> 1 }
  package static let logistic = CodeTables { power in
    let one: UInt64 = 1 << 63
    return power == one
      ? one >> 1 : (one + power).dividingFullWidth((power >> 1, power << 63)).quotient
  }

  /// - Parameter mass: beyond the point where a power of the decay is the tail, 2^63 standing for
  ///   one
  private init(mass: (UInt64) -> UInt64) {
    for level in 0..<Self.levels {
      let tail = Self.tail(decay: ScaleConstants.decays[level])
      let (masses, reach) = (tail.powers.map(mass), tail.reach)
      for fraction in 0..<16 {
        places.append(
          Place(
            start: Int32(starts.count), reach: Int16(reach),
            shift: UInt8(ScaleConstants.shifts[level])))
        starts += Self.table(tail: masses, reach: reach, fraction: fraction)
      }
    }
  }

  /// Powers of the decay, 2^63 standing for one, up to 16 · (reach + 2); the reach is the least
  /// distance in buckets beyond which less than 2^-12 of the mass on that side lies.
  private static func tail(decay: UInt64) -> (powers: [UInt64], reach: Int) {
    var powers: [UInt64] = [1 << 63]
    var reach = 0
    while reach == 0 || powers.count <= 16 * (reach + 2) {
      let product = powers[powers.count - 1].multipliedFullWidth(by: decay)
      powers.append(product.high << 1 | product.low >> 63)
      let last = powers.count - 1
      if reach == 0, last % 16 == 0, powers[last] < 1 << 51 { reach = last / 16 }
    }
    return (powers, reach)
  }

  /// - Parameter tail: the mass beyond a point so many sixteenths from the mean
  private static func table(tail: [UInt64], reach: Int, fraction: Int) -> [UInt16] {
    /// The mass below a point `n` sixteenths from the mean, 2^63 standing for one.
    func mass(below n: Int) -> UInt64 {
      n < 0 ? tail[-n] : (1 << 63) - tail[n]
    }
    let symbols = 2 * reach + 2
    let first = mass(below: -16 * reach - fraction)
    return (0..<symbols).map { j in
      let share = mass(below: 16 * (j - reach) - fraction) - first
      return UInt16(UInt64(j) + share.multipliedFullWidth(by: UInt64(65536 - symbols) << 1).high)
    }
  }
}

/// One code's place in the tables.
struct LatentContext {
  let shift: Int
  /// The bucket that d = 0 stands for.
  let centre: Int
  let reach: Int
  /// Where the table begins.
  let table: Int

  // Of the functions of every code: calls among them would take longer than they do.
  @inline(__always)
  init(mean: Int32, scale: UInt8, places: Span<CodeTables.Place>) {
    let level = 16 * Int(scale & 63)
    shift = Int(places[level].shift)
    let a = (Int(mean) + 8) >> shift
    centre = a >> 4
    let place = places[level + (a & 15)]
    reach = Int(place.reach)
    table = Int(place.start)
  }
}

extension ANSEncoder {
  /// Notes codes whose means (in sixteenths) and levels of scale the prior gave.
  package mutating func append(
    codes: [Int16], means: [Int32], scales: [UInt8], tables: CodeTables
  ) {
    let (places, starts) = (tables.places.span, tables.starts.span)
    for index in codes.indices {
      let context = LatentContext(mean: means[index], scale: scales[index], places: places)
      append(codes[index], in: context, starts: starts)
    }
  }

  @inline(__always)
  private mutating func append(_ code: Int16, in context: LatentContext, starts: Span<UInt16>) {
    let difference = Int(code) >> context.shift - context.centre
    let escape = context.table + 2 * context.reach + 1
    if abs(difference) <= context.reach {
      let place = context.table + difference + context.reach
      append(start: starts[place], frequency: starts[place + 1] - starts[place])
    } else {
      append(start: starts[escape], frequency: 0 &- starts[escape])
      appendEscaped(difference, outside: -context.reach...context.reach)
    }
    append(bits: Int(code) & ((1 << context.shift) - 1), count: context.shift)
  }
}

extension ANSDecoder {
  /// The next codes, whose means (in sixteenths) and levels of scale the prior gave.
  package mutating func codes(
    means: [Int32], scales: [UInt8], tables: CodeTables
  ) throws(EntropyError) -> [Int16] {
    let (places, starts) = (tables.places.span, tables.starts.span)
    var codes: [Int16] = []
    codes.reserveCapacity(means.count)
    for index in means.indices {
      let context = LatentContext(mean: means[index], scale: scales[index], places: places)
      codes.append(try code(in: context, starts: starts))
    }
    return codes
  }

  @inline(__always)
  private mutating func code(
    in context: LatentContext, starts: Span<UInt16>
  ) throws(EntropyError) -> Int16 {
    let difference = try difference(in: context, starts: starts)
    let low = try bits(count: context.shift)
    let code = (context.centre + difference) << context.shift | low
    guard abs(code) <= 32767 else { throw .symbolOutOfRange(code) }
    return Int16(code)
  }

  /// The interval around the target, searched outwards from the most probable one.
  @inline(__always)
  private mutating func difference(
    in context: LatentContext, starts: Span<UInt16>
  ) throws(EntropyError) -> Int {
    let target = target
    let escape = context.table + 2 * context.reach + 1
    var place = context.table + context.reach
    while target < starts[place] { place -= 1 }
    while place < escape, target >= starts[place + 1] { place += 1 }
    guard place < escape else {
      try advance(start: starts[escape], frequency: 0 &- starts[escape])
      return try escaped(outside: -context.reach...context.reach)
    }
    try advance(start: starts[place], frequency: starts[place + 1] - starts[place])
    return place - context.table - context.reach
  }
}
