import ArgumentParser
import Tessera

/// A conflict as people read it: why, and the ways out.
enum ConflictText {
  /// Prints a conflict with its ways out, and answers the status to exit with.
  static func tell(_ conflict: Conflict, _ negotiation: Negotiation) -> ExitCode {
    say(conflict.explanation)
    let ways = negotiation.waysOut()
    if !ways.isEmpty {
      say("Ways out:")
      for way in ways { say("  \(way)") }
    }
    return Exit.conflict
  }
}
