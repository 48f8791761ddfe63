import Dubbing
import Voices

/// How a file says that its voices are synthetic.
enum Disclosure {
  /// For people, in every container's comment.
  static func sentence(engines: [String]) -> String {
    let with = engines.isEmpty ? "" : " (\(engines.joined(separator: ", ")))"
    return "Dubbed with synthetic voices\(with) by polydub."
  }

  /// An engine as the sentence names it; that a voice is a person's has to be said.
  static func engine(of voice: Voice) -> String {
    voice.origin == .cloned ? "\(voice.model) with a cloned voice" : voice.model
  }

  /// The title of a dub whose pipeline gives none: `Español (AI dub)`.
  static func title(of name: String) -> String { "\(name) (AI dub)" }

  /// The IPTC digital source type of a whole file: a real picture with synthetic voices is a composite.
  ///
  /// Vocabulary: cv.iptc.org/newscodes/digitalsourcetype.
  static func file(of sources: [DigitalSource]) -> String {
    let vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/"
    if sources.contains(.trainedAlgorithmicMedia) {
      return vocabulary + "compositeWithTrainedAlgorithmicMedia"
    }
    return vocabulary + (sources.contains(.algorithmicMedia) ? "compositeSynthetic" : "composite")
  }

  /// What counts for a track of several voices: trained before rule-based before recorded.
  static func track(of sources: [DigitalSource]) -> DigitalSource {
    let order: [DigitalSource] = [.trainedAlgorithmicMedia, .algorithmicMedia]
    return order.first { sources.contains($0) } ?? .humanRecording
  }
}
