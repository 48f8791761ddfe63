import Stages

extension Target {
  /// The pipeline file, from text to every setting.
  static let pipelines: [Target] = [
    Target("pipeline") { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else { return }
      _ = try? Pipeline(yaml: text, file: "/films/pipeline.yaml")
    }
  ]
}
