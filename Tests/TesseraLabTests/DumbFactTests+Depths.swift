import SystemPackage
import TesseraKernel
import Testing

/// What rows come to, which Linux 6.19 made one rule of.
extension LabTests.DumbFactTests {
  /// Bytes of a row as each driver has them; `nil` for what it refuses.
  private func rowBytes(_ width: UInt32, _ bits: UInt32, of card: String) -> UInt32? {
    let byBits = (width * bits + 7) / 8
    let byBytes = width * ((bits + 7) / 8)
    switch (card, Lab.kernel) {
    case (Lab.virtioGPU, _): return bits == 32 ? byBytes : nil
    case (Lab.bochs, "stable"): return byBytes
    case (_, "stable"): return byBits
    // Several pixels in a byte are legal; of the rest, each pixel has whole bytes.
    default: return [1, 2, 4].contains(bits) ? byBits : byBytes
    }
  }

  @Test(
    "D5: pixels of 8, 16, 24 and 32 bits are what they are; others follow the kernel's rule, and before 6.19 the driver's",
    arguments: cards)
  func depths(card: String) throws {
    let node = try node(card)
    for bits in [1, 2, 4, 8, 10, 12, 15, 16, 24, 30, 32, 64] as [UInt32] {
      for width in [64, 63, 1, 101] as [UInt32] {
        let asked = "\(width) pixels of \(bits) bits"
        let expected = rowBytes(width, bits, of: card)
        do {
          let made = try node.createDumb(width: width, height: 3, bitsPerPixel: bits)
          defer { node.release(made.handle) }
          #expect(made.stride == expected, "\(asked)")
          #expect(made.size == 4096, "\(asked)")
        } catch {
          #expect(expected == nil && error.errno == .invalidArgument, "\(asked): \(error)")
        }
      }
    }
  }

  @Test("D2: an image as large as a large screen's is made and unmade", arguments: cards)
  func large(card: String) throws {
    let node = try node(card)
    let made = try node.createDumb(width: 4032, height: 2016, bitsPerPixel: 32)
    #expect(made.stride == 4032 * 4)
    #expect(made.size == 4032 * 4 * 2016)
    #expect(node.rawDestroyDumb(made.handle) == 0)
  }

  @Test("D4: flags must be zero, says the header; no kernel looks at them", arguments: cards)
  func flags(card: String) throws {
    let node = try node(card)
    let answer = node.rawDumb(flags: .max)
    #expect(answer > 0)
    #expect(node.rawClose(UInt32(answer)) == 0)
  }
}
