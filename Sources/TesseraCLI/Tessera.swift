import ArgumentParser
import SystemPackage
import Tessera

@main
struct TesseraCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera",
    abstract: "Finds the image buffer that several devices can share, and proves it.",
    discussion: "Nothing is printed in colour, so that NO_COLOR has nothing to change.",
    subcommands: [
      DevicesCommand.self, NegotiateCommand.self, StreamCommand.self, SolveCommand.self,
      CheckCommand.self, MatrixCommand.self, BuffersCommand.self,
      VerifyCommand.self,
      WatchCommand.self,
      RecordCommand.self,
    ])

  /// Runs what does not wait on the thread that the program began with: the memory of every other
  /// thread grows page by page, each a system call.
  @MainActor static func main() async {
    do {
      var command = try parseAsRoot()
      if var waiting = command as? any AsyncParsableCommand {
        try await waiting.run()
      } else {
        try command.run()
      }
    } catch {
      exit(withError: error)
    }
  }
}

/// How an answer is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// How the command line ends, beside 0 and ArgumentParser's own 64.
enum Exit {
  /// A device could not be used.
  static let device = ExitCode(1)
  /// There is no agreement.
  static let conflict = ExitCode(2)
  /// There is an agreement, and somebody was not tried as far as was asked.
  static let untried = ExitCode(3)
}

/// Prints to standard error, what was written by strangers among it.
func complain(_ text: String) {
  _ = try? FileDescriptor.standardError.writeAll((printable(text) + "\n").utf8)
}
