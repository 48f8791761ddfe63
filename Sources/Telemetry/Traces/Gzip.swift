import CZlib

/// The bytes compressed as a gzip file; nil where zlib has no memory left.
func gzip(_ bytes: [UInt8]) -> [UInt8]? {
  var stream = z_stream()
  // 15 bits of window, and 16 for gzip's own header and sum around it.
  let isReady = deflateInit2_(
    &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  guard isReady == Z_OK else { return nil }
  defer { deflateEnd(&stream) }
  var source = bytes
  var target = [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(bytes.count))))
  let isWhole = source.withUnsafeMutableBufferPointer { source in
    target.withUnsafeMutableBufferPointer { target in
      (stream.next_in, stream.avail_in) = (source.baseAddress, uInt(source.count))
      (stream.next_out, stream.avail_out) = (target.baseAddress, uInt(target.count))
      return deflate(&stream, Z_FINISH) == Z_STREAM_END
    }
  }
  return isWhole ? Array(target.prefix(Int(stream.total_out))) : nil
}
