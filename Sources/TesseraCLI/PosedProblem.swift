import ArgumentParser
import Tessera
import TesseraExchange

/// A problem without devices: written down, or posed by devices that are.
struct PosedProblem: ParsableArguments {
  @Argument(
    help: "A file with a document of the kind \"problem\"; - for standard input. Or --profile.")
  var problem: String?

  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var cast: CastOptions

  @Option(
    help: "The size of the images; else one near the screen's.", transform: readExtent)
  var size: Extent?

  @OptionGroup var knowledge: QuirkOptions

  func validate() throws {
    guard (problem == nil) != profiles.profile.isEmpty else {
      throw ValidationError("give a file with a problem, or else --profile and --with")
    }
    guard problem == nil || cast.with.isEmpty else {
      throw ValidationError("--with names somebody of a --profile")
    }
  }

  /// The problem, and what is known to have been refused.
  func read() throws -> (Problem, refusals: [Refusal]) {
    if let devices = try profiles.devices() {
      let found = try devices.cast(of: cast.with, size: size, quirks: try knowledge.table())
      return (found.problem, devices.refusals)
    }
    let problem = try DocumentFile(problem ?? "-").read { bytes throws(ExchangeError) in
      try Problem(json: bytes)
    }
    return (problem, [])
  }
}

extension Recording {
  /// Who of the recorded devices takes part, and the problem that they pose.
  func cast(
    of requests: [Roster.Request], size: Extent?, only formats: Set<PixelFormat>? = nil,
    allocators wanted: ([Production]) throws -> [Production] = { $0 }, quirks: QuirkTable
  ) throws -> Cast {
    let roster = Roster(self)
    guard !requests.isEmpty else {
      throw ValidationError(
        "name who takes part by --with; there are: "
          + roster.members.map(\.name).joined(separator: ", "))
    }
    do {
      var found = try roster.cast(
        requests, extent: size, only: formats, allocators: allocators(quirks: quirks),
        bringingOwn: true, quirks: quirks)
      found.problem.allocators = try wanted(found.problem.allocators)
      if let flaw = found.problem.flaws.first { throw ValidationError(flaw.description) }
      return found
    } catch let error as RosterError {
      throw ValidationError(error.description)
    }
  }
}
