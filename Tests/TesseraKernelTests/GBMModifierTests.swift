#if GBM
import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

/// Which layout a buffer of GBM has, and whether it is one of those that were wanted.
@Suite struct GBMModifierTests {
  private static let none = GBMDevice.noModifier

  private func bench(_ change: (inout ScriptedGBM.Traits) -> Void = { _ in }) -> GBMBench {
    var traits = ScriptedGBM.Traits()
    traits.modifiers = [(GBMBench.tiled, 2), (0, 1)]
    change(&traits)
    return GBMBench(traits)
  }

  @Test func `The driver chooses among those that are offered`() throws {
    let bench = bench()
    let device = try bench.device()
    let best = try device.makeBuffer(bench.request(0, GBMBench.tiled), for: .rendering)
    #expect(best.modifier == GBMBench.tiled)
    #expect(best.planes.count == 2)
    #expect(try device.makeBuffer(bench.request(0), for: .rendering).modifier == 0)
    #expect(bench.library.flags == [4, 4])
  }

  @Test func `A layout that was not offered is not handed out`() throws {
    let bench = bench()
    let device = try bench.device()
    // As etnaviv, which drops bits, and lima, which makes linear what was asked for tiled.
    for other in [0, 0x0600_0000_0000_0001] as [UInt64] {
      bench.library.misbehave(.otherModifier(other))
      let error = #expect(throws: GBMError.self) {
        _ = try device.makeBuffer(bench.request(GBMBench.tiled), for: .rendering)
      }
      #expect(error?.description.contains("0x\(String(other, radix: 16)), not offered") == true)
      #expect(bench.library.liveBuffers == 0)
    }
    bench.library.misbehave(nil)
    _ = try device.makeBuffer(bench.request(GBMBench.tiled), for: .rendering)
  }

  @Test func `The modifier that stands for none never reaches the library`() throws {
    let bench = bench()
    let device = try bench.device()
    _ = try device.makeBuffer(bench.request(Self.none), for: [])
    _ = try device.makeBuffer(bench.request(), for: [])
    _ = try device.makeBuffer(bench.request(0, Self.none), for: [])
    #expect(bench.library.requests.map(\.modifiers) == [[], [], [0]])
  }

  @Test func `Where the offered layouts fail, none is tried if it was offered too`() throws {
    let bench = bench { $0.takesModifiers = false }
    let device = try bench.device()
    let buffer = try device.makeBuffer(bench.request(0, Self.none), for: [])
    #expect(buffer.modifier == Self.none)
    let error = #expect(throws: GBMError.self) {
      _ = try device.makeBuffer(bench.request(0), for: [])
    }
    #expect(error?.reason == .silence)
  }

  @Test("A buffer of no planes or too many is none", arguments: [-1, 0, 5, 99] as [CInt])
  func planes(count: CInt) throws {
    let bench = bench()
    let device = try bench.device()
    bench.library.misbehave(.planes(count))
    let error = #expect(throws: GBMError.self) {
      _ = try device.makeBuffer(bench.request(0), for: [])
    }
    #expect(error?.description.contains("planes") == true)
    #expect(bench.library.liveBuffers == 0)
  }

  @Test func `How many planes a layout has is told, or is not`() throws {
    let known = try bench().device()
    #expect(known.planeCount(of: GBMBench.xrgb, modifier: GBMBench.tiled) == 2)
    #expect(known.planeCount(of: GBMBench.xrgb, modifier: 77) == nil)
    let virgl = try bench { $0.countsPlanes = false }.device()
    #expect(virgl.planeCount(of: GBMBench.xrgb, modifier: 0) == nil)
    let minigbm = try bench { $0.flavour = .minigbm }.device()
    #expect(minigbm.planeCount(of: GBMBench.xrgb, modifier: 0) == nil)
  }

  @Test func `What was exported comes home with its planes`() throws {
    let bench = bench()
    let device = try bench.device()
    let made = try device.makeBuffer(bench.request(GBMBench.tiled), for: [])
    let descriptor = try made.export(plane: 0)
    let back = try device.importBuffer(foreign(of: made, descriptor.rawValue), for: [])
    #expect(back.modifier == GBMBench.tiled)
    #expect(back.planes.map(\.offset) == made.planes.map(\.offset))
    #expect(isOpen(descriptor.rawValue))
  }

  @Test func `An import that ignores the layout or the memory is refused`() throws {
    let bench = bench()
    let device = try bench.device()
    let made = try device.makeBuffer(bench.request(GBMBench.tiled), for: [])
    let descriptor = try made.export(plane: 0)
    for mischief in [ScriptedGBM.Mischief.otherModifier(0), .noHandle] {
      bench.library.misbehave(mischief)
      #expect(throws: GBMError.self) {
        _ = try device.importBuffer(foreign(of: made, descriptor.rawValue), for: [])
      }
      #expect(bench.library.liveBuffers == 1)
    }
    bench.library.misbehave(nil)
    var image = foreign(of: made, descriptor.rawValue)
    for count in [0, 5] {
      image.planes = Array(
        repeating: .init(descriptor: descriptor.rawValue, stride: 256, offset: 0), count: count)
      #expect(throws: GBMError.self) { _ = try device.importBuffer(image, for: []) }
    }
  }

  private func foreign(of made: GBMBuffer, _ descriptor: CInt) -> GBMForeignImage {
    GBMForeignImage(
      width: made.width, height: made.height, format: GBMBench.xrgb, modifier: made.modifier,
      planes: made.planes.map {
        .init(descriptor: descriptor, stride: CInt($0.stride), offset: CInt($0.offset))
      })
  }
}
#endif
