import Foundation
import Testing

/// The store as people care for it: verified, pruned, carried elsewhere.
@Suite struct StoreTests {
  private let service: Service
  private let film: Film
  private let key = ["DASHSCOPE_API_KEY": Service.key]

  init() throws {
    service = try Service()
    film = try Film()
    try pay(film)
  }

  private func pay(_ film: Film) throws {
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    let text = try String(contentsOfFile: film.path("film.yaml"), encoding: .utf8)
    try film.write(
      "film.yaml",
      text + """

        providers:
          qwen: { type: dashscope, base_url: "\(service.base)", requests_per_second: 1000 }

        """)
  }

  @Test func takesGoAnywhereInOneFile() async throws {
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    let packed = try film.polydub("store", "pack", "film.yaml", "-o", "takes.tar")
    #expect(packed.status == 0, "\(packed.errors)")
    _ = try film.polydub("store", "pack", "film.yaml", "-o", "again.tar")
    #expect(try film.sha256("takes.tar") == film.sha256("again.tar"))
    try tool("tar", ["-tf", film.path("takes.tar")])

    let other = try Film()
    try pay(other)
    try FileManager.default.copyItem(
      atPath: film.path("takes.tar"), toPath: other.path("takes.tar"))
    try await service.plan([])
    let unpacked = try other.polydub("store", "unpack", "takes.tar")
    #expect(unpacked.status == 0 && unpacked.text.contains("took in 6 takes"), "\(unpacked.text)")
    #expect(try other.polydub("run", "film.yaml").status == 0)
    #expect(try await service.count().calls == 0)
    #expect(try other.sha256("out/film.mkv") == film.sha256("out/film.mkv"))
  }

  @Test(.enabled(if: canMount, "needs the right to mount a folder read-only"))
  func whatCannotBeWrittenCanBeLookedInto() throws {
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    try film.edit("es.srt", "Buenos días", "Buenas noches")
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    let looks = [
      ["history"], ["history", "2", "--json"], ["spending", "--json"], ["store", "verify"],
      ["explain", "film.yaml"], ["explain", "film.yaml", "es/speak/1", "--json"],
    ]
    for look in looks {
      let open = try Outcome(of: film.process(look))
      let closed = try closed(look)
      #expect(closed.status == 0 && closed.output == open.output, "\(look): \(closed.text)")
    }
    for work in [["run", "film.yaml"], ["consent", "list"], ["store", "verify", "--repair"]] {
      let refused = try closed(work)
      #expect(refused.status == 2 && refused.errors.contains("cannot be written"), "\(work)")
    }
  }

  /// Runs a command with the store read-only.
  private func closed(_ arguments: [String]) throws -> Outcome {
    let process = film.process(Self.closing + [film.path("store"), Film.command.path] + arguments)
    process.executableURL = URL(filePath: "/usr/bin/env")
    return try Outcome(of: process)
  }

  /// Runs what comes after a folder with that folder read-only.
  private static let closing = [
    "unshare", "-rm", "sh", "-c",
    #"mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@""#, "sh",
  ]

  private static let canMount: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "polydub-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = closing + [folder.path, "true"]
    return (try? Outcome(of: process))?.status == 0
  }()

  @Test func takesThatAreNotInUseGoAlong() async throws {
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    let again = try film.polydub("retake", "film.yaml", "es/1", environment: key)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try film.polydub("pick", "film.yaml", "es/1", "1").status == 0)
    let packed = try film.polydub("store", "pack", "film.yaml", "-o", "takes.tar", "--json")
    #expect(try packed.number("takes") == 7 && packed.number("unspoken") == 0)

    let other = try Film()
    try pay(other)
    let archive = film.path("takes.tar")
    #expect(try other.polydub("store", "unpack", archive, "--json").number("taken") == 7)
    try await service.plan([])
    #expect(try other.polydub("pick", "film.yaml", "es/1", "2").status == 0)
    #expect(try other.polydub("run", "film.yaml").status == 0)
    #expect(try await service.count().calls == 0)
  }

  @Test func anArchiveThatLiesBringsNothing() throws {
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    _ = try film.polydub("store", "pack", "film.yaml", "-o", "takes.tar")
    let archive = try Data(contentsOf: film.folder.appending(path: "takes.tar"))
    func unpack(_ bytes: Data) throws -> Outcome {
      try bytes.write(to: film.folder.appending(path: "bad.tar"))
      return try film.polydub("store", "unpack", "bad.tar", "--store", film.path("other"))
    }
    var flipped = archive
    flipped[700] ^= 1
    let cut = archive.prefix(archive.count / 2)
    for bytes in [flipped, cut, Data("no archive at all".utf8), Data(repeating: 65, count: 2048)] {
      let outcome = try unpack(bytes)
      #expect(outcome.status == 1 && outcome.errors.contains("bad.tar"), "\(outcome.errors)")
    }
    for (name, link) in [("../escape.wav", false), ("blobs/aa/x.wav", true)] {
      let script = """
        import io, tarfile
        with tarfile.open("\(film.path("evil.tar"))", "w", format=tarfile.USTAR_FORMAT) as tar:
            file = tarfile.TarInfo("\(name)")
            if \(link ? "True" : "False"):
                file.type, file.linkname = tarfile.SYMTYPE, "/etc/passwd"
                tar.addfile(file)
            else:
                file.size = 3
                tar.addfile(file, io.BytesIO(b"abc"))
        """
      try tool("python3", ["-c", script])
      let outcome = try unpack(Data(contentsOf: film.folder.appending(path: "evil.tar")))
      #expect(outcome.status == 1, "\(name)")
      #expect(!FileManager.default.fileExists(atPath: film.path("escape.wav")))
    }
  }

  @Test func pruningKeepsWhatWasPaidFor() async throws {
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    let store = film.folder.appending(path: "store")
    let old = Date(timeIntervalSinceNow: -90 * 86_400)
    for name in FileManager.default.enumerator(atPath: store.path)?.allObjects ?? [] {
      let path = store.appending(path: "\(name)").path
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
    }
    let pruned = try film.polydub("prune", "--store", store.path)
    #expect(pruned.status == 0 && pruned.text.contains("kept 3 takes"), "\(pruned.text)")
    try await service.plan([])
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    #expect(try await service.count().calls == 0)
    let all = try film.polydub("prune", "--store", store.path, "--days", "0", "--takes", "--json")
    #expect(try all.number("spared") == 0)
  }

  @Test func verifyEndsWithOneUntilTheDamageIsRepaired() throws {
    let plain = try Film()
    #expect(try plain.polydub("run", "film.yaml").status == 0)
    let store = plain.folder.appending(path: "store")
    #expect(try plain.polydub("store", "verify", "--store", store.path).status == 0)
    let name = try #require(
      FileManager.default.enumerator(atPath: store.appending(path: "results/speak").path)?
        .compactMap { $0 as? String }.first { $0.hasSuffix(".json") })
    let file = store.appending(path: "results/speak/\(name)")
    var bytes = try Data(contentsOf: file)
    bytes[12] ^= 1
    try bytes.write(to: file)
    let found = try plain.polydub("store", "verify", "--store", store.path)
    #expect(found.status == 1 && found.text.contains("/speak/"), "\(found.text)")
    #expect(try plain.polydub("store", "verify", "--repair", "--store", store.path).status == 0)
    #expect(try plain.polydub("store", "verify", "--store", store.path).status == 0)
  }
}
