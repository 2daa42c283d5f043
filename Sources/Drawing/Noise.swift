/// Gradient noise over the plane (Perlin, "Improving noise", 2002) with gradients from an integer
/// hash: smooth, near 0 on average, rarely beyond ±1, one hill or hollow to a unit of length.
struct Noise {
  let seed: UInt64

  init(_ seed: UInt64) {
    self.seed = seed
  }

  /// 64 well-mixed bits for a point of the integer lattice (the finaliser of SplitMix64).
  func bits(_ x: Int, _ y: Int) -> UInt64 {
    finish(key(x), y)
  }

  /// The half of the hash that a column of the lattice has in common.
  @inline(__always)
  private func key(_ x: Int) -> UInt64 {
    let z = (seed &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(bitPattern: Int64(x))) &* 0xD1B5_4A32_D192_ED03
    return z ^ (z >> 32)
  }

  @inline(__always)
  private func finish(_ key: UInt64, _ y: Int) -> UInt64 {
    var z = (key ^ UInt64(bitPattern: Int64(y))) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<1 for a point of the integer lattice; `channel`, 0…3, chooses one of four.
  func uniform(_ x: Int, _ y: Int, channel: Int = 0) -> Double {
    Double((bits(x, y) >> UInt64(16 * channel)) & 0xFFFF) / 65536
  }

  /// The noise at a point.
  func value(_ x: Double, _ y: Double) -> Double {
    let (column, row) = (floor(x), floor(y))
    let (dx, dy) = (x - Double(column), y - Double(row))
    let (left, right) = (key(column), key(column + 1))
    let fadeX = fade(dx)
    let upper = mix(
      ramp(finish(left, row), dx, dy), ramp(finish(right, row), dx - 1, dy), fadeX)
    let lower = mix(
      ramp(finish(left, row + 1), dx, dy - 1), ramp(finish(right, row + 1), dx - 1, dy - 1), fadeX)
    return 1.7 * mix(upper, lower, fade(dy))
  }

  /// The plane through 0 at a lattice point, of the slope that `hash` gives it.
  @inline(__always)
  private func ramp(_ hash: UInt64, _ dx: Double, _ dy: Double) -> Double {
    let slopeX = Double(Int16(truncatingIfNeeded: hash)) / 32768
    let slopeY = Double(Int16(truncatingIfNeeded: hash >> 16)) / 32768
    return slopeX * dx + slopeY * dy
  }

  /// Without the C library, whose function is a call for every point.
  @inline(__always)
  private func floor(_ value: Double) -> Int {
    let whole = Int(value)
    return Double(whole) > value ? whole - 1 : whole
  }

  @inline(__always)
  private func fade(_ t: Double) -> Double {
    t * t * t * (t * (t * 6 - 15) + 10)
  }
}

extension Noise {
  /// Octaves of noise, each at twice the frequency and `gain` times the amplitude of the one
  /// before: for a gain of a half amplitudes fall as 1/f, which is how photographs are.
  ///
  /// Octaves finer than `footprint`, the width that one pixel sees, fade out.
  func fractal(
    _ x: Double, _ y: Double, octaves: Int = 8, gain: Double = 0.5, footprint: Double = 0
  ) -> Double {
    sum(x, y, octaves: octaves, gain: gain, footprint: footprint) { $0 }
  }

  /// Like ``fractal(_:_:octaves:gain:footprint:)``, folded at 0 so that crests are sharp; 0…2.
  func ridged(
    _ x: Double, _ y: Double, octaves: Int = 8, gain: Double = 0.5, footprint: Double = 0
  ) -> Double {
    sum(x, y, octaves: octaves, gain: gain, footprint: footprint) { value in
      let crest = max(1 - abs(value), 0)
      return crest * crest
    }
  }

  @inline(__always)
  private func sum(
    _ x: Double, _ y: Double, octaves: Int, gain: Double, footprint: Double,
    _ shape: (Double) -> Double
  ) -> Double {
    var (x, y, amplitude, wavelength, total) = (x, y, 1.0, 1.0, 0.0)
    for _ in 0..<octaves {
      let weight = footprint > 0 ? clamp(wavelength / (2 * footprint) - 1) : 1
      if weight == 0 { break }
      total += amplitude * weight * shape(value(x, y))
      // Turned by the angle of the 3-4-5 triangle, so that the lattices do not show.
      (x, y) = (1.6 * x + 1.2 * y + 17.3, 1.6 * y - 1.2 * x + 5.9)
      amplitude *= gain
      wavelength /= 2
    }
    return total
  }
}
