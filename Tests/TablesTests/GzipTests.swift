import Tables
import TestSupport
import Testing

/// After RFC 1952.
@Suite struct GzipTests {
  private let content = Array("some content, and some more".utf8)

  @Test func `members follow one another`() throws {
    let file = TestFile.gzip(content) + TestFile.gzip([]) + TestFile.gzip([1, 2, 3])
    #expect(try Gzip.decompress(file, limit: 100) == content + [1, 2, 3])
  }

  @Test func `a table may be packed`() throws {
    let idx = TestFile.idx(axes: [2, 2], numbers: [1, 2, 3, 4])
    let file = try TableFile(TestFile.gzip(idx))
    #expect(file.wasGzipped)
    #expect(try file.write() == idx)
  }

  @Test func `more content than allowed is refused`() {
    #expect(throws: GzipError.tooLarge(limit: 26)) {
      try Gzip.decompress(TestFile.gzip(content), limit: 26)
    }
    #expect(throws: TableError.gzip(.tooLarge(limit: 10))) {
      try TableFile(TestFile.gzip(content), limit: 10)
    }
  }

  @Test func `a wrong checksum or length is damage`() {
    for (fromEnd, reason) in [(8, "incorrect data check"), (4, "incorrect length check")] {
      var file = TestFile.gzip(content)
      file[file.count - fromEnd] ^= 1
      #expect(throws: GzipError.damaged(offset: file.count - fromEnd + 4, reason: reason)) {
        try Gzip.decompress(file, limit: 100)
      }
    }
  }

  @Test func `every shorter file ends early`() {
    let file = TestFile.gzip(content)
    for count in 3..<file.count {
      #expect(throws: GzipError.truncated(available: count)) {
        try Gzip.decompress(Array(file.prefix(count)), limit: 100)
      }
    }
  }

  @Test func `other data behind the content is named`() {
    let file = TestFile.gzip(content)
    #expect(throws: GzipError.trailingBytes(offset: file.count, count: 3)) {
      try Gzip.decompress(file + [1, 2, 3], limit: 100)
    }
  }
}
