import Foundation
import Images
import Testing

/// Real files, where AEZIP_CORPUS names a folder that has them: `kodak/*.png`, `photos/*.jpg`.
enum Corpus {
  static let folder = ProcessInfo.processInfo.environment["AEZIP_CORPUS"]

  static func files(in name: String, suffix: String) throws -> [URL] {
    let folder = URL(fileURLWithPath: try #require(folder)).appendingPathComponent(name)
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return files.filter { $0.pathExtension == suffix }.sorted { $0.path < $1.path }
  }
}

@Suite(.enabled(if: Corpus.folder != nil, "AEZIP_CORPUS is not set"))
struct CorpusTests {
  @Test func `Kodak's pictures are read and come back exactly`() throws {
    let files = try Corpus.files(in: "kodak", suffix: "png")
    #expect(files.count == 24)
    for file in files {
      let picture = try ImageFile.read([UInt8](Data(contentsOf: file)))
      let size = [picture.image.width, picture.image.height]
      #expect(size == [768, 512] || size == [512, 768])
      #expect(picture.image.channels == .rgb)
      #expect(try ImageFile.read(ImageFile.write(picture)) == picture)
    }
  }

  @Test func `photographs come back nearly, and what is said of them exactly`() throws {
    let files = try Corpus.files(in: "photos", suffix: "jpg")
    let spread = stride(from: 0, to: files.count, by: max(1, files.count / 100))
    for index in spread {
      let picture = try ImageFile.read([UInt8](Data(contentsOf: files[index])))
      let again = try ImageFile.read(ImageFile.write(picture))
      #expect(again.metadata == picture.metadata)
      #expect(psnr(again.image, picture.image) > 44)
    }
  }
}
