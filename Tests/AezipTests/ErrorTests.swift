import Aezip
import Foundation
import Images
import Testing

@Suite struct ErrorTests {
  private typealias Mistake = (change: @Sendable (inout PackOptions) -> Void, error: AezipError)

  private static let mistakes: [Mistake] = [
    ({ $0.quality = 101 }, AezipError.outOfRange(.quality, value: "101", allowed: "0…100")),
    ({ $0.psnr = 0.5 }, .outOfRange(.psnr, value: "0.5", allowed: "1…100 dB")),
    ({ $0.minimumPSNR = 200 }, .outOfRange(.minimumPSNR, value: "200", allowed: "1…100 dB")),
    ({ $0.sizeTarget = .bytes(0) }, .outOfRange(.bytes, value: "0", allowed: "numbers above 0")),
    (
      { $0.maximumError = -1 },
      .outOfRange(.maximumError, value: "-1", allowed: "numbers of 0 or above")
    ),
    ({ $0.redundancy = 51 }, .outOfRange(.redundancy, value: "51", allowed: "0.0001…50 %")),
    ({ $0.effort = 10 }, .outOfRange(.effort, value: "10", allowed: "1…9")),
    (
      { $0.learning = Learning(.steps(0)) },
      .outOfRange(.learning, value: "0", allowed: "numbers above 0")
    ),
    ({ ($0.lossless, $0.psnr) = (true, 30) }, .conflict(.psnr, .lossless)),
    ({ ($0.lossless, $0.maximumError) = (true, 1) }, .conflict(.maximumError, .lossless)),
    ({ ($0.lossless, $0.jpeg) = (true, .lossy) }, .conflict(.lossless, .jpeg)),
    ({ ($0.lossless, $0.learning) = (true, Learning()) }, .conflict(.lossless, .learning)),
    ({ ($0.lossless, $0.checksPictures) = (true, false) }, .conflict(.lossless, .unchecked)),
    ({ ($0.psnr, $0.sizeTarget) = (30, .bytes(9)) }, .conflict(.psnr, .bytes)),
    (
      { ($0.learning, $0.sizeTarget) = (Learning(), .bitsPerPixel(1)) },
      .conflict(.learning, .bitsPerPixel)
    ),
    ({ ($0.effort, $0.checksPictures) = (4, false) }, .conflict(.effort, .unchecked)),
    (
      { ($0.learning, $0.checksPictures) = (Learning(), false) }, .conflict(.learning, .unchecked)
    ),
    ({ $0.passphrase = "" }, .emptyPassphrase),
  ]

  @Test func `options are checked as a whole`() {
    for mistake in Self.mistakes {
      var options = PackOptions()
      mistake.change(&options)
      #expect(throws: mistake.error) { try options.validate() }
      #expect(ErrorKind(of: mistake.error) == .misuse)
    }
  }

  @Test func `options that go together are valid`() throws {
    var options = PackOptions()
    (options.psnr, options.minimumPSNR, options.learning) = (35, 30, Learning(.seconds(1)))
    (options.effort, options.redundancy, options.maximumError) = (9, 50, 0)
    try options.validate()
  }

  @Test func `an error says what failed, and not what to type`() {
    let errors: [AezipError] = [
      .outOfRange(.psnr, value: "0", allowed: "1…100 dB"), .conflict(.psnr, .lossless),
      .learningInMemory, .nothingToPack(reason: nil), .sameName("a"),
      .badName("a", reason: "b"), .nothingMatches(["a"]), .notStoredAs("a file", path: "a"),
      .unreachedSize(wanted: "1 byte", least: "2 bytes"), .unreachedPSNR(wanted: 40, best: 30),
      .outputIsInput, .needsPassphrase, .wrongPassphrase, .emptyPassphrase,
      .unknownModel(name: "m", digest: "d"), .badModel(name: "m", reason: "r"),
      .missingBase(model: "m", digest: "d"), .digestMismatch(path: "p"),
      .aboveLimit(path: "p", reason: "r"), .unknownKind(path: "p"),
      .decodesToTooMuch(bytes: 2, allowed: 1), .nothingSaved, .notSigned,
      .unusableModel(name: "m", .onlyDecodes), .unusableModel(name: "m", .noLambdas(reason: "r")),
    ]
    for error in errors {
      let text = "\(error)"
      #expect(!text.isEmpty && !text.contains("--") && !text.contains("aezip"), "\(text)")
      #expect(!text.contains("\n") && !text.contains(";"), "\(text)")
    }
  }

  @Test func `an error that nobody foresaw is not bad data`() {
    struct Surprise: Error {}
    #expect(ErrorKind(of: Surprise()) == .internal)
    #expect(ErrorKind(of: CancellationError()) == .system)
    #expect(ErrorKind(of: ImageError.unsupported("x")) == .badData)
    let context = DecodingError.Context(codingPath: [], debugDescription: "")
    #expect(ErrorKind(of: DecodingError.dataCorrupted(context)) == .badData)
  }
}
