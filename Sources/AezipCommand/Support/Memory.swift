#if canImport(Glibc)
  import CMalloc
#endif

enum Memory {
  /// Has large blocks go back to the system as soon as they are free, but not those of pictures
  /// of a megapixel or so, which the next one needs again: fresh pages cost time.
  ///
  /// Pictures differ in size, so the blocks of one seldom fit the next. By its own rule glibc
  /// comes to keep blocks of up to 32 MiB, and thousands of pictures leave it holding twice what
  /// they need at any time.
  static func returnLargeBlocks() {
    #if canImport(Glibc)
      _ = mallopt(M_MMAP_THRESHOLD, 4 << 20)
      _ = mallopt(M_TRIM_THRESHOLD, 16 << 20)
    #endif
  }
}
