import Bytes
import Container
import Files
import Networks
import PictureCodec

/// The latents of a block's pictures that share streams.
struct GroupedLatents: Sendable {
  private struct Key: Hashable {
    let coder: EntropyCoderID
    let model: Int
  }

  private var latents: [Int: Result<LatentGroup.Decoded, any Error>] = [:]

  /// Decodes all groups; a group's error is thrown on access to its latents.
  init(of block: Block, _ decoder: EntryDecoder) {
    var groups: [Key: [Int]] = [:]
    for (index, entry) in block.entries.enumerated() {
      guard let picture = entry.picture, picture.coder.ofGroup != nil else { continue }
      groups[Key(coder: picture.coder, model: picture.model), default: []].append(index)
    }
    var room = decoder.archive.reader.limit.latents
    for members in groups.values.sorted(by: { $0[0] < $1[0] }) {
      let decoded = Result { try Self.decode(members, of: block, decoder, &room) }
      let name = displayName(of: block.entries[members[0]].path)
      for (number, index) in members.enumerated() {
        latents[index] = decoded.map { $0[number] }.mapError { error in
          let reason = number == 0 ? "\(error)" : "its group, that of \(name): \(error)"
          let path = displayName(of: block.entries[index].path)
          let isAboveLimit = if case GroupError.aboveLimit = error { true } else { false }
          return isAboveLimit
            ? AezipError.aboveLimit(path: path, reason: reason)
            : .malformedEntry(path: path, reason: reason)
        }
      }
    }
  }

  /// The latents of the picture at `index` of the block.
  func latents(at index: Int) throws -> LatentGroup.Decoded {
    guard let latents = latents[index] else { preconditionFailure("a picture of no group") }
    return try latents.get()
  }

  /// - Parameter room: the number of latents that memory allows
  private static func decode(
    _ members: [Int], of block: Block, _ decoder: EntryDecoder, _ room: inout Int
  ) throws -> [LatentGroup.Decoded] {
    var found: SampleCodec?
    var levels: [QualityLevel] = []
    for index in members {
      let (codec, level) = try decoder.objectCodec(for: block.entries[index])
      found = codec
      levels.append(level)
      guard index == members[0] || block.entries[index].bodyLength == 0 else {
        throw GroupError.secondBody
      }
    }
    guard let model = found?.model, let info = block.entries[members[0]].picture,
      let coder = info.coder.ofGroup
    else { return [] }
    guard members.count * model.latents <= LatentGroup.maximumSymbols,
      members.count * model.shape.count <= LatentGroup.maximumSamples
    else { throw GroupError.tooMany(members.count) }
    guard members.count * model.latents <= room else {
      throw GroupError.aboveLimit(decoder.archive.reader.limit)
    }
    room -= members.count * model.latents
    return try LatentGroup.decode(
      block.body(at: members[0]),
      levels: levels,
      model: model, coder: coder)
  }
}

/// Errors of a group as a whole.
private enum GroupError: Error, CustomStringConvertible {
  case secondBody
  case tooMany(Int)
  /// All groups of a block are held at once.
  case aboveLimit(DecodeLimits)

  var description: String {
    switch self {
    case .secondBody: "latents beside those of the group"
    case .tooMany(let count): "\(count) pictures are too many for a group"
    case .aboveLimit(let limit):
      "the latents of its block are more than the \(limit.latents) allowed"
    }
  }
}
