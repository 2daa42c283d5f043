import Bytes
import Container
import Entropy
import ExactCodec
import Images

/// How JPEG files are packed.
public enum JPEGPacking: String, Sendable, CaseIterable {
  /// They come back byte for byte.
  case exact
  /// They lose what all pictures lose, where that saves a tenth of what they take exactly.
  case lossy
}

/// What the coder of JPEG files makes of a file.
enum ExactJPEG {
  /// Smaller than the file would be.
  case piece(PackedPiece)
  /// Too little is saved, or the coder does not take the file.
  case notTaken
  /// What was coded did not come back equal.
  case mismatch
}

extension PieceEncoder {
  /// Bytes that a recoded file must save, as the block that it begins takes more than its entry
  /// does.
  static let leastSaved = 64
  /// Loss that leaves less than this share of a JPEG file beats the exact coder, which takes some
  /// four fifths of it; there is no need to try that.
  private static let clearlySmaller = 0.65

  /// Whether a file begins like a JPEG file.
  func isJPEG(_ content: any ByteSource) throws -> Bool {
    try ImageFormat(sniffing: content.read(at: 0, count: min(16, content.count))) == .jpeg
  }

  /// Codes a JPEG file exactly.
  func exactJPEG(_ file: PackFile, _ bytes: [UInt8]) async -> ExactJPEG {
    guard let jpegs, bytes.count <= JPEGFileCoder.sizeLimit else { return .notTaken }
    return await memory.run(needing: JPEGFileCoder.memory(of: bytes)) {
      switch jpegs.encode(bytes) {
      case .refused: return .notTaken
      case .mismatch: return .mismatch
      case .body(let body):
        // Headers and what lies behind a picture are in the body as they are, as blocks compress
        // those of all their files together.
        guard Self.compressedSize(body) + Self.leastSaved <= Self.compressedSize(bytes) else {
          return .notTaken
        }
        var entry = Entry(file, kind: .jpeg)
        entry.size = bytes.count
        entry.digest = .file(Digest(of: bytes))
        return .piece(
          PackedPiece(
            entry: entry, family: .recoded, body: SymbolStream(bytes: body),
            originalBytes: bytes.count))
      }
    }
  }

  /// Whether a JPEG file may take hardly more exactly than with loss.
  func mayTakeHardlyMore(_ lossy: CodedPiece, of content: any ByteSource) -> Bool {
    jpegs != nil && !latentsOnly && keepsSmallerFiles
      && Double(lossy.size) > Self.clearlySmaller * Double(content.count)
  }

  /// Whether loss saves less than a tenth of what a JPEG file takes exactly.
  func takesHardlyMore(_ exact: PackedPiece, than lossy: CodedPiece) -> Bool {
    Double(exact.body.bytes.count) * (1 - RepresentationChoice.leastSaving) <= Double(lossy.size)
  }
}
