import CPlatform

enum Memory {
  /// Has large blocks go back to the system as soon as they are free, but not those of pictures
  /// of a megapixel or so, which the next one needs again: fresh pages cost time.
  ///
  /// Pictures differ in size, so the blocks of one seldom fit the next. By its own rule glibc
  /// comes to keep blocks of up to 32 MiB, and thousands of pictures leave it holding twice what
  /// they need at any time.
  static func returnLargeBlocks() {
    aez_set_malloc_thresholds(4 << 20, 16 << 20)
  }
}
