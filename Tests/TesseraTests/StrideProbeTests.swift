import Testing

@testable import Tessera

/// What is concluded from a driver's answers about its strides.
@Suite struct StrideProbeTests {
  /// A driver's rule: what it makes of a stride, given the least one.
  struct Driver: CustomTestStringConvertible, Sendable {
    let name: String
    let tight: UInt32
    let isFullyKnown: Bool
    let answer: @Sendable (UInt32) -> UInt32
    var testDescription: String { name }
  }

  static let drivers = [
    Driver(name: "keeps every stride", tight: 1280, isFullyKnown: true) { max($0, 1280) },
    Driver(name: "keeps every stride, odd width", tight: 1283, isFullyKnown: true) {
      max($0, 1283)
    },
    Driver(name: "rounds up to 64", tight: 1280, isFullyKnown: true) {
      $0 > .max - 63 ? .max / 64 * 64 : max(1280, ($0 + 63) / 64 * 64)
    },
    Driver(name: "rounds up to 48", tight: 1296, isFullyKnown: true) {
      $0 > .max - 47 ? .max / 48 * 48 : max(1296, ($0 + 47) / 48 * 48)
    },
    Driver(name: "rounds down to 64", tight: 1280, isFullyKnown: true) {
      max(1280, $0 / 64 * 64)
    },
    Driver(name: "knows one stride only", tight: 1280, isFullyKnown: true) { _ in 1280 },
    Driver(name: "keeps strides up to 4096", tight: 640, isFullyKnown: true) {
      min(4096, max($0, 640))
    },
    Driver(name: "rounds up to 64, up to 4096", tight: 640, isFullyKnown: true) {
      min(4096, max(640, (min($0, 5000) + 63) / 64 * 64))
    },
    // Twice the least is tried, and what does not reach so far counts as nothing.
    Driver(name: "keeps strides up to 1000", tight: 640, isFullyKnown: false) {
      min(1000, max($0, 640))
    },
    // What is tried says 64, of which the least is no multiple; then only the least is certain.
    Driver(name: "rounds down to 64, odd width", tight: 1312, isFullyKnown: false) {
      max(1312, $0 / 64 * 64)
    },
    Driver(name: "tells no stride", tight: 0, isFullyKnown: true) { _ in 0 },
  ]

  @Test("A stride that is concluded to be kept is kept", arguments: drivers)
  func sound(driver: Driver) {
    let domain = ImageQueue.domain(tight: driver.tight, answer: driver.answer)
    for stride in 0...10_000 as ClosedRange<UInt32> where domain.contains(Bytes(UInt64(stride))) {
      #expect(driver.answer(stride) == stride)
    }
    #expect(domain.contains(Bytes(UInt64(driver.tight))))
  }

  @Test("A stride that is kept is concluded to be", arguments: drivers.filter(\.isFullyKnown))
  func complete(driver: Driver) {
    let domain = ImageQueue.domain(tight: driver.tight, answer: driver.answer)
    for stride in driver.tight...10_000 where driver.answer(stride) == stride {
      #expect(domain.contains(Bytes(UInt64(stride))))
    }
  }

  @Test func `A driver is asked only a few times`() {
    var asked: [UInt32] = []
    _ = ImageQueue.domain(tight: 640) { stride in
      asked.append(stride)
      return stride
    }
    #expect(asked.count <= 4)
  }
}
