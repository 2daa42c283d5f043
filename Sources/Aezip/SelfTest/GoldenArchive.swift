import CVectors

/// A built-in archive, one of `Formats/vectors/archives/valid`.
struct GoldenArchive: Sendable {
  let name: String
  private let index: Int

  static let all: [GoldenArchive] = {
    var count = 0
    let first = unsafe aez_vectors(&count)!
    return (0..<count).map {
      GoldenArchive(name: unsafe String(cString: first[$0].name), index: $0)
    }
  }()

  var bytes: [UInt8] {
    var count = 0
    let entry = unsafe aez_vectors(&count)![index]
    return unsafe Array(UnsafeBufferPointer(start: entry.bytes, count: entry.count))
  }
}
