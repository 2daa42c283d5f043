import Bytes
import CModels

/// A model file that is part of the program.
@safe package struct BuiltInModel: Sendable {
  package let name: String
  private let recorded: String?
  /// The constant data of the program, which are never written or freed.
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

  /// Looks a photo codec up by name; "built-in" is ``newest``.
  package static func named(_ name: String) -> BuiltInModel? {
    name == "built-in" ? newest : all.first { $0.name == name }
  }

  /// The recorded digest of the file, which saves reading ``file``; nil if none is recorded.
  package var recordedDigest: Digest? { recorded.flatMap { Digest(hexadecimal: $0) } }

  /// The bytes of the model file.
  package var file: [UInt8] { unsafe Array(bytes) }
}
