import CDemoModels
import PictureCodec

/// Built-in models that no archive depends on: a denoiser, and autoencoders of digits and faces.
package enum DemoModels {
  package static let all: [BuiltInModel] = {
    var count = 0
    let first = unsafe aez_demo_models(&count)
    return unsafe UnsafeBufferPointer(start: first, count: count).map { unsafe BuiltInModel($0) }
  }()

  /// The name of the model that removes noise from photographs.
  package static let denoiser = "noise"

  /// The built-in model of a name, photo codecs included.
  package static func named(_ name: String) -> BuiltInModel? {
    BuiltInModel.named(name) ?? all.first { $0.name == name }
  }
}
