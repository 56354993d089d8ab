import Testing

@testable import Tessera

/// Every drawn constraint is true: what the engine predicts of images at random is what drivers do.
extension LabTests {
  @Suite("Predictions held against drivers", .serialized)
  struct ConfusionTests {
    private static let cases = 500

    @Test("a framebuffer that is predicted to be taken is taken", arguments: CardSample.cards)
    func framebuffers(path: String) throws {
      var sample = try CardSample(path, seed: 20_261_125)
      var confusion = Confusion()
      while confusion.total < Self.cases { try sample.tryOne(&confusion) }
      try report(confusion, of: path)
    }

    @Test("an image that a queue is predicted to take is taken", arguments: QueueSample.queues)
    func queues(queue: LabQueue) throws {
      var sample = try QueueSample(queue, seed: 20_261_125)
      var confusion = Confusion()
      while confusion.total < Self.cases { try sample.tryOne(&confusion) }
      try report(confusion, of: queue.testDescription)
    }

    private func report(_ confusion: Confusion, of name: String) throws {
      print("\(name), \(confusion.total) cases on \(Lab.kernel)\n\(confusion)")
      for falsehood in confusion.falselyRefused.prefix(5) {
        print("  refused for nothing: \(falsehood)")
      }
      #expect(confusion.falselyPromised.isEmpty, "\(confusion.falselyPromised.prefix(10))")
      #expect(confusion.tooSmall.isEmpty, "\(confusion.tooSmall.prefix(10))")
      // A sample of one kind only would prove nothing.
      #expect(confusion.taken + confusion.roomy >= 30)
      #expect(confusion.refused >= 30)
    }
  }
}
