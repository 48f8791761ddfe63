/// How a sound came about, in the words of the IPTC digital source type vocabulary.
///
/// Written into the deliverable, so that synthetic speech can be told from recorded speech.
/// Source of the names: http://cv.iptc.org/newscodes/digitalsourcetype/
public enum DigitalSource: String, Codable, Hashable, Sendable, CaseIterable {
  /// Made by rules, without a model trained on recordings: formant synthesis.
  case algorithmicMedia
  /// Made by a model trained on recordings: neural speech.
  case trainedAlgorithmicMedia
  /// Recorded from a person.
  case humanRecording

  public var url: String {
    let name = self == .humanRecording ? "digitalCapture" : rawValue
    return "http://cv.iptc.org/newscodes/digitalsourcetype/\(name)"
  }
}
