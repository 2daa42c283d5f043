/// The frequency tables of codes-1.md, sections 5.4 and 5.5, and objects-1.md, section 5.
package enum DistributionTables {
  /// Section 5.4, for P as section 7.3 gives it.
  static func hyperStarts(_ p: [UInt64]) -> [Int] {
    let n = p.count
    return p.indices.map { j in
      j + Int((UInt128(65536 - n) * UInt128(p[j] - p[0])) >> 32)
    }
  }

  /// starts[level of scale][fraction], with Laplace distributions.
  package static let laplace = allStarts { n, t in
    n < 0 ? t[-n] >> 1 : one - (t[n] >> 1)
  }

  /// starts[level of scale][fraction], with logistic distributions.
  package static let logistic = allStarts { n, t in
    n < 0 ? t[-n] * one / (one + t[-n]) : one - t[n] * one / (one + t[n])
  }

  private static let one = UInt128(1) << 63

  /// - Parameter below: the mass below a point n sixteenths from the mean, given the powers T
  private static func allStarts(_ below: (Int, [UInt128]) -> UInt128) -> [[[Int]]] {
    scales.map { _, decay, reach in
      var t = [one]
      for n in 0..<16 * (reach + 1) { t.append((t[n] * UInt128(decay)) >> 63) }
      return (0..<16).map { f in
        let a = below(-16 * reach - f, t)
        let s = UInt128(65536 - (2 * reach + 2))
        return (0...2 * reach + 1).map { j in
          j + Int(((below(16 * (j - reach) - f, t) - a) * s) >> 63)
        }
      }
    }
  }

  /// Shift, decay and reach of a level of scale.
  static let scales: [(shift: Int, decay: UInt64, reach: Int)] = [
    (0, 0x1BA0_2F02_FCAA_BC97, 1), (0, 0x21AA_BCFA_013E_C4C6, 1),
    (0, 0x27FE_F2E0_2167_4D6C, 1), (0, 0x2E78_7425_ED8F_6277, 1),
    (0, 0x34F5_595A_3D69_ADDF, 1), (0, 0x3B57_DEC7_8696_01D6, 1),
    (0, 0x4187_558D_B945_EF5E, 1), (0, 0x4770_74FC_8E07_085B, 1),
    (0, 0x4D05_33A5_F895_BB60, 2), (0, 0x523C_5005_66AF_8AB3, 2),
    (0, 0x5710_AB7F_C516_BA82, 2), (0, 0x5B80_92FE_B54D_0219, 2),
    (0, 0x5F8D_0896_62B7_F59A, 2), (0, 0x6339_1AB1_F50C_6964, 3),
    (0, 0x6689_4FB3_1AD9_D49D, 3), (0, 0x6983_28DA_D559_CB00, 3),
    (0, 0x6C2C_BC8D_04B0_7FEA, 4), (0, 0x6E8C_664C_12CA_10D0, 4),
    (0, 0x70A8_89E1_5F62_7CEE, 5), (0, 0x7287_66CB_E04A_F104, 5),
    (0, 0x742E_F90E_C254_A57D, 6), (0, 0x75A4_E4B0_2437_2D20, 7),
    (0, 0x76EE_6989_BAC1_6B03, 8), (0, 0x7810_5D68_A93C_E3B2, 9),
    (0, 0x790F_2AD4_2A77_F25C, 10), (0, 0x79EE_D325_A3D0_D34D, 11),
    (0, 0x7AB2_F2E5_71DB_2413, 13), (0, 0x7B5E_C79D_4A6D_C201, 15),
    (0, 0x7BF5_3683_C86C_ABCD, 17), (0, 0x7C78_D38D_9978_3BE7, 19),
    (0, 0x7CEB_E891_1E08_1CCF, 22), (0, 0x7D50_7C42_72A4_F106, 25),
    (0, 0x7DA8_58E1_14FD_3632, 29), (0, 0x7DF5_127E_CF5E_1053, 33),
    (0, 0x7E38_0CD2_45C6_5E38, 38), (0, 0x7E72_808F_3D35_3144, 43),
    (0, 0x7EA5_8044_2D74_B5AF, 49), (0, 0x7ED1_FCC0_6B05_2200, 57),
    (0, 0x7EF8_C908_A88E_C6BF, 65), (1, 0x7E36_D6D3_79E5_FC10, 38),
    (1, 0x7E71_720F_44EB_7C10, 43), (1, 0x7EA4_9448_F3E6_8DB9, 49),
    (1, 0x7ED1_2EEC_FE84_C8C4, 56), (1, 0x7EF8_158A_ADFD_F6B9, 65),
    (2, 0x7E35_A003_6A75_9385, 37), (2, 0x7E70_62D8_5C66_B11C, 43),
    (2, 0x7EA3_A7AD_E102_580F, 49), (2, 0x7ED0_608D_F440_7904, 56),
    (2, 0x7EF7_6192_CCCE_E16F, 65), (3, 0x7E34_6861_8C3E_22F5, 37),
    (3, 0x7E6F_52EA_097D_213D, 43), (3, 0x7EA2_BA72_89AF_DD5C, 49),
    (3, 0x7ECF_91A2_EE6A_01CA, 56), (3, 0x7EF6_AD20_B2E6_A6BF, 64),
    (4, 0x7E33_2FED_53AE_DB20, 37), (4, 0x7E6E_4243_D1B5_AC31, 43),
    (4, 0x7EA1_CC96_8290_C5B5, 49), (4, 0x7ECE_C22B_8EF5_672E, 56),
    (4, 0x7EF5_F834_0DF4_094A, 64), (5, 0x7E31_F6A6_34DC_E91B, 37),
    (5, 0x7E6D_30E5_3A47_8FEF, 43), (5, 0x7EA0_DE19_6000_6CF1, 49),
    (5, 0x7ECD_F227_7798_BB53, 56), (5, 0x7EF5_42CC_8B6F_4BC5, 64),
  ]
}
