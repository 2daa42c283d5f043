import Bytes
private import CModels

/// The model files that are part of the program.
package struct BuiltInModel: Sendable {
  package let name: String
  private let table: Table
  private let index: Int

  private enum Table {
    case codecs, helpers

    var entries: (first: UnsafePointer<aez_model>, count: Int) {
      var count = 0
      let first =
        switch self {
        case .codecs: unsafe aez_models(&count)!
        case .helpers: unsafe aez_helpers(&count)!
        }
      return unsafe (first, count)
    }

    var models: [BuiltInModel] {
      let entries = unsafe entries
      let count = unsafe entries.count
      return (0..<count).map {
        BuiltInModel(name: unsafe String(cString: entries.first[$0].name), table: self, index: $0)
      }
    }
  }

  /// The photo codecs, oldest first.
  package static let all = Table.codecs.models

  /// The codec new archives are written with.
  package static var newest: BuiltInModel { all[all.count - 1] }

  /// Models for other things than archives, which those never need.
  package static let helpers = Table.helpers.models

  /// The one that takes noise out of photographs.
  package static let noise = "noise"

  /// A model by its name; "built-in" is the codec new archives are written with.
  package static func named(_ name: String) -> BuiltInModel? {
    name == "built-in" ? newest : (all + helpers).first { $0.name == name }
  }

  /// The digest of the file where it is on record, and ``file`` need not be read for it.
  package var recordedDigest: Digest? {
    let entry = unsafe table.entries.first[index]
    return unsafe entry.digest.flatMap { Digest(hexadecimal: unsafe String(cString: $0)) }
  }

  /// The file, as it was built in.
  package var file: [UInt8] {
    let entry = unsafe table.entries.first[index]
    return unsafe Array(UnsafeBufferPointer(start: entry.bytes, count: entry.count))
  }
}
