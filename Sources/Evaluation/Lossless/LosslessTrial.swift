import Aezip
import Bytes
import Files

/// Packs files with one codec, unpacks them again and compares.
struct LosslessTrial {
  private let originals: OriginalFiles
  private let scratch: ScratchFolder
  /// The folder for what comes back.
  private static let back = "back"

  init(_ originals: OriginalFiles) throws(SystemError) {
    self.originals = originals
    scratch = try ScratchFolder()
    try scratch.makeFolder(Self.back)
  }

  /// - Throws: ``ExternalError`` where a program fails on all it is given
  func run(_ codec: LosslessCodec) async throws -> LosslessResult {
    switch codec.grouping {
    case .together: try await together(codec)
    case .joined: try await joined(codec)
    case .each(let formats): try await each(formats, codec)
    }
  }

  private func together(_ codec: LosslessCodec) async throws -> LosslessResult {
    let archive = path("all." + codec.fileExtension)
    let inputs = originals.roots.map { String(decoding: $0, as: UTF8.self) }
    let packing = try await Self.time(codec.packer, codec.packing(inputs, archive))
    let unpacking = try await Self.time(
      codec.unpacker, codec.unpacking(archive, path(Self.back)))
    let files = originals.files
    return LosslessResult(
      codec, bytes: try size(archive), taken: originals.bytes, packing, unpacking,
      isExact: try digestsOfAll() == files.map(\.digest).sorted(by: Self.precedes))
  }

  private func joined(_ codec: LosslessCodec) async throws -> LosslessResult {
    let digest = try joinOriginals()
    let name = "joined." + codec.fileExtension
    let packing = try await Self.time(codec.packer, codec.packing([path("joined")], path(name)))
    // It is unpacked in another folder, so that what is compared can only come from there.
    let packed = try scratch.read(name)
    try scratch.write(packed, to: Self.back + "/" + name)
    let unpacking = try await Self.time(
      codec.unpacker, codec.unpacking(path(Self.back + "/" + name), path(Self.back + "/joined")))
    return LosslessResult(
      codec, bytes: packed.count, taken: originals.bytes, packing, unpacking,
      isExact: try self.digest(path(Self.back + "/joined")) == digest)
  }

  private func each(
    _ formats: Set<OriginalFiles.Format>, _ codec: LosslessCodec
  ) async throws -> LosslessResult {
    var (stored, taken) = (0, 0)
    var (packing, unpacking) = (0.0, 0.0)
    var isExact = true
    var failure: ExternalError?
    for (index, file) in originals.files.enumerated() {
      guard let format = file.format, formats.contains(format) else {
        stored += file.bytes
        continue
      }
      let (packed, back) = (
        path("\(index).\(codec.fileExtension)"), path("back/\(index).\(format.rawValue)")
      )
      do {
        let input = String(decoding: file.path, as: UTF8.self)
        packing += try await Self.time(codec.packer, codec.packing([input], packed))
        unpacking += try await Self.time(codec.unpacker, codec.unpacking(packed, back))
        isExact = try digest(back) == file.digest && isExact
        (stored, taken) = (stored + (try size(packed)), taken + file.bytes)
      } catch let error as ExternalError {
        guard case .failed = error else { throw error }
        // The program refuses this file, which its user would keep as it is.
        stored += file.bytes
        failure = error
      }
    }
    if taken == 0, let failure { throw failure }
    return LosslessResult(
      codec, bytes: stored, taken: taken, packing, unpacking, isExact: isExact)
  }

  /// Writes the content of all files into one.
  ///
  /// - Returns: its digest
  private func joinOriginals() throws -> Digest {
    let joined = try OutputFile(path: scratch.path(of: "joined"), replacing: true)
    var hasher = DigestHasher()
    for file in originals.files {
      let bytes = try InputFile(path: file.path, followingLinks: true).readAll(limit: .max)
      try joined.append(bytes)
      hasher.update(bytes[...])
    }
    try joined.commit()
    return hasher.finish()
  }

  /// Processor seconds of a run.
  private static func time(_ tool: ExternalTool, _ arguments: [String]) async throws -> Double {
    try await SpeedRun.time([(tool.path, arguments)], jobs: 1).processorSeconds
  }

  private func path(_ name: String) -> String {
    String(decoding: scratch.path(of: name) as [UInt8], as: UTF8.self)
  }

  private func size(_ path: String) throws -> Int {
    try InputFile(path: Array(path.utf8)).count
  }

  private func digest(_ path: String) throws -> Digest {
    try InputFile(path: Array(path.utf8)).digest()
  }

  /// The digests of all files that came back, in ascending order.
  private func digestsOfAll() throws -> [Digest] {
    let walk = try FileWalk.walk([scratch.path(of: Self.back + "/")])
    return try walk.entries.filter { $0.kind == .regular }
      .map { try InputFile(path: $0.systemPath).digest() }
      .sorted(by: Self.precedes)
  }

  private static func precedes(_ first: Digest, _ second: Digest) -> Bool {
    first.bytes.lexicographicallyPrecedes(second.bytes)
  }
}

extension LosslessResult {
  fileprivate init(
    _ codec: LosslessCodec, bytes: Int, taken: Int, _ packing: Double, _ unpacking: Double,
    isExact: Bool
  ) {
    self.init(
      name: codec.name, about: codec.about, bytes: bytes, takenBytes: taken, packSeconds: packing,
      unpackSeconds: unpacking, isExact: isExact)
  }
}
