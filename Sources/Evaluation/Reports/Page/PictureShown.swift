/// A picture of a page's viewer: several versions of it, of which any two stand side by side.
///
/// Pages grow by all of its bytes; a large picture is better cropped.
package struct PictureShown: Sendable {
  /// As in the report, made fit to show.
  package var name: String
  /// Size of every side, in pixels; the page shows it at one pixel per CSS pixel.
  package var width: Int
  package var height: Int
  /// Which part of the picture the sides are; nil if they are all of it.
  package var crop: Crop?
  /// Two at least; the first two are shown first, the original usually at the left.
  package var sides: [Side]

  package init(name: String, width: Int, height: Int, crop: Crop? = nil, sides: [Side]) {
    self.name = name
    self.width = width
    self.height = height
    self.crop = crop
    self.sides = sides
  }

  /// Where a part was taken from a picture, in pixels.
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
    /// Short, the same for every picture, as in "aezip".
    package var label: String
    /// What it took and how near it is, as in "quality 29 · 26,979 bytes · 0.55 bpp · 32.0 dB".
    package var detail: String
    /// As in "image/png"; a type that browsers show.
    package var mimeType: String
    /// The file, as the codec or the archiver wrote it.
    package var bytes: [UInt8]

    package init(label: String, detail: String, mimeType: String, bytes: [UInt8]) {
      self.label = label
      self.detail = detail
      self.mimeType = mimeType
      self.bytes = bytes
    }
  }
}
