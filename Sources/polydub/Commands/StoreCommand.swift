import ArgumentParser
import Bookkeeping
import Engine
import Foundation
import Stages

/// The store as a thing of its own: is it whole, and what of it goes elsewhere.
struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Verify the store; carry a pipeline's takes to another one.",
    subcommands: [Verify.self, Pack.self, Unpack.self])

  /// Reads everything and names what is damaged.
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read all of the store and name every damaged file.",
      discussion: "Exit codes: 0 whole, or repaired; 1 damaged.")

    @Flag(help: "Remove what is damaged, so that the next run makes it again.")
    var repair = false

    @OptionGroup var work: WorkOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let found = try work.openStore(for: repair ? .work : .looking).verify(
        repair ? .repair : .look, unsealed: takeStages)
      if output.json {
        try output.print(found)
      } else {
        for file in found.damaged { Console.line(sentence(file)) }
        let verdict = found.damaged.isEmpty ? "whole" : "\(found.damaged.count) files damaged"
        Console.line(
          "\(found.results) results, \(found.blobs) files, \(ByteCount(found.bytes)): \(verdict)"
            + (repair && !found.damaged.isEmpty ? " and removed" : ""))
      }
      if !found.damaged.isEmpty, !repair { throw ExitCode(Status.failed.rawValue) }
    }

    private func sentence(_ file: Verified.Damaged) -> String {
      let users = file.steps.prefix(3).joined(separator: ", ")
      return "\(file.path): \(file.what)" + (users.isEmpty ? "" : " (\(users))")
    }
  }

  /// One pipeline's takes as one file.
  struct Pack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the takes of a pipeline into one file, for a store elsewhere.",
      discussion: "A tar archive of every take its lines have; equal takes make equal archives.")

    @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
    var pipeline: String

    @Option(name: .shortAndLong, help: "The archive to write, such as takes.tar.")
    var output: String

    @OptionGroup var work: WorkOptions
    @OptionGroup var answer: OutputOptions

    func run() async throws {
      try prepareOutput(output)
      let session = try await Session(
        try Pipeline(contentsOf: pipeline), work: work, progress: .hidden)
      let permitted = try session.consents.check()
      let packed = try await session.pack(to: output)
      session.consents.recordUse(permitted, in: output)
      if answer.json { return try answer.print(packed) }
      Console.line("packed \(packed.takes) takes into \(output)")
      if packed.unspoken > 0 { Console.warning("\(packed.unspoken) lines are not spoken yet") }
    }
  }

  /// Takes in what was packed elsewhere.
  struct Unpack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take in an archive of takes; every file is checked against its name.")

    @Argument(help: "The archive.", completion: .file(extensions: ["tar"]))
    var archive: String

    @OptionGroup var work: WorkOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let unpacked = try work.openStore().unpack(archive, stages: takeStages)
      if output.json { return try output.print(unpacked) }
      Console.line(
        "took in \(unpacked.taken) takes, \(ByteCount(unpacked.bytes)); "
          + "\(unpacked.known) were there already")
    }
  }
}
