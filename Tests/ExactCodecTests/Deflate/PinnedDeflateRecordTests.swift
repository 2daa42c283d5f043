import CZlib
import ExactCodec
import Testing

/// Any change of a record's bytes changes the format.
@Suite struct PinnedDeflateRecordTests {
  private let raw = (0..<1500).map { (index: Int) -> UInt8 in
    let sum: Int = index * index / 7 + index / 400 * index
    return UInt8(sum % 23)
  }

  @Test func `the record of a stream of zlib is as ever`() throws {
    let stream = bytes(
      "e59409ae65210805c101a78b8ad3fe97da98ef223a79670195221c000034d68754aa2cf48907f82240bcdcb7"
        + "3c9f28ae623979e753806d0ffbb3239b51dcaad1ac963daece3938037bcd219a31d706e342e6aec4dc968975"
        + "b9324c1ef6dba15b8607c4ea241ef6eb738b09a478189c9428b5a4e0ad41b8f92541e73c298adbd89725c7a5"
        + "b65d168c1d93a85e1cbed96aaa6d4ec22aa68753e9b488e3239cf5c94572ea76b6e6a89ea3f8ecea44fa06c6"
        + "76a89ed04d5941dc03fa11d54d12f68892dd6ec91db9e3eed158e725ef6e7e4ab06b5b5e59641b2a5d51fde8"
        + "723d6f6a989f9db23acd04d5cf62ef6a39e0e068b7ea9185357ae5af644df9b8f6b1c092ba6d1b7960e0db3e"
        + "5ba6af9026f50754b98c8db6d68fe9749db717324afceb8a76b9dffc96606dea765069759c27376d9677bbf7"
        + "d63e28f0a15e1adde54668af2c598fb7e6cb126d4b4e316862ca5a15b9e32a11f41bfc75a541bcdd237d060f"
        + "a8afe09dae643b9fdd5162707854af55bef98f04ff01")
    let record = try #require(DeflateRecord.encode(stream: stream, raw: raw))
    #expect(hexadecimal(record) == "f6020337081080018001802003ff7f0000cf80")
    #expect(try DeflateRecord.decode(record[...], raw: raw, limit: stream.count) == stream)
  }

  @Test func `the record of a stream of libdeflate is as ever`() throws {
    let stream = bytes(
      "e59309ae6521084441714251c161ff4bed771317d1c9af05540ee11400a0f32195da7563286210aa42944d6d"
        + "07b959a963bd7cf856103fd369ded859a5ddb3db8303ee299cc8c1d9cbf4175bfb80a3c43237061edbe5bea9"
        + "9a63f3eda4e9055e2176d27c25ec465b22680d6052026eedb5a4e01d02c0df02240a31952ac3ced7a597ca38"
        + "c48a796251df4eb6307c77dd0fd2b4ab9be9f67847466b11577f70399243b8e7970be828e647d717c66698c7"
        + "8dfda6e9ea4e4aaf30583ecd6bc1995199ce2874f53bf7d8905a520c44f4c700a7da7ab2e871b1ce433c6f94"
        + "1de4c481fce8fca01957811e56f5df6b25a149f647a5440fdb669756f997daa44fdbe063113d3e8b6192cf3e"
        + "5f57e850569c34fc83631cf148d812ef643ab34677f4b9b24ce797bf05d8c7b47d911277bb0f6e79d6b75da5"
        + "8e0d2a34143fe3f7dc0ce3c9c201acf3d7a5432a979c7ec985ab0cfdcee56e10f8b932207feec5e9e51576d2"
        + "375d65bf1eddb5ce89f06e9ba3cb97ff08f01f")
    let record = try #require(
      DeflateRecord.encode(stream: stream, raw: raw, limit: stream.count))
    #expect(
      hexadecimal(record)
        == "f302233708208001800280800203ff7f0000d004d11bc2d6143a19de450713cc7c5437eba9")
    #expect(try DeflateRecord.decode(record[...], raw: raw, limit: stream.count) == stream)
  }

  @Test(
    arguments: [
      (
        "da0a15778202820282028020802003ff7f0000d69b34e9de5606c95dc68322ef5118dc46510575ef914bb0",
        1_829_597_822
      ),
      (
        "db0a15778202820282028020802003ff7f0000d69b34e9de5606c95dc68322ef5118dc46510575ef914c5060"
          + "bb86ca09f3133e636589230c6002fb31b261",
        3_778_573_376
      ),
    ] as [(String, UInt)])
  func `the stream of a record with an optimal search is as ever`(
    record: String, checksum: UInt
  ) throws {
    let raw = DeflateSample.text.bytes(3000)
    let stream = try DeflateRecord.decode(bytes(record)[...], raw: raw, limit: 1371)
    #expect(unsafe crc32_z(0, stream, stream.count) == checksum)
  }

  private func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
