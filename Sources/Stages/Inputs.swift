import Dubbing
public import Engine
import Foundation
public import Voices

/// Everything a dub starts from, found and hashed: nothing is spoken before all of it is there.
public struct Inputs: Sendable {
  public var video: Source
  public var languages: [Prepared]

  /// A language with its file and its voices.
  public struct Prepared: Sendable {
    public var dubbed: Pipeline.Dubbed
    /// Its subtitle file; nil where its cues are a track of the video.
    public var subtitles: Source?
    /// The subtitles its translation was made from, where that has no times of its own.
    public var timing: Source?
    public var casting: Casting
    /// What stays under its dub in `mode: bed`.
    public var stem: Stem?
  }

  /// Admits the files of a pipeline to a workspace and finds its voices.
  public init(
    _ pipeline: Pipeline, choices: TakeChoices, providers: Providers, workspace: Workspace
  ) async throws {
    video = try Self.admit(pipeline.video, as: "The video", workspace)
    languages = []
    for dubbed in pipeline.languages {
      var subtitles: Source?
      var timing: Source?
      if case .file(let path, _, _, let original) = dubbed.subtitles {
        subtitles = try Self.admit(path, as: "The subtitles of `\(dubbed.language)`", workspace)
        timing = try original.map {
          try Self.admit($0, as: "The timing of `\(dubbed.language)`", workspace)
        }
      }
      var casting = try await Casting(dubbed, providers: providers, workspace: workspace)
      casting.chosen = try Casting.chosen(
        choices, in: dubbed.language, beside: pipeline.file, workspace: workspace)
      let stem = try (dubbed.stem ?? pipeline.stem).map {
        let path = $0.path ?? pipeline.video
        return Stem(
          path: path, track: $0.track, source: try Self.admit(path, as: "The stem", workspace))
      }
      languages.append(
        Prepared(
          dubbed: dubbed, subtitles: subtitles, timing: timing, casting: casting, stem: stem))
    }
  }

  /// The recordings of all languages as one provider; each is checked to be what it was when its key was made.
  public func recordings(in workspace: Workspace) -> Recording {
    let digests = languages.map(\.casting).flatMap { casting in
      (Array(casting.takes.values) + casting.chosen.compactMap(\.voice)).map(\.name)
    }
    return Recording(names: Set(digests)) { digest in
      let bytes = try Data(
        contentsOf: URL(fileURLWithPath: workspace.path(of: Digest(rawValue: digest))))
      guard Digest(of: bytes).rawValue == digest else {
        throw InputError("A recording changed while it was used. Run again.")
      }
      return [UInt8](bytes)
    }
  }

  static func admit(_ path: String, as what: String, _ workspace: Workspace) throws -> Source {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("\(what) is not there: \(path). Check the path.")
    }
    guard !isFolder.boolValue else { throw InputError("\(what) is a folder, not a file: \(path).") }
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw InputError("\(what) cannot be read: \(path). Check its permissions.")
    }
    return try workspace.admit(path)
  }
}

/// Makes sure a file can be written at `path` before any work is done for it.
public func prepareOutput(_ path: String) throws {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  do {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  } catch {
    throw InputError("\(path): its folder cannot be made. Choose an output you may write.")
  }
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
    throw InputError("\(path): is a folder. Give the output a file name.")
  }
  // Root may write anywhere but to a read-only file system, so the question is asked by writing.
  let trial = "\(folder)/.polydub-\(ProcessInfo.processInfo.processIdentifier)"
  guard FileManager.default.createFile(atPath: trial, contents: Data()) else {
    throw InputError("\(path): its folder cannot be written. Choose an output you may write.")
  }
  try? FileManager.default.removeItem(atPath: trial)
}
