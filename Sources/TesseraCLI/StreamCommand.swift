import ArgumentParser
import Glibc
import SystemPackage
import Tessera

struct StreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream",
    abstract: "Shows a camera's frames on a display without copying them.",
    discussion: """
      Negotiates, allocates, has both devices take the buffers for real, and then moves frames. \
      What a device refuses is learned, and the next best agreement is tried.
      """)

  @OptionGroup var pipeline: PipelineOptions

  @Option(help: "How many frames to show.")
  var frames = 120

  @Option(help: "Seconds to keep the last frame on the screen.")
  var hold = 0.0

  @Option(help: ArgumentHelp("Writes the last frame as a PPM picture.", valueName: "file"))
  var snapshot: String?

  func validate() throws {
    guard frames > 0 else { throw ValidationError("--frames must be at least 1") }
    guard hold >= 0, hold <= 3600 else {
      throw ValidationError("--hold must be between 0 and 3600 seconds")
    }
  }

  func run() throws {
    try reporting {
      let pipeline = try pipeline.pipeline()
      say(AgreementText.header(of: pipeline))
      guard let display = pipeline.display else {
        var negotiation = Negotiation(pipeline.problem)
        do throws(Conflict) {
          _ = try negotiation.next()
        } catch {
          throw ConflictText.tell(error, negotiation)
        }
        return
      }
      let source = CameraImporter(
        pipeline.camera, named: CameraToDisplay.cameraName, among: pipeline.allocators)
      let screen = DisplayImporter(display, named: CameraToDisplay.displayName)
      var negotiation = Negotiation(pipeline.problem)
      let settlement: Settlement
      do throws(SettlementError) {
        settlement = try negotiation.settle(
          with: pipeline.allocators, importers: [source, screen])
      } catch {
        for refusal in error.refusals { say("Refused: \(refusal).") }
        for failure in error.failures { say("Not allocated: \(failure.error).") }
        throw ConflictText.tell(error.conflict, negotiation)
      }
      for refusal in settlement.refusals { say("Refused: \(refusal).") }
      for failure in settlement.failures { say("Not allocated: \(failure.error).") }
      say(AgreementText.table(of: settlement.agreement))
      say(
        AgreementText.reasons(settlement.survey, settlement.agreement, negotiation.problem))
      say("Taken: both devices have taken all \(settlement.buffers.count) buffers.")

      let progress = Progress(of: frames)
      let report = try FrameStream(settlement, from: source, to: screen)
        .run(frames: frames) { progress.tell($0) }
      progress.end()
      say("Frames shown   \(report.shown) (lost \(report.lost), broken \(report.broken))")
      say("Rate           \(report.rate)")
      say("Bytes copied   \(report.bytesCopied.value)")
      if let snapshot, let last = report.lastShown {
        try Snapshot.write(settlement.buffers[last], to: snapshot)
        say("Snapshot       \(snapshot)")
      }
      if hold > 0 { usleep(UInt32(hold * 1_000_000)) }
    }
  }
}

extension FrameStream.Report {
  /// The rate with one digit behind the point.
  fileprivate var rate: String {
    let tenths = max(0, Int((framesPerSecond * 10).rounded()))
    return "\(tenths / 10).\(tenths % 10) frames/s"
  }
}

/// Tells progress on standard error: one line that changes on a terminal, else one now and then.
private final class Progress {
  private let frames: Int
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var toldAt: UInt64 = 0

  init(of frames: Int) { self.frames = frames }

  func tell(_ report: FrameStream.Report) {
    let line = "frame \(report.shown) of \(frames), \(report.rate)"
    if isTerminal {
      _ = try? FileDescriptor.standardError.writeAll("\r\(line)  ".utf8)
    } else if report.nanoseconds >= toldAt + 1_000_000_000 {
      toldAt = report.nanoseconds
      complain(line)
    }
  }

  func end() {
    if isTerminal { complain("") }
  }
}
