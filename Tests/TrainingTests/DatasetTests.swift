import Files
import Foundation
import Images
import Tables
import TestSupport
import Testing
import Training

@Suite struct PictureDataTests {
  private func pictures(_ folder: TemporaryFolder) throws -> PictureSource {
    guard case .pictures(let source) = try Dataset.open([folder.path]).content else {
      throw DatasetError.noPaths
    }
    return source
  }

  @Test(arguments: Image.Channels.allCases)
  func `pictures of one shape are found by their headers and read as vectors`(
    channels: Image.Channels
  ) throws {
    try TemporaryFolder.with { folder in
      for (seed, name) in ["b.png", "sub/a.png", "c.PNG"].enumerated() {
        try folder.write(try TestFile.picture(5, 3, channels, seed: seed), to: name)
      }
      let source = try pictures(folder)
      #expect(
        source.items.map { String(decoding: $0.name, as: UTF8.self) } == [
          "b.png", "c.PNG", "sub/a.png",
        ])
      #expect(source.uniformShape == PictureShape(width: 5, height: 3, channels: channels))
      // Alpha is none of a codec's business.
      let table = try source.table()
      #expect(table.shape == (channels.isColour ? [3, 5, 3] : [3, 5]))
      for index in source.items.indices {
        #expect(
          Array(table.bytes(of: index)) == (try source.load(index).withoutAlpha.samples))
      }
    }
  }

  @Test func `JPEG sizes are read past metadata, fill bytes and restarts`() throws {
    try TemporaryFolder.with { folder in
      let file = try TestFile.picture(33, 17, .rgb, format: .jpeg)
      let segment: [UInt8] = [0xFF, 0xFF, 0xE1, 0, 5, 1, 2, 3, 0xFF, 0x01]
      try folder.write(Array(file.prefix(2)) + segment + file.dropFirst(2), to: "a.jpg")
      let item = try pictures(folder).items[0]
      #expect(item.shape == PictureShape(width: 33, height: 17, channels: .rgb))
      #expect(item.format == .jpeg)
    }
  }

  @Test func `photographs of many sizes have no shape in common, and make no table`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(try TestFile.picture(5, 3), to: "a.png")
      try folder.write(try TestFile.picture(3, 5), to: "b.png")
      let source = try pictures(folder)
      #expect(source.uniformShape == nil)
      #expect(source.pixelCount == 30)
      let one = PictureShape(width: 5, height: 3, channels: .grey)
      let other = PictureShape(width: 3, height: 5, channels: .grey)
      #expect(
        throws: DatasetError.mixedPictures(
          first: folder("a.png"), one, second: folder("b.png"), other)
      ) { try source.table() }
    }
  }

  @Test func `other files, tables and broken pictures are left out and named`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(try TestFile.picture(5, 3), to: "a.png")
      try folder.write("words".bytes, to: "readme.txt")
      try folder.write("1,2\n".bytes, to: "table.csv")
      try folder.write(Array(try TestFile.picture(5, 3).prefix(20)), to: "short.png")
      try folder.link("link.png", to: "a.png")
      let data = try Dataset.open([folder.path])
      #expect(data.count == 1)
      #expect(
        Set(data.leftOut.map(\.path))
          == Set(["readme.txt", "table.csv", "short.png", "link.png"].map { folder($0) }))
      #expect(
        data.leftOut.contains(
          LeftOut(
            path: folder("short.png"),
            reason: .picture(.damaged(reason: "the file ends within the header", offset: 20)))))
      #expect(data.leftOut.allSatisfy { !"\($0)".contains("\n") })
    }
  }

  @Test func `split and digest stay when the folder moves, the digest not when data changes`()
    throws
  {
    try TemporaryFolder.with { folder in
      for seed in 0..<40 {
        for place in ["one", "two"] {
          try folder.write(try TestFile.picture(2, 2, seed: seed), to: "\(place)/x/\(seed).png")
        }
      }
      func source(_ name: String) throws -> PictureSource {
        guard case .pictures(let source) = try Dataset.open([folder(name)]).content else {
          throw DatasetError.noPaths
        }
        return source
      }
      let (one, two) = (try source("one"), try source("two/"))
      #expect(one.split == two.split)
      #expect(!one.split.heldOut.isEmpty)
      #expect(one.split.training.count + one.split.heldOut.count == 40)
      #expect(try one.digest() == two.digest())
      try folder.write(try TestFile.picture(2, 2, seed: 77), to: "two/x/3.png")
      #expect(try one.digest() != two.digest())
    }
  }

  @Test func `subfolders are labels, also when they are named themselves`() throws {
    try TemporaryFolder.with { folder in
      for name in ["faces/sad/a.png", "faces/glad/b.png", "faces/glad/deep/c.png"] {
        try folder.write(try TestFile.picture(2, 2), to: name)
      }
      let labels = try #require(try Dataset.open([folder("faces")]).labels())
      #expect(labels.classes == ["glad", "sad"])
      #expect(labels.indices == [0, 0, 1])
      let named = try Dataset.open([folder("faces/sad"), folder("faces/glad")])
      #expect(try named.labels() == labels)
      #expect(try Dataset.open([folder("faces/glad")]).labels() == nil)
    }
  }

  @Test func `a picture that changed since is refused`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(try TestFile.picture(2, 2), to: "a.png")
      let source = try pictures(folder)
      try folder.write(try TestFile.picture(3, 2), to: "a.png")
      #expect(
        throws: DatasetError.changed(
          path: folder("a.png"), was: source.items[0].shape,
          found: PictureShape(width: 3, height: 2, channels: .grey))
      ) { try source.load(0) }
    }
  }

  @Test func `links that are named themselves are followed`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(try TestFile.picture(2, 2), to: "real/a.png")
      try folder.link("folder", to: "real")
      try folder.link("file", to: "real/a.png")
      for name in ["folder", "file"] {
        guard case .pictures(let source) = try Dataset.open([folder(name)]).content else {
          Issue.record("no pictures")
          continue
        }
        #expect(try source.load(0).width == 2)
        #expect(throws: Never.self) { try source.digest() }
      }
    }
  }
}

@Suite struct TableDataTests {
  private let images = TestFile.idx(axes: [3, 2, 2], numbers: Array(0..<12))

  @Test func `tables of one kind are joined, and their labels with them`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(images, to: "t10k-images-idx3-ubyte")
      try folder.write(TestFile.idx(axes: [3], numbers: [9, 5, 9]), to: "t10k-labels-idx1-ubyte")
      try folder.write(TestFile.gzip(images), to: "train-images.idx3-ubyte.gz")
      try folder.write(
        TestFile.gzip(TestFile.idx(axes: [3], numbers: [7, 5, 5])), to: "train-labels.idx1-ubyte.gz"
      )
      let data = try Dataset.open([folder.path])
      guard case .table(let table) = data.content else {
        Issue.record("no table")
        return
      }
      #expect(table.axes == [6, 2, 2])
      #expect(table.bytes == Array(0..<12) + Array(0..<12))
      let labels = try #require(try data.labels())
      #expect(labels.classes == ["5", "7", "9"])
      #expect(labels.indices == [2, 0, 2, 1, 0, 0])
      #expect(data.leftOut.map(\.reason) == [.labels, .labels])
      let one = try Dataset.open([folder("t10k-images-idx3-ubyte")])
      #expect(try one.labels()?.indices == [1, 0, 1])
      let labelsThemselves = try Dataset.open([folder("t10k-labels-idx1-ubyte")])
      #expect(labelsThemselves.count == 3)
    }
  }

  @Test func `labels of other objects are refused, absent ones are nil`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(images, to: "a-images-idx3-ubyte")
      let data = try Dataset.open([folder.path])
      #expect(try data.labels() == nil)
      try folder.write(TestFile.idx(axes: [2], numbers: [1, 2]), to: "a-labels-idx1-ubyte")
      #expect(
        throws: DatasetError.labels(
          path: folder("a-labels-idx1-ubyte"), found: [2], samples: 3)
      ) { try data.labels() }
    }
  }

  @Test func `data of different kinds is refused by the names of both files`() throws {
    try TemporaryFolder.with { folder in
      try folder.write(images, to: "a.idx")
      try folder.write("1,2\n3,4\n".bytes, to: "b.csv")
      try folder.write(try TestFile.picture(2, 2), to: "sub/c.png")
      let error = DatasetError.mixedTables(
        first: folder("a.idx"), TableKind(type: .u8, shape: [2, 2]), second: folder("b.csv"),
        TableKind(type: .u8, shape: [2]))
      #expect(throws: error) { try Dataset.open([folder("a.idx"), folder("b.csv")]) }
      #expect("\(error)".hasSuffix("give tables of one kind"))
      #expect(
        throws: DatasetError.mixedKinds(picture: folder("sub/c.png"), table: folder("a.idx"))
      ) { try Dataset.open([folder("a.idx"), folder("sub")]) }
    }
  }

  @Test func `places without data are refused`() throws {
    try TemporaryFolder.with { folder in
      try folder.makeFolder("empty/deep")
      try folder.write("words".bytes, to: "words/readme.txt")
      #expect(throws: DatasetError.noPaths) { try Dataset.open([]) }
      #expect(throws: DatasetError.empty(paths: [folder("empty")])) {
        try Dataset.open([folder("empty")])
      }
      #expect(
        throws: DatasetError.nothingUsable(
          paths: [folder("words")], files: 1,
          first: LeftOut(path: folder("words/readme.txt"), reason: .other))
      ) { try Dataset.open([folder("words")]) }
      #expect(
        throws: DatasetError.notData(path: folder("words/readme.txt"), startsWith: "words".bytes)
      ) { try Dataset.open([folder("words/readme.txt")]) }
      #expect(throws: DatasetError.input(.system(.missing(folder("none"))))) {
        try Dataset.open([folder("none")])
      }
      #expect(throws: DatasetError.self) { try Dataset.open(["/dev/null".bytes]) }
    }
  }

  @Test func `a broken table is named with its file`() throws {
    try TemporaryFolder.with { folder in
      try folder.write("1,2\n3\n".bytes, to: "a.csv")
      let error = DatasetError.table(
        path: folder("a.csv"), .csv(line: 2, column: 2, .ragged(found: 1, expected: 2)))
      #expect(throws: error) { try Dataset.open([folder.path]) }
      #expect(
        "\(error)".hasSuffix(
          "a.csv: line 2, column 2: 1 fields, where the first line has 2; give all rows as many"))
    }
  }
}

@Suite struct SplitTests {
  @Test func `a tenth of the objects is held back, equal ones together, few ones not`() {
    let numbers = (0..<4000).flatMap { TestFile.littleEndian(UInt16($0 / 2)) }
    let table = Table(type: .u16, shape: [], count: 4000, bytes: numbers)
    let split = table.split
    #expect((300...500).contains(split.heldOut.count))
    #expect((split.training + split.heldOut).sorted() == Array(0..<4000))
    let held = Set(split.heldOut)
    for object in stride(from: 0, to: 4000, by: 2) {
      #expect(held.contains(object) == held.contains(object + 1))
    }
    let few = Table(type: .u8, shape: [2], count: 4, bytes: [1, 4, 2, 6, 3, 8, 4, 10])
    #expect(few.split.heldOut.isEmpty)
    #expect(few.split.training == [0, 1, 2, 3])
  }

  @Test func `something is held back of any twenty different objects, nothing of equal ones`() {
    for start in 0..<50 {
      let numbers = (0..<20).flatMap { TestFile.littleEndian(UInt16(start * 20 + $0)) }
      let split = Table(type: .u16, shape: [], count: 20, bytes: numbers).split
      #expect(!split.heldOut.isEmpty && !split.training.isEmpty)
      #expect((split.training + split.heldOut).sorted() == Array(0..<20))
    }
    for value in UInt8.min...UInt8.max {
      let equal = Table(
        type: .u8, shape: [], count: 20, bytes: Array(repeating: value, count: 20))
      #expect(equal.split.training.count == 20)
      #expect(equal.split.heldOut.isEmpty)
    }
  }
}

@Suite struct PictureHeaderFuzzTests {
  @Test func `picture headers, changed by chance`() throws {
    var generator = SplitMix64(seed: 22)
    try TemporaryFolder.with { folder in
      let files = [
        try TestFile.picture(9, 7, .rgb), try TestFile.picture(9, 7, .rgb, format: .jpeg),
      ]
      for round in 0..<600 {
        let bytes = TestFile.mutated(Array(files[round % 2].prefix(220)), using: &generator)
        try folder.write(bytes, to: "a.png")
        guard let data = try? Dataset.open([folder.path]),
          case .pictures(let source) = data.content
        else { continue }
        _ = try? source.load(0)
      }
    }
  }
}
