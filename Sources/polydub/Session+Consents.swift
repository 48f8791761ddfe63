import Bookkeeping
import Dubbing
import Engine
import Foundation
import Stages
import Voices

extension Inputs {
  /// The voices its languages are to speak with, and the consents their entries name.
  var voiceUses: [VoiceUse] { languages.flatMap(\.voiceUses) }
}

extension Inputs.Prepared {
  fileprivate var voiceUses: [VoiceUse] {
    var uses = [use(casting.voice, dubbed.voice.provider, dubbed.consent)]
    for (speaker, voice) in casting.cast.sorted(by: { $0.key < $1.key }) {
      let provider = dubbed.cast[speaker]?.provider ?? voice.provider
      uses.append(use(voice, provider, dubbed.castConsents[speaker]))
    }
    // A locked take keeps the voice it was spoken with, whoever speaks the others now.
    for line in casting.chosen.compactMap(\.line) {
      guard !uses.contains(where: { $0.voice == line.voice.name }) else { continue }
      uses.append(use(line.voice, line.voice.provider, nil))
    }
    return uses
  }

  private func use(_ voice: Voice, _ provider: String, _ consent: String?) -> VoiceUse {
    VoiceUse(
      provider: provider, type: voice.provider, voice: voice.name, origin: voice.origin,
      language: dubbed.language, consent: consent)
  }
}

extension [(use: VoiceUse, consent: Consent)] {
  /// The voices by language, for the record beside the output.
  var clonedVoices: [String: [DeliveryRecord.ClonedVoice]] {
    reduce(into: [:]) { all, permitted in
      let voice = DeliveryRecord.ClonedVoice(
        voice: permitted.use.voice, consent: permitted.consent.id)
      guard all[permitted.use.language]?.contains(voice) != true else { return }
      all[permitted.use.language, default: []].append(voice)
    }
  }
}

extension ConsentGate {
  /// Writes which files cloned voices speak in; one that cannot be written is told, for the files are there.
  func recordUse(_ permitted: [(use: VoiceUse, consent: Consent)], in report: Report) {
    for (use, consent) in permitted {
      let files = report.outputs.filter { $0.language == nil || $0.language == use.language }
      record(use, consent, Dictionary(files.map { ($0.path, $0.sha256) }) { $1 })
    }
  }

  /// The same of one file that is no output of a run.
  func recordUse(_ permitted: [(use: VoiceUse, consent: Consent)], in path: String) {
    guard !permitted.isEmpty, let bytes = FileManager.default.contents(atPath: path) else { return }
    let whole = URL(fileURLWithPath: path).standardizedFileURL.path
    for (use, consent) in permitted {
      record(use, consent, [whole: Digest(of: bytes).rawValue])
    }
  }

  private func record(_ use: VoiceUse, _ consent: Consent, _ outputs: [String: String]) {
    do {
      try recordUse(use, under: consent.id, outputs: outputs)
    } catch {
      Console.warning("that a cloned voice was used is not in the audit trail: \(error)")
    }
  }
}
