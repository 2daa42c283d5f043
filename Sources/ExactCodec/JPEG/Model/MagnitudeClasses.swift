/// The class of a number from 0 on: 0…3 as they are, then four for each octave.
@inline(__always)
func magnitudeClass(_ value: Int, atMost most: Int) -> Int {
  guard value >= 4 else { return value }
  let octave = bitLength(value) - 1
  return min(4 * (octave - 1) + (value >> (octave - 2)) & 3, most)
}

/// The class of a magnitude in 1/16: 0 below ¼, then two for each octave, at most 15.
@inline(__always)
func coarseClass(_ value: Int) -> Int {
  guard value >= 4 else { return 0 }
  let octave = bitLength(value) - 1
  return min(2 * octave + (value >> (octave - 1)) & 1 - 3, 15)
}

/// The number of bits of a number from 0 on.
@inline(__always)
func bitLength(_ value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }

/// A quotient of numbers that are not negative, both modulo 2³²: such ones divide fast.
@inline(__always)
func quotient(_ dividend: Int, _ divisor: Int) -> Int {
  Int(UInt32(truncatingIfNeeded: dividend) / UInt32(truncatingIfNeeded: divisor))
}
