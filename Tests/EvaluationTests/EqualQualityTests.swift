import Aezip
import Evaluation
import Images
import Testing

@Suite struct EqualQualityTests {
  /// What an archive of `count` like pictures of one size is beside other codecs.
  private func measure(
    _ count: Int, channels: Image.Channels
  ) async throws -> (equal: EqualQuality, archive: Int) {
    let folder = try PictureFolder()
    let place = try PictureFolder()
    for seed in 0..<count {
      try folder.addPicture("\(seed).png", width: 24, height: 24, channels: channels, seed: seed)
    }
    try folder.write(Array("text".utf8), to: "text.txt")
    var options = PackOptions()
    options.keepsSmallerFiles = false
    options.quality = 30
    let archive = place.path(of: "x.aez")
    let report = try await Packer.pack([folder.bytes], into: archive, options: options)
    let (loss, _) = try await ArchiveLoss.measure(
      Archive(path: archive), against: [folder.bytes], metric: nil, jobs: 2
    ) { _ in }
    return (try #require(loss.atEqualQuality), report.archiveBytes)
  }

  @Test func `JPEG and PCA stand beside an archive at its own mean PSNR`() async throws {
    let (equal, archive) = try await measure(20, channels: .grey)
    #expect(equal.pictures == 20 && equal.notes.isEmpty)
    #expect(equal.codecs.map(\.id) == ["archive", "jpeg", "pca-basis-free", "pca-basis-counted"])
    // All of the archive but the text.
    let own = equal.codecs[0].bytesAPicture * 20
    #expect(own < Double(archive) && own > Double(archive) - 50)
    for codec in equal.codecs { #expect(abs(codec.psnr - equal.psnr) < 0.05, "\(codec)") }
    #expect(equal.codecs[1].name.hasPrefix("JPEG files, grey, quality "))
    #expect(equal.codecs[2].bytesAPicture < equal.codecs[3].bytesAPicture)
    // A JPEG file's headers alone take more.
    #expect(equal.codecs[1].bytesAPicture > 100)
  }

  @Test func `a few pictures in colour have no components of their own`() async throws {
    let (equal, _) = try await measure(3, channels: .rgba)
    #expect(equal.codecs.map(\.id) == ["archive", "jpeg"])
    #expect(equal.codecs[1].name.contains("4:"))
    #expect(equal.notes.count == 1)
  }
}
