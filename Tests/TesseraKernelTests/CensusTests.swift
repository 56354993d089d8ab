import CLinux
import Testing
import TesseraKernel
import TesseraTestSupport

/// What counts leaks must itself count right.
@Suite struct CensusTests {
  @Test func `Opening raises the count by one and closing lowers it`() throws {
    let kernel = ScriptedKernel()
    #expect(DescriptorCensus(of: kernel).descriptors == 0)
    let descriptor = CInt(kernel.createMemoryFile("m", flags: UInt32(clinux_memfd_flags)))
    #expect(DescriptorCensus(of: kernel).descriptors == 1)
    #expect(kernel.openDescriptors == [descriptor])
    let copy = clinux_fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    #expect(DescriptorCensus(of: kernel).descriptors == 2)
    #expect(clinux_close(CInt(copy)) == 0)
    #expect(clinux_close(descriptor) == 0)
    #expect(DescriptorCensus(of: kernel).descriptors == 0)
  }

  @Test func `Another kernel's descriptors do not count`() {
    let (kernel, other) = (ScriptedKernel(), ScriptedKernel())
    let descriptor = CInt(other.createMemoryFile("m", flags: UInt32(clinux_memfd_flags)))
    #expect(DescriptorCensus(of: kernel).descriptors == 0)
    #expect(DescriptorCensus(of: other).descriptors == 1)
    #expect(clinux_close(descriptor) == 0)
  }

  @Test func `A descriptor that a child would see is found`() {
    let kernel = ScriptedKernel()
    let descriptor = CInt(kernel.createMemoryFile("m", flags: 0))
    #expect(!kernel.areAllCloseOnExec)
    #expect(clinux_fcntl(descriptor, F_SETFD, Int(FD_CLOEXEC)) == 0)
    #expect(kernel.areAllCloseOnExec)
    #expect(clinux_close(descriptor) == 0)
  }

  @Test func `A mapping counts until it is gone`() throws {
    let kernel = ScriptedKernel()
    let file = try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
    do {
      let mapping = try MemoryMapping(file.rawValue, count: 4096, writable: true, kernel: kernel)
      #expect(DescriptorCensus(of: kernel).mappings == 1)
      #expect(mapping.count == 4096)
    }
    #expect(DescriptorCensus(of: kernel).mappings == 0)
  }

  @Test func `A fault strikes the call it is for, as often as it is told`() {
    let kernel = ScriptedKernel()
    kernel.fail(.open, after: 1, times: 2, with: EACCES)
    #expect(kernel.open("/nowhere", flags: 0) == -Int(ENOENT))
    #expect(kernel.createMemoryFile(String(repeating: "x", count: 300), flags: 0) == -Int(EINVAL))
    #expect(kernel.open("/nowhere", flags: 0) == -Int(EACCES))
    #expect(kernel.open("/nowhere", flags: 0) == -Int(EACCES))
    #expect(kernel.open("/nowhere", flags: 0) == -Int(ENOENT))
    #expect(kernel.heal())
    kernel.fail(callNumber: 9, with: EACCES)
    #expect(!kernel.heal())
  }
}
