import Bytes
import Container

extension LooseArchive {
  /// An archive changed below its checksums; nil where it cannot be taken apart.
  static func changed(_ archive: [UInt8], _ mutation: Mutation) -> [UInt8]? {
    guard var loose = LooseArchive(archive) else { return nil }
    loose.change(mutation)
    return loose.bytes
  }

  private mutating func change(_ mutation: Mutation) {
    switch mutation.below(16) {
    case 0: head = mutation.changed(head)
    case 1: indexChange = mutation
    case 2, 3: rearrange(mutation)
    case 4:
      version = FormatVersion(major: version.major, minor: UInt16(mutation.below(12)))
    default:
      guard !parts.isEmpty else { return rearrange(mutation) }
      let place = mutation.below(parts.count)
      switch parts[place] {
      case .section(let type, let payload):
        parts[place] = .section(type, mutation.changed(payload))
      case .block(var block):
        block.change(mutation)
        parts[place] = .block(block)
      case .model(var model):
        let old = model.digest
        model.change(mutation)
        parts[place] = .model(model)
        head = replaced(old, by: model.digest, in: head)
      }
    }
  }

  private mutating func rearrange(_ mutation: Mutation) {
    let names = ["HEAD", "MODL", "BLCK", "INDX", "TAIL", "note", "Need"]
    let place = mutation.below(parts.count + 1)
    switch mutation.below(4) {
    case 0 where !parts.isEmpty: parts.remove(at: place % parts.count)
    case 1 where !parts.isEmpty: parts.insert(parts[mutation.below(parts.count)], at: place)
    case 2 where !parts.isEmpty: parts.swapAt(place % parts.count, mutation.below(parts.count))
    default:
      guard let type = SectionType(names[mutation.below(names.count)]) else { return }
      parts.insert(.section(type, Array(repeating: 1, count: mutation.below(40))), at: place)
    }
  }
}

extension LooseBlock {
  mutating func change(_ mutation: Mutation) {
    switch mutation.below(8) {
    case 0: catalogue = mutation.changed(catalogue)
    case 1, 2: changeColumn(mutation)
    case 3: extras = mutation.changed(extras)
    default: changeBody(mutation)
    }
    if !mutation.isOne(of: 8) { mend() }
  }

  /// The data of one column, whose length is mended.
  private mutating func changeColumn(_ mutation: Mutation) {
    var reader = ByteReader(catalogue)
    guard let rows = try? reader.varint() else { return }
    var columns: [(id: UInt64, data: [UInt8])] = []
    while reader.remaining > 0 {
      guard let id = try? reader.varint(), let count = try? reader.count(atMost: reader.remaining),
        let data = try? reader.take(count)
      else { return }
      columns.append((id, Array(data)))
    }
    guard !columns.isEmpty else { return }
    let place = mutation.below(columns.count)
    columns[place].data =
      mutation.isOne(of: 4)
      ? mutation.changed(columns[place].data) : mutation.changedInPlace(columns[place].data)
    var writer = ByteWriter()
    writer.varint(rows)
    for column in columns {
      writer.varint(column.id)
      writer.varint(column.data.count)
      writer.append(column.data)
    }
    catalogue = writer.bytes
  }

  /// The body of one entry, whose length goes with it.
  private mutating func changeBody(_ mutation: Mutation) {
    guard var table = parsed, !table.entries.isEmpty, !body.isEmpty else {
      body = mutation.changed(body)
      return
    }
    let index = mutation.below(table.entries.count)
    let place = bodies(of: table.entries)[index]
    let changed = mutation.changed(Array(body[place]))
    body.replaceSubrange(place, with: changed)
    table.entries[index].bodyLength = changed.count
    catalogue = table.bytes
  }
}

extension LooseModel {
  /// The file if it can be read, and then its digest; else what stands for it.
  mutating func change(_ mutation: Mutation) {
    guard var file, !mutation.isOne(of: 4) else {
      packed = mutation.changed(packed)
      return
    }
    file = changedSafeTensors(file, mutation) ?? mutation.changed(file)
    digest = Digest(of: file).bytes
    packed = (try? ZstdFrame.compress(file[...], level: 1)) ?? looseFrame(file)
  }
}

/// A model file whose header or numbers are changed, the header's length with it.
func changedSafeTensors(_ file: [UInt8], _ mutation: Mutation) -> [UInt8]? {
  var reader = ByteReader(file)
  guard let length = try? reader.count8(), let header = try? reader.take(length) else {
    return nil
  }
  let data = Array(file[(8 + length)...])
  let changesHeader = mutation.isOne(of: 2)
  let text = changesHeader ? mutation.changed(Array(header)) : Array(header)
  var writer = ByteWriter()
  writer.fixed(UInt64(text.count))
  return writer.bytes + text + (changesHeader ? data : mutation.changedInPlace(data))
}

extension ByteReader {
  /// A count of eight bytes.
  fileprivate mutating func count8() throws(BytesError) -> Int {
    let count: UInt64 = try fixed()
    return Int(clamping: count)
  }
}

/// `bytes` with the first place that equals `old` made `new`, which has as many.
private func replaced(_ old: [UInt8], by new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  guard !old.isEmpty, old.count == new.count, bytes.count >= old.count else { return bytes }
  for start in 0...bytes.count - old.count where bytes[start...].starts(with: old) {
    bytes.replaceSubrange(start..<start + old.count, with: new)
    break
  }
  return bytes
}
