import Bytes
import CModels

/// A model file that is part of the program.
@safe package struct BuiltInModel: Sendable {
  package let name: String
  private let recorded: String?
  /// Points to constant data of the program, which nothing ever writes to or frees.
  private nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>

  package init(_ entry: aez_model) {
    name = unsafe String(cString: entry.name)
    recorded = unsafe entry.digest.map { unsafe String(cString: $0) }
    unsafe bytes = UnsafeBufferPointer(start: entry.bytes, count: entry.count)
  }

  /// The photo codecs, oldest first.
  package static let all: [BuiltInModel] = {
    var count = 0
    let first = unsafe aez_models(&count)
    return unsafe UnsafeBufferPointer(start: first, count: count).map { unsafe BuiltInModel($0) }
  }()

  /// The codec that new archives are written with.
  package static var newest: BuiltInModel { all[all.count - 1] }

  /// A photo codec by its name; "built-in" is the one that new archives are written with.
  package static func named(_ name: String) -> BuiltInModel? {
    name == "built-in" ? newest : all.first { $0.name == name }
  }

  /// The digest of the file where it is on record, so that ``file`` need not be read for it.
  package var recordedDigest: Digest? { recorded.flatMap { Digest(hexadecimal: $0) } }

  /// The bytes of the model file.
  package var file: [UInt8] { unsafe Array(bytes) }
}
