import ArgumentParser
import Files
import LatentSpace

/// An attribute's file and how much of it, as in smile.attribute=1.5.
struct Toward: ExpressibleByArgument {
  let path: RawPath
  let strength: Float

  /// Beyond, pictures are nothing but the attribute.
  static let greatest: Float = 100

  init?(argument: String) {
    let bytes = RawPath(argument: argument).bytes
    guard let sign = bytes.lastIndex(of: UInt8(ascii: "=")),
      let strength = Float(String(decoding: bytes[(sign + 1)...], as: UTF8.self))
    else {
      (path, self.strength) = (RawPath(bytes), 1)
      return
    }
    guard strength.isFinite, strength.magnitude <= Self.greatest else { return nil }
    (path, self.strength) = (RawPath(Array(bytes[..<sign])), strength)
  }

  static var defaultCompletionKind: CompletionKind { .file(extensions: ["attribute"]) }

  func attribute() throws -> Attribute {
    let file = try readModel(path)
    do {
      return try Attribute(file: file)
    } catch {
      throw Failure(file: path, error: error)
    }
  }
}

/// Attributes to change, in the codes of their model.
struct EditOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The attribute to add, and how much of it, 1 if not said, less than 0 to take away; can "
        + "be given several times.", valueName: "attribute=strength"))
  var toward: [Toward]

  @Option(help: ArgumentHelp("The model they were learned with.", valueName: "file"))
  var model: RawPath

  /// - Parameter factor: of all strengths
  func edit(times factor: Float = 1) throws -> AttributeEdit {
    let attributes = try toward.map { (try $0.attribute(), $0.strength * factor) }
    let file = try readModel(model)
    do {
      return try AttributeEdit(modelFile: file, attributes)
    } catch {
      throw Failure(file: model, error: error)
    }
  }
}
