private import CModels

/// The model files that are part of the program, oldest first.
package struct BuiltInModel: Sendable {
  package let name: String
  private let index: Int

  package static let all: [BuiltInModel] = {
    var count = 0
    let table = unsafe aez_models(&count)!
    return (0..<count).map {
      BuiltInModel(name: unsafe String(cString: table[$0].name), index: $0)
    }
  }()

  /// The one new archives are written with.
  package static var newest: BuiltInModel { all[all.count - 1] }

  /// The file, as it was built in.
  package var file: [UInt8] {
    var count = 0
    let entry = unsafe aez_models(&count)![index]
    return unsafe Array(UnsafeBufferPointer(start: entry.bytes, count: entry.count))
  }
}
