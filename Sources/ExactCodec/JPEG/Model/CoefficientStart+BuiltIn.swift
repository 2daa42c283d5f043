import Bytes
import CExactModels

extension CoefficientStart {
  /// The model of JPEG files that archives are made with, whose name is ``name``.
  package static let builtIn: CoefficientStart = {
    do {
      return try CoefficientStart(file: builtInFile)
    } catch {
      fatalError("the built-in model of JPEG files: \(error)")
    }
  }()

  /// The name of the built-in model.
  package static var name: String { unsafe String(cString: aez_jpeg_model().pointee.name) }

  /// The bytes of the built-in model's file.
  package static var builtInFile: [UInt8] {
    let model = unsafe aez_jpeg_model().pointee
    let frame = unsafe Array(UnsafeBufferPointer(start: model.bytes, count: model.count))
    do {
      return try ZstdFrame.decompress(frame[...], limit: 1 << 24)
    } catch {
      fatalError("the built-in model of JPEG files: \(error)")
    }
  }
}
