import Foundation

/// Says in an MP4 or MOV file, in XMP at its end, that its voices are synthetic.
///
/// A top-level `uuid` box (ISO 14496-12, 11.1; XMP part 3, 1.1.5) that readers without XMP pass over.
func appendXMP(digitalSource: String, to file: String) throws(MediaError) {
  let packet = """
    <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
    <Iptc4xmpExt:DigitalSourceType>\(digitalSource)</Iptc4xmpExt:DigitalSourceType>
    </rdf:Description></rdf:RDF></x:xmpmeta>
    <?xpacket end="r"?>
    """
  let identity: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]
  let body = identity + Array(packet.utf8)
  let size = UInt32(body.count + 8).bigEndian
  let box = withUnsafeBytes(of: size) { Array($0) } + Array("uuid".utf8) + body
  do {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(box))
  } catch {
    throw MediaError(file, "its XMP cannot be written: \(error).", blame: .output)
  }
}
