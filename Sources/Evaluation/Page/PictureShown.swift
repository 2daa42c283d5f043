/// A picture of a page's viewer, in several versions of which the page shows any two.
///
/// The page embeds all its bytes, so large pictures should be cropped.
package struct PictureShown: Sendable {
  /// The name as in the report, printable.
  package var name: String
  /// The size of every side in pixels; the page shows one pixel as one CSS pixel.
  package var width: Int
  package var height: Int
  /// The part of the picture that the sides show; nil if they show all of it.
  package var crop: Crop?
  /// The versions, two at least, of which the first two are shown first.
  package var sides: [Side]

  package init(name: String, width: Int, height: Int, crop: Crop? = nil, sides: [Side]) {
    self.name = name
    self.width = width
    self.height = height
    self.crop = crop
    self.sides = sides
  }

  /// The origin of a part, and the size of the whole picture, in pixels.
  package struct Crop: Sendable {
    package var x: Int
    package var y: Int
    package var pictureWidth: Int
    package var pictureHeight: Int

    package init(x: Int, y: Int, pictureWidth: Int, pictureHeight: Int) {
      self.x = x
      self.y = y
      self.pictureWidth = pictureWidth
      self.pictureHeight = pictureHeight
    }
  }

  /// A version of the picture.
  package struct Side: Sendable {
    /// A short name that is the same for every picture, as in "aezip".
    package var label: String
    /// Its rate and quality, as in "quality 29 · 26,979 bytes · 0.55 bpp · 32.0 dB".
    package var detail: String
    /// A type that browsers display, as in "image/png".
    package var mimeType: String
    /// The content of the image file.
    package var bytes: [UInt8]

    package init(label: String, detail: String, mimeType: String, bytes: [UInt8]) {
      self.label = label
      self.detail = detail
      self.mimeType = mimeType
      self.bytes = bytes
    }
  }
}
