/// Where contexts have their lines of counters.
///
/// Most tables begin with `sum`: the sum of both frequencies, 1…14, and 15 more in components other
/// than the first.
enum CounterLines {
  private static let expectedStart = 0
  private static let meanStart = expectedStart + 30 * 48 * 20
  private static let pairStart = meanStart + 30 * 16 * 40
  private static let soFarStart = pairStart + 30 * 64 * 8
  private static let leftStart = soFarStart + 30 * 16 * 20
  private static let withinStart = leftStart + 2 * 64 * 64
  fileprivate static let firstStart = withinStart + 30 * 16 * 16
  fileprivate static let signStart = firstStart + 2 * 1024
  private static let lowStart = signStart + 24 * (4 * 32 + 36 + 81)
  fileprivate static let countStart = lowStart + 2 * 17 * 4 * 2
  private static let exactMeanStart = countStart + 2 * 1024 * 8
  private static let edgesStart = exactMeanStart + 128 * 128
  private static let betweenStart = edgesStart + 30 * 16 * 16

  /// The lines of a model of the standard size, and of a large one.
  static let standard = exactMeanStart
  static let large = betweenStart + 30 * 16 * 16

  /// By the class of the expected magnitude, and how many coefficients are left.
  @inline(__always)
  static func expected(_ sum: Int, _ magnitude: Int, _ left: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: expectedStart + (sum * 48 + magnitude) * 20 + left)
  }

  /// By the classes of the expected magnitude and of the expected value.
  @inline(__always)
  static func mean(_ sum: Int, _ magnitude: Int, _ mean: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: meanStart + (sum * 16 + magnitude) * 40 + mean)
  }

  /// By two numbers of coefficients, or two coefficients, and the class of the expected magnitude.
  @inline(__always)
  static func pair(_ sum: Int, _ pair: Int, _ magnitude: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: pairStart + (sum * 64 + pair) * 8 + magnitude)
  }

  /// By the mean magnitude so far, and how many coefficients are left.
  @inline(__always)
  static func soFar(_ sum: Int, _ magnitude: Int, _ left: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: soFarStart + (sum * 16 + magnitude) * 20 + left)
  }

  /// By the coefficient and how many are left.
  @inline(__always)
  static func left(_ k: Int, _ left: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: leftStart + k * 64 + left)
  }

  /// By the magnitudes of the next higher frequencies of the block.
  @inline(__always)
  static func within(_ sum: Int, _ right: Int, _ below: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: withinStart + (sum * 16 + right) * 16 + below)
  }

  /// By the coefficient and the expected value.
  @inline(__always)
  static func exactMean(_ k: Int, _ mean: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: exactMeanStart + k * 128 + mean)
  }

  /// By what continues the blocks to the left and above.
  @inline(__always)
  static func edges(_ sum: Int, _ across: Int, _ down: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: edgesStart + (sum * 16 + across) * 16 + down)
  }

  /// By the same coefficient to the left and above.
  @inline(__always)
  static func between(_ sum: Int, _ left: Int, _ above: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: betweenStart + (sum * 16 + left) * 16 + above)
  }

  /// Of bits below the leading one.
  @inline(__always)
  static func low(_ colour: Int, _ length: Int, _ node: Int, _ scale: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: lowStart + ((colour * 17 + length - 1) * 4 + node) * 2 + scale)
  }

  /// Of the first coefficient.
  struct First {
    private let start: Int

    init(colour: Int) { start = firstStart + colour * 1024 }

    private func line(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: start + index) }

    func magnitudes(_ sum: Int) -> UInt32 { line(sum) }
    func count(_ count: Int) -> UInt32 { line(16 + count) }
    func apart(_ edges: Int, _ blocks: Int) -> UInt32 { line(80 + edges * 16 + blocks) }
    func edges(_ edges: Int, _ sum: Int) -> UInt32 { line(336 + edges * 16 + sum) }
    func near(_ near: Int, _ other: Int) -> UInt32 { line(592 + near * 16 + other) }
  }

  /// Of signs, by rows of coefficients: eight for each kind of component.
  enum Sign {
    @inline(__always)
    static func mean(_ row: Int, _ length: Int, _ mean: Int) -> UInt32 {
      UInt32(truncatingIfNeeded: signStart + (row * 4 + length) * 32 + mean)
    }

    @inline(__always)
    static func edges(_ row: Int, _ edges: Int, _ neighbours: Int) -> UInt32 {
      UInt32(truncatingIfNeeded: signStart + 24 * 128 + row * 36 + edges * 9 + neighbours)
    }

    @inline(__always)
    static func colours(_ row: Int, _ colours: Int, _ neighbours: Int) -> UInt32 {
      UInt32(truncatingIfNeeded: signStart + 24 * 164 + row * 81 + colours * 9 + neighbours)
    }
  }

  /// Of how many coefficients are not 0; a part of the tree of bits is a line.
  struct Count {
    private let start: Int

    init(colour: Int) { start = countStart + colour * 1024 * 8 }

    private func line(_ index: Int, _ part: Int) -> UInt32 {
      UInt32(truncatingIfNeeded: start + index * 8 + part)
    }

    func mean(_ mean: Int, _ part: Int) -> UInt32 { line(mean, part) }
    func pair(_ left: Int, _ above: Int, _ part: Int) -> UInt32 {
      line(64 + left * 16 + above, part)
    }
    func wide(_ mean: Int, _ part: Int) -> UInt32 { line(320 + mean, part) }
    func other(_ other: Int, _ part: Int) -> UInt32 { line(384 + other, part) }
    func both(_ mean: Int, _ other: Int, _ part: Int) -> UInt32 {
      line(448 + mean * 16 + other, part)
    }
  }
}

/// Which sets of weights decisions choose.
enum WeightSets {
  enum First {
    static let sign = 192 * 12
    private static let lowStart = sign + 192
    static let count = lowStart + 3 * 17 * 16
    static let total = count + 18

    static func low(_ kind: Int, _ length: Int, _ bit: Int) -> Int {
      lowStart + (kind * 17 + length - 1) * 16 + bit
    }
  }

  enum Second {
    static let sign = 16 * 12 * 3
    private static let lowStart = sign + 3
    static let count = lowStart + 12 * 8
    static let total = count + 6

    static func low(_ length: Int, _ bit: Int) -> Int {
      lowStart + min(bit, 11) * 8 + min(length, 8) - 1
    }
  }
}
