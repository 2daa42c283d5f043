/// The distributions of symbols, given a mean in sixteenths and a level of scale, as frequency
/// tables in 1/65536. Integer arithmetic alone makes them, so they are the same on every machine.
///
/// At a distance of t scales from the mean both families have the tail T = e^−t: the mass beyond is
/// T / 2 under a Laplace distribution, T / (1 + T) under a logistic one.
///
/// With shift k and a = (mean + 8) >> k, a symbol q is split into the bucket h = q >> k and its low
/// k bits, which are coded as equally likely. The bucket is coded as d = h − (a >> 4); d covers the
/// interval from 16·d − f to 16·d + 16 − f around the mean, in sixteenths of a bucket, where
/// f = a & 15. Buckets −reach…reach have intervals of their own; all others share the escape.
package struct SymbolTables: Sendable {
  /// Starts of all tables' intervals, one table after the other.
  package private(set) var starts: [UInt16] = []
  /// The table of level i and fraction f is `entries[16·i + f]`.
  private(set) var entries: [Entry] = []

  /// One of the tables.
  struct Entry {
    /// The index of its first interval in `starts`.
    let start: Int32
    /// The number of buckets on each side of the mean's that have an interval.
    let reach: Int16
    /// The number of low bits of a symbol that are coded as equally likely.
    let shift: UInt8
  }

  package static let levels = 64
  package static let laplace = SymbolTables { $0 >> 1 }
  package static let logistic = SymbolTables { power in
    let one: UInt64 = 1 << 63
    return power == one
      ? one >> 1 : (one + power).dividingFullWidth((power >> 1, power << 63)).quotient
  }

  /// - Parameter mass: gives the mass beyond the point whose tail is a power of the decay; 2^63
  ///   stands for one in both
  private init(mass: (UInt64) -> UInt64) {
    for level in 0..<Self.levels {
      let tail = Self.tail(decay: ScaleConstants.decays[level])
      let (masses, reach) = (tail.powers.map(mass), tail.reach)
      for fraction in 0..<16 {
        entries.append(
          Entry(
            start: Int32(starts.count), reach: Int16(reach),
            shift: UInt8(ScaleConstants.shifts[level])))
        starts += Self.table(tail: masses, reach: reach, fraction: fraction)
      }
    }
  }

  /// The powers 0…16 · (reach + 2) of the decay, where 2^63 stands for one. The reach is the least
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

  /// - Parameter tail: the mass beyond each distance from the mean, in sixteenths
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

/// Constants of the 64 scales σ_i = exp(−3.2 + i·8.7/63) of a symbol's distribution, which are part
/// of the format: literals, as no two C libraries need to agree on exp.
private enum ScaleConstants {
  /// The least k that brings σ_i / 2^k to 8 or below.
  static let shifts: [Int] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2,
    2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5,
  ]

  /// 2^63 · exp(−1 / (16 · σ_i / 2^k)), rounded: the decay of the density over a sixteenth.
  static let decays: [UInt64] = [
    0x1BA0_2F02_FCAA_BC97, 0x21AA_BCFA_013E_C4C6, 0x27FE_F2E0_2167_4D6C, 0x2E78_7425_ED8F_6277,
    0x34F5_595A_3D69_ADDF, 0x3B57_DEC7_8696_01D6, 0x4187_558D_B945_EF5E, 0x4770_74FC_8E07_085B,
    0x4D05_33A5_F895_BB60, 0x523C_5005_66AF_8AB3, 0x5710_AB7F_C516_BA82, 0x5B80_92FE_B54D_0219,
    0x5F8D_0896_62B7_F59A, 0x6339_1AB1_F50C_6964, 0x6689_4FB3_1AD9_D49D, 0x6983_28DA_D559_CB00,
    0x6C2C_BC8D_04B0_7FEA, 0x6E8C_664C_12CA_10D0, 0x70A8_89E1_5F62_7CEE, 0x7287_66CB_E04A_F104,
    0x742E_F90E_C254_A57D, 0x75A4_E4B0_2437_2D20, 0x76EE_6989_BAC1_6B03, 0x7810_5D68_A93C_E3B2,
    0x790F_2AD4_2A77_F25C, 0x79EE_D325_A3D0_D34D, 0x7AB2_F2E5_71DB_2413, 0x7B5E_C79D_4A6D_C201,
    0x7BF5_3683_C86C_ABCD, 0x7C78_D38D_9978_3BE7, 0x7CEB_E891_1E08_1CCF, 0x7D50_7C42_72A4_F106,
    0x7DA8_58E1_14FD_3632, 0x7DF5_127E_CF5E_1053, 0x7E38_0CD2_45C6_5E38, 0x7E72_808F_3D35_3144,
    0x7EA5_8044_2D74_B5AF, 0x7ED1_FCC0_6B05_2200, 0x7EF8_C908_A88E_C6BF, 0x7E36_D6D3_79E5_FC10,
    0x7E71_720F_44EB_7C10, 0x7EA4_9448_F3E6_8DB9, 0x7ED1_2EEC_FE84_C8C4, 0x7EF8_158A_ADFD_F6B9,
    0x7E35_A003_6A75_9385, 0x7E70_62D8_5C66_B11C, 0x7EA3_A7AD_E102_580F, 0x7ED0_608D_F440_7904,
    0x7EF7_6192_CCCE_E16F, 0x7E34_6861_8C3E_22F5, 0x7E6F_52EA_097D_213D, 0x7EA2_BA72_89AF_DD5C,
    0x7ECF_91A2_EE6A_01CA, 0x7EF6_AD20_B2E6_A6BF, 0x7E33_2FED_53AE_DB20, 0x7E6E_4243_D1B5_AC31,
    0x7EA1_CC96_8290_C5B5, 0x7ECE_C22B_8EF5_672E, 0x7EF5_F834_0DF4_094A, 0x7E31_F6A6_34DC_E91B,
    0x7E6D_30E5_3A47_8FEF, 0x7EA0_DE19_6000_6CF1, 0x7ECD_F227_7798_BB53, 0x7EF5_42CC_8B6F_4BC5,
  ]
}
