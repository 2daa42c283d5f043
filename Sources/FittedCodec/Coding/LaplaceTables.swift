/// How symbols are coded by Laplace distributions, in integers alone.
///
/// A distribution has a mean in 1/32 and one of 256 levels of scale. With m the integer nearest to
/// the mean, a symbol q is coded as whether it is m; if not, on which side of m it lies; and
/// the distance beyond, n = |q − m| − 1, as whether n ≥ 2^k, n ≥ 2 · 2^k … and its low k bits.
/// Beyond m the distribution is geometric, so all these bits are independent of one another, and
/// depend on the level alone. Every probability is in 1/65536.
package struct LaplaceTables: Sendable {
  /// The probability that a symbol is not m, at 32 · level + f, where mean = 32 · m + f − 16.
  let misses: [UInt16]
  /// The probability that any other symbol lies above m.
  let isAbove: [UInt16]
  /// The probability that n ends within a group of 2^k, by level.
  let endsGroup: [UInt16]
  /// The probability that a low bit is zero, at 8 · level + its place.
  let lowBitIsZero: [UInt16]
  let shifts: [UInt8]

  package static let levels = 256
  /// The least and the greatest probability.
  static let bounds: ClosedRange<UInt64> = 8...65528
  /// Groups of n that are counted one by one; a larger n follows in bits.
  static let groups = 24

  package static let shared = LaplaceTables()

  private init() {
    var (misses, above, ends, low) = ([UInt16](), [UInt16](), [UInt16](), [UInt16]())
    for level in 0..<Self.levels {
      let decay = ScaleConstants.decays[level]
      // Powers 0…32 of the decay over 1/32; 2^63 stands for one.
      var powers: [UInt64] = [1 << 63]
      for k in 0..<32 { powers.append(Self.product(powers[k], decay)) }
      for f in 0..<32 {
        let (below, over) = (powers[f] >> 1, powers[32 - f] >> 1)
        misses.append(Self.probability(of: below + over, in: 1 << 63))
        above.append(Self.probability(of: over, in: below + over))
      }
      // The decay over 2^place.
      var ratio = powers[32]
      for place in 0..<8 {
        if place == ScaleConstants.shifts[level] {
          ends.append(Self.probability(of: (1 << 63) - ratio, in: 1 << 63))
        }
        low.append(Self.probability(of: 1 << 62, in: 1 << 62 + ratio >> 1))
        ratio = Self.product(ratio, ratio)
      }
    }
    (self.misses, isAbove, endsGroup, lowBitIsZero) = (misses, above, ends, low)
    shifts = ScaleConstants.shifts.map(UInt8.init)
  }

  private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high << 1 | product.low >> 63
  }

  /// part / whole in 1/65536, within bounds; parts too small to divide count as equal.
  private static func probability(of part: UInt64, in whole: UInt64) -> UInt16 {
    guard whole >> 47 > 0 else { return 1 << 15 }
    return UInt16(min(max(part / (whole >> 16), bounds.lowerBound), bounds.upperBound))
  }
}

/// Constants of the 256 scales σ_i = exp(−3.2 + i · 8.7 / 255), which are part of the format:
/// literals, as no two C libraries need to agree on exp.
private enum ScaleConstants {
  /// The least k that brings σ_i / 2^k to 2 or below.
  static let shifts: [Int] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  ]

  /// 2^63 · exp(−1 / (32 · σ_i)), rounded: the decay of the density over 1/32.
  static let decays: [UInt64] = [
    0x3B77_0D52_AAEC_64CF, 0x3D03_9649_FD2A_8BF5, 0x3E8C_A23F_DA53_AA08, 0x4011_E486_9FAF_A4AF,
    0x4193_159E_7FEF_92C2, 0x430F_F327_58C1_7001, 0x4488_3FCD_611E_AD7B, 0x45FB_C331_4198_161A,
    0x476A_49CC_2254_A35A, 0x48D3_A4D0_343B_ED44, 0x4A37_AA06_3400_824C, 0x4B96_33A8_5E97_56A6,
    0x4CEF_203B_4740_635C, 0x4E42_5264_F7B6_7371, 0x4F8F_B0C2_BB82_554D, 0x50D7_25BD_EFDE_12FD,
    0x5218_9F60_2A22_1E19, 0x5354_0F26_FF70_2FE7, 0x5489_69D7_B142_E85D, 0x55B8_A752_FBC0_6319,
    0x56E1_C269_3C31_32B8, 0x5804_B8AF_1FD2_9F24, 0x5921_8A53_0566_FD64, 0x5A38_39F3_366C_48E4,
    0x5B48_CC75_17C1_398D, 0x5C53_48DD_6CBC_260F, 0x5D57_B829_C34C_543E, 0x5E56_252B_1BAC_527B,
    0x5F4E_9C61_DA70_4B20, 0x6041_2BDB_1053_1E19, 0x612D_E30F_200D_2337, 0x6214_D2C1_C7B4_2ADF,
    0x62F6_0CE3_90A1_C401, 0x63D1_A474_A69E_F69B, 0x64A7_AD69_1517_6167, 0x6578_3C8E_6754_D6FA,
    0x6643_6772_A73C_0DEC, 0x6709_444C_B4AE_A25E, 0x67C9_E9E5_EE92_870E, 0x6885_6F85_2587_390F,
    0x693B_ECDA_CF81_D7CC, 0x69ED_79EE_72DF_1842, 0x6A9A_2F0D_3EF1_7F2C, 0x6B42_24B9_C7A8_293F,
    0x6BE5_739C_D99B_A026, 0x6C84_3477_5B97_F51C, 0x6D1E_8015_329A_EBD3, 0x6DB4_6F41_1D2F_EF23,
    0x6E46_1AB9_7B17_8722, 0x6ED3_9B25_F63A_F652, 0x6F5D_090E_020C_8C2D, 0x6FE2_7CD0_26A0_538F,
    0x7064_0E9A_0CFD_677A, 0x70E1_D661_4264_EA8A, 0x715B_EBDC_A88F_0223, 0x71D2_667E_8927_1537,
    0x7245_5D6F_431D_CCEE, 0x72B4_E788_88B7_F6D6, 0x7321_1B51_2594_8A9A, 0x738A_0EF9_4438_F01B,
    0x73EF_D857_2B08_841F, 0x7452_8CE4_68E2_A5C5, 0x74B2_41BB_69F8_C49E, 0x750F_0B95_6DC3_7FE7,
    0x7568_FEC8_D752_843F, 0x75C0_2F47_D186_1EDF, 0x7614_B09F_4113_290D, 0x7666_95F5_FE81_BE71,
    0x76B5_F20C_52A4_F183, 0x7702_D73B_B055_38EE, 0x774D_5776_A680_7ED5, 0x7795_8449_05E9_7626,
    0x77DB_6ED8_3634_1071, 0x781F_27E3_B61E_941B, 0x7860_BFC5_C305_E034, 0x78A0_4674_240F_DF03,
    0x78DD_CB81_1591_0402, 0x7919_5E1C_5178_FB7E, 0x7953_0D14_31C7_7169, 0x798A_E6D6_EA3C_1550,
    0x79C0_F973_D6A4_D011, 0x79F5_529C_DB5A_8B9B, 0x7A27_FFA7_D5A8_0617, 0x7A59_0D90_19FF_01DF,
    0x7A88_88F7_FE06_CD08, 0x7AB6_7E2A_6CB3_A8FF, 0x7AE2_F91C_82B9_203A, 0x7B0E_056F_31C9_E970,
    0x7B37_AE70_E936_A899, 0x7B5F_FF1F_4299_C299, 0x7B87_0228_B159_A461, 0x7BAC_C1EE_33E4_653C,
    0x7BD1_4885_059F_A16F, 0x7BF4_9FB8_509D_E0DB, 0x7C16_D10A_DE3F_E7EA, 0x7C37_E5B8_C5FC_0143,
    0x7C57_E6B9_1997_B6D8, 0x7C76_DCBF_8E31_A0E9, 0x7C94_D03E_2188_FB06, 0x7CB1_C966_BAFF_A0E8,
    0x7CCD_D02C_C7E0_FF2A, 0x7CE8_EC46_D285_7482, 0x7D03_2530_13F5_A5E7, 0x7D1C_8229_FFBC_6FD2,
    0x7D35_0A3D_C9A0_75FC, 0x7D4C_C43D_E507_E5A6, 0x7D63_B6C7_7DD1_D86F, 0x7D79_E843_EA78_F23B,
    0x7D8F_5EEA_175A_5E45, 0x7DA4_20BF_EB03_4052, 0x7DB8_339B_A36D_10C9, 0x7DCB_9D25_2C17_3630,
    0x7DDE_62D7_6CF1_8CD8, 0x7DF0_8A01_9210_76CC, 0x7E02_17C8_4C27_89A2, 0x7E13_1127_09CC_0557,
    0x7E23_7AF1_2983_F59A, 0x7E33_59D3_24AA_3C4C, 0x7E42_B253_B332_CEAD, 0x7E51_88D4_E85D_2CA0,
    0x7E5F_E195_4865_8FBD, 0x7E6D_C0B0_D747_840B, 0x7E7B_2A22_20A6_9288, 0x7E88_21C3_38F3_6357,
    0x7E94_AB4E_B7E5_45B3, 0x7EA0_CA60_AC61_63D7, 0x7EAC_8277_89EA_1369, 0x7EB7_D6F5_0FB1_B40D,
    0x7EC2_CB1F_296D_684C, 0x7ECD_6220_CA04_AC2A, 0x7ED7_9F0A_C03B_637C, 0x7EE1_84D4_8574_72FD,
    0x7EEB_165D_06AB_5485, 0x7EF4_566B_67C3_5B5D, 0x7EFD_47AF_C14B_8B2F, 0x7F05_ECC3_D8D5_FCCD,
    0x7F0E_482B_D401_D1D1, 0x7F16_5C56_E656_AC90, 0x7F1E_2B9F_FA10_869F, 0x7F25_B84E_53FA_9710,
    0x7F2D_0496_3277_C368, 0x7F34_1299_67D6_D4F6, 0x7F3A_E467_F010_6081, 0x7F41_7C00_820B_F98C,
    0x7F47_DB51_1C89_ED84, 0x7F4E_0437_8ECE_5F36, 0x7F53_F881_FD2A_30A5, 0x7F59_B9EF_617D_B9B0,
    0x7F5F_4A30_07D0_D576, 0x7F64_AAE6_071B_581C, 0x7F69_DDA5_B658_82B7, 0x7F6E_E3F6_1DFF_8C82,
    0x7F73_BF51_65FA_D7AF, 0x7F78_7125_4036_E580, 0x7F7C_FAD3_4FE1_994A, 0x7F81_5DB1_8D71_D51C,
    0x7F85_9B0A_A78E_F557, 0x7F89_B41E_60EF_2ABA, 0x7F8D_AA21_EB43_2CEC, 0x7F91_7E40_3F45_3A15,
    0x7F95_319A_7200_D3B8, 0x7F98_C548_0768_2500, 0x7F9C_3A57_424B_7C01, 0x7F9F_91CD_71C6_BDF1,
    0x7FA2_CCA7_3C38_3E21, 0x7FA5_EBD8_E7D3_E0F0, 0x7FA8_F04E_A0E4_F6F0, 0x7FAB_DAEC_BDD0_C146,
    0x7FAE_AC90_00EB_16F4, 0x7FB1_660D_D82E_2B5B, 0x7FB4_0834_9AE6_00D7, 0x7FB6_93CB_C55F_9F21,
    0x7FB9_0994_32AB_B3D7, 0x7FBB_6A48_5483_D4AA, 0x7FBD_B69C_6961_2DC7, 0x7FBF_EF3E_B0D2_FC9F,
    0x7FC2_14D7_9E22_CEAE, 0x7FC4_280A_0954_1605, 0x7FC6_2973_5E8C_4154, 0x7FC8_19AB_CBF0_23CA,
    0x7FC9_F946_6E03_19C1, 0x7FCB_C8D1_7A93_FA17, 0x7FCD_88D6_6A43_8950, 0x7FCF_39DA_20AF_CAF5,
    0x7FD0_DC5D_134F_373D, 0x7FD2_70DB_6F06_86C7, 0x7FD3_F7CD_3C83_7415, 0x7FD5_71A6_8366_827F,
    0x7FD6_DED7_6C45_8C6A, 0x7FD8_3FCC_6190_8EAF, 0x7FD9_94EE_2F61_DD65, 0x7FDA_DEA2_2242_A651,
    0x7FDC_1D4A_24EC_5F73, 0x7FDD_5144_DD0F_7C2C, 0x7FDE_7AED_C727_8166, 0x7FDF_9A9D_5164_50E9,
    0x7FE0_B0A8_F5B0_45B2, 0x7FE1_BD63_52DA_7E59, 0x7FE2_C11C_44EC_77CC, 0x7FE3_BC20_FCB1_E149,
    0x7FE4_AEBC_1679_5B11, 0x7FE5_9935_B014_9B44, 0x7FE6_7BD3_7E1E_3FFC, 0x7FE7_56D8_E08B_62E7,
    0x7FE8_2A86_F68E_D152, 0x7FE8_F71C_B1D3_9BB8, 0x7FE9_BCD6_E914_816E, 0x7FEA_7BF0_6A15_9006,
    0x7FEB_34A2_0B05_2258, 0x7FEB_E722_BB49_40B3, 0x7FEC_93A7_93BE_3AB7, 0x7FED_3A63_E66B_2B6D,
    0x7FED_DB89_4DB0_F1C1, 0x7FEE_7747_BAF8_01DD, 0x7FEF_0DCD_84E1_4FE1, 0x7FEF_9F47_74FE_710C,
    0x7FF0_2BE0_D514_EE97, 0x7FF0_B3C3_7BF0_A459, 0x7FF1_3717_D9C8_E566, 0x7FF1_B605_043C_01E9,
    0x7FF2_30B0_C1E4_AB5D, 0x7FF2_A73F_958C_975F, 0x7FF3_19D4_C8FF_A516, 0x7FF3_8892_7782_ADF5,
    0x7FF3_F399_97F1_102E, 0x7FF4_5B0A_0683_E7BC, 0x7FF4_BF02_8E45_D203, 0x7FF5_1FA0_F236_002B,
    0x7FF5_7D01_F61D_452B, 0x7FF5_D741_6717_B5FB, 0x7FF6_2E7A_23D5_5CA6, 0x7FF6_82C6_2494_6A01,
    0x7FF6_D43E_82D7_3D51, 0x7FF7_22FB_80D8_859A, 0x7FF7_6F14_90BF_AD19, 0x7FF7_B8A0_5B97_AD1B,
    0x7FF7_FFB4_C80A_5666, 0x7FF8_4467_00E2_0938, 0x7FF8_86CB_7B53_C729, 0x7FF8_C6F5_FD13_78F0,
    0x7FF9_04F9_A234_328E, 0x7FF9_40E8_E2D6_3125, 0x7FF9_7AD5_98A4_3F0C, 0x7FF9_B2D1_0422_1CB3,
    0x7FF9_E8EB_D1CD_7EFC, 0x7FFA_1D36_1F13_268F, 0x7FFA_4FBF_7F19_86D4, 0x7FFA_8096_FF62_66C0,
    0x7FFA_AFCB_2C44_D9C1, 0x7FFA_DD6A_1540_E35A, 0x7FFB_0981_512E_0CD7, 0x7FFB_341E_0246_299C,
    0x7FFB_5D4C_DA0D_7C10, 0x7FFB_851A_1D19_6306, 0x7FFB_AB91_A6B6_AD9C, 0x7FFB_D0BE_EC70_AA1F,
  ]
}
