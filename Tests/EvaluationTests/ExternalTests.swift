import Evaluation
import Foundation
import Images
import Testing

/// Whether the programs of a format are installed here.
private func isInstalled(_ format: ExternalFormat) async -> Bool {
  (try? await ExternalCodec.find(format)) != nil
}

/// A version for `-version`, and `script` for all else.
private func encoder(_ script: String) -> String {
  "case $1 in -version) echo 9.9; echo more; exit;; esac\n" + script
}

@Suite struct ExternalTests {
  @Test(arguments: ExternalFormat.allCases)
  func `installed codecs come nearer with more bytes, in colour and grey`(
    format: ExternalFormat
  ) async throws {
    guard await isInstalled(format) else {
      try Test.cancel("the programs of \(format.name) are not installed")
    }
    let codec = try await ExternalCodec.find(format)
    #expect(codec.version.contains { $0.isNumber } && !codec.version.contains("\n"))
    for channels in [Image.Channels.rgb, .grey, .rgba] {
      let image = testImage(width: 83, height: 61, channels: channels)
      var last = (bytes: 0, quality: 0.0)
      for setting in [format.settings[1], format.settings[4], format.settings[8]] {
        let coded = try await codec.code(image, at: setting)
        let quality = psnr(image, coded.image)
        #expect(coded.image.channels == channels.withoutAlpha)
        #expect(coded.byteCount > last.bytes && quality > last.quality)
        last = (coded.byteCount, quality)
      }
      #expect(last.quality > 30)
    }
  }

  @Test func `a codec is missing where one of its programs is`() async throws {
    let tools = try FakeTools(["cwebp": encoder("exit 0")])
    defer { tools.remove() }
    await #expect(throws: ExternalError.missing(tool: "dwebp")) {
      try await ExternalCodec.find(.webp, in: [tools.folder])
    }
    await #expect(throws: ExternalError.missing(tool: "avifenc")) {
      try await ExternalCodec.find(.avif, in: ["/nowhere", tools.folder])
    }
  }

  @Test func `the version is the first line, with the program's name`() async throws {
    let tools = try FakeTools(["cwebp": encoder("exit 0"), "dwebp": "exit 0"])
    defer { tools.remove() }
    let codec = try await ExternalCodec.find(.webp, in: ["/nowhere", tools.folder])
    #expect(codec.version == "cwebp 9.9")
    #expect(codec.about == "cwebp 9.9; cwebp -m 6 -q Q, dwebp")
  }

  /// What coding a picture throws where `cwebp` and `dwebp` are these scripts.
  private func failure(
    cwebp: String, dwebp: String = "exit 0", patience: Duration = .seconds(1800)
  ) async throws -> ExternalError? {
    let tools = try FakeTools(["cwebp": encoder(cwebp), "dwebp": dwebp])
    defer { tools.remove() }
    let codec = try await ExternalCodec.find(.webp, in: [tools.folder], patience: patience)
    do throws(ExternalError) {
      _ = try await codec.code(testImage(), at: ExternalFormat.webp.settings[0])
      return nil
    } catch {
      return error
    }
  }

  @Test func `a program that fails is named, with its status and first words`() async throws {
    let error = try await failure(cwebp: "echo >&2; echo ' no memory ' >&2; echo b >&2; exit 3")
    #expect(error == .failed(tool: "cwebp", status: 3, message: "no memory"))
    #expect(error?.description == "cwebp failed with status 3: no memory")
  }

  @Test func `a program that ends by a signal is named`() async throws {
    let error = try await failure(cwebp: "kill -9 $$")
    #expect(error == .killed(tool: "cwebp", signal: 9))
  }

  @Test func `a program that hangs is ended and named`() async throws {
    let hanging = "while [ $1 != -o ]; do shift; done; exec sleep 100"
    let error = try await failure(cwebp: hanging, patience: .seconds(1))
    guard case .timedOut(let tool, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(tool == "cwebp")
  }

  @Test func `a program that writes nothing or nonsense is named`() async throws {
    let nothing = try await failure(cwebp: "exit 0")
    #expect(nothing == .unreadable(tool: "cwebp", reason: "it wrote no file"))
    let last = "for last; do :; done; "
    let nonsense = try await failure(
      cwebp: last + "echo x > $last", dwebp: last + "echo nonsense > $last")
    guard case .unreadable("dwebp", _) = nonsense else {
      Issue.record("\(String(describing: nonsense))")
      return
    }
  }

  @Test func `cancelling ends the program and removes the files`() async throws {
    let marks = FileManager.default.temporaryDirectory.path + "/aezip-mark-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: marks) }
    // The program says who it is and with which files it works.
    let script =
      "echo $$ $4 $5 $6 $7 $8 $9 > \(marks).new; mv \(marks).new \(marks); exec sleep 100"
    let task = Task { try await failure(cwebp: script) }
    var mark: String?
    while mark == nil {
      try await Task.sleep(for: .milliseconds(20))
      mark = try? String(contentsOfFile: marks, encoding: .utf8)
    }
    task.cancel()
    #expect(try await task.value == .cancelled(tool: "cwebp"))
    let words = try #require(mark).split(whereSeparator: \.isWhitespace)
    #expect(kill(try #require(pid_t(words[0])), 0) != 0)
    let file = try #require(words.first { $0.hasSuffix("/original.png") })
    #expect(!FileManager.default.fileExists(atPath: String(file)))
    let folder = String(file.dropLast("/original.png".count))
    #expect(!FileManager.default.fileExists(atPath: folder))
  }
}

@Suite struct ExternalMetricTests {
  private let image = testImage(width: 20, height: 20)

  @Test func `there is no metric without its program`() {
    #expect(ExternalMetric.find(in: ["/nowhere"]) == nil)
  }

  @Test(
    arguments: [
      ("ssimulacra2", "echo 71.25", 71.25), ("ssimulacra2", "echo -3.5e1", -35),
      ("ssimulacra2_rs", "[ $1 = image ] && [ -f $3 ] && echo 'Score: 90.5'", 90.5),
    ])
  func `the score is what the program prints`(
    name: String, script: String, score: Double
  ) async throws {
    let tools = try FakeTools([name: script])
    defer { tools.remove() }
    let metric = try #require(ExternalMetric.find(in: [tools.folder]))
    #expect(metric.name == name)
    #expect(try await metric.score(original: image, decoded: image) == score)
  }

  @Test func `a program that prints no score is named`() async throws {
    let tools = try FakeTools(["ssimulacra2": "echo usage"])
    defer { tools.remove() }
    let metric = try #require(ExternalMetric.find(in: [tools.folder]))
    await #expect(
      throws: ExternalError.unreadable(tool: "ssimulacra2", reason: "no score in “usage”")
    ) { try await metric.score(original: image, decoded: image) }
  }

  @Test func `the program that is installed finds a picture equal to itself`() async throws {
    guard let metric = ExternalMetric.find() else {
      try Test.cancel("no program for SSIMULACRA2 is installed")
    }
    #expect(try await metric.score(original: testImage(), decoded: testImage()) > 99)
  }
}
