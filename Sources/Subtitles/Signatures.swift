/// What a file is when it is no text at all, as the end of the sentence "movie.srt: is …".
func signature(_ bytes: [UInt8]) -> String? {
  if bytes.isEmpty { return "is an empty file" }
  let known: [(at: Int, mark: [UInt8], kind: String)] = [
    (0, [0xFF, 0xD8, 0xFF], "is a JPEG picture"),
    (0, [0x89] + Array("PNG".utf8), "is a PNG picture"),
    (0, Array("GIF8".utf8), "is a GIF picture"),
    (0, Array("%PDF-".utf8), "is a PDF document"),
    (0, Array("PK".utf8) + [3, 4], "is a ZIP archive (or an office document)"),
    (0, [0x1F, 0x8B], "is a gzip archive"),
    (0, Array("7z".utf8) + [0xBC, 0xAF], "is a 7-Zip archive"),
    (0, Array("Rar!".utf8), "is a RAR archive"),
    (4, Array("ftyp".utf8), "is an MP4 or QuickTime video"),
    (0, [0x1A, 0x45, 0xDF, 0xA3], "is a Matroska or WebM video"),
    (0, Array("RIFF".utf8), "is a WAV or AVI file"),
    (0, Array("OggS".utf8), "is an Ogg file"),
    (0, Array("fLaC".utf8), "is a FLAC sound"),
    (0, Array("ID3".utf8) + [3], "is an MP3 sound"),
    (0, [0x7F] + Array("ELF".utf8), "is a program"),
    (0, Array("{\\rtf".utf8), "is a rich text document"),
  ]
  return known.first { bytes.dropFirst($0.at).starts(with: $0.mark) }?.kind
}

/// Whether too many bytes are control characters for this to be text in a byte encoding.
func looksBinary(_ bytes: [UInt8]) -> Bool {
  let head = bytes.prefix(1 << 16)
  let controls = head.count { $0 < 32 && !($0 >= 9 && $0 <= 13) && $0 != 27 }
  return controls * 50 > head.count
}
