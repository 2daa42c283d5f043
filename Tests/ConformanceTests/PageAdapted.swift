import Bytes
import Container
import Networks
import PictureCodec
import Testing

/// Adapted models put together with their bases as `model-1.md`, section 6, says, apart from the
/// program's own way of reading them.
enum PageAdapted {
  /// A whole model file for one that may be adapted; files that are not stay what they are.
  static func whole(_ file: [UInt8], _ reader: ArchiveReader) throws -> [UInt8] {
    let changes = try SafeTensors(file)
    guard changes.metadata["format"] == "aezip-photo-adapted" else { return file }
    let digest = try #require(
      reader.models.map(\.digest).first { $0.description == changes.metadata["base"] })
    let base = try SafeTensors(
      digest == .photo1 ? BuiltInModel.all[0].file : reader.embeddedModel(digest))
    var writer = SafeTensorsWriter(metadata: base.metadata)
    for name in base.names {
      let shape = try #require(base.shape(of: name))
      var numbers = try base.floats(name)
      let width = numbers.count / shape[0]
      func product(_ changed: String, _ index: Int, row: Int) throws -> Float? {
        guard changes.shape(of: changed) != nil else { return nil }
        let steps = try changes.floats("\(changed).step")
        return try changes.floats(changed)[index] * (steps.count == 1 ? steps[0] : steps[row])
      }
      for index in numbers.indices {
        let row = index / width
        if let factor = try product("\(name).factor", row, row: row) {
          let grown = 1 + factor
          numbers[index] *= grown
        }
        if let difference = try product(name, index, row: row) { numbers[index] += difference }
      }
      writer.add(name, shape: shape, numbers)
    }
    return try writer.write()
  }
}
