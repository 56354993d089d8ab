import Glibc
import Synchronization
import TesseraKernel
import Testing

@testable import Tessera

@Suite struct ScopeWordTests {
  @Test func `Counts keep apart what they count`() {
    var counts = ScopeCounts()
    counts.readers = 1 << 24 - 1
    counts.loss = -4095
    counts.isWriteOpen = true
    #expect(counts.writers == 0)
    #expect(!counts.isReadOpen)
    counts.writers = 1 << 24 - 1
    counts.readers = 1
    #expect(counts.writers == 1 << 24 - 1)
    #expect(counts.readers == 1)
    #expect(counts.loss == -4095)
    counts.loss = 0
    counts.isReadOpen = true
    counts.isWriteOpen = false
    #expect(counts.isReadOpen)
    #expect(!counts.isWriteOpen)
    // The lowest bits are the lock's.
    #expect(counts.bits & 3 == 0)
  }

  @Test func `One scope is what its own counts say`() {
    var reader = ScopeCounts()
    reader.readers = 1
    reader.isReadOpen = true
    #expect(.lone(.read) == reader)
    var writer = ScopeCounts()
    writer.writers = 1
    writer.isWriteOpen = true
    #expect(.lone([.read, .write]) == writer)
  }

  @Test func `Only who expects what is there has the lock at once`() {
    let word = ScopeWord.allocate()
    defer { word.deallocate() }
    #expect(!word.lock(expecting: .lone(.read)))
    #expect(word.lock(expecting: ScopeCounts()))
    #expect(!word.lock(expecting: ScopeCounts()))
    word.unlock(.lone(.read))
    #expect(!word.lock(expecting: ScopeCounts()))
    #expect(word.lock() == .lone(.read))
    word.unlock(ScopeCounts())
  }

  @Test func `Who waits for the lock until an instant gives up then, and not before`() {
    let word = ScopeWord.allocate()
    defer { word.deallocate() }
    #expect(word.lock(until: 0) == ScopeCounts())
    #expect(word.lock(until: 0) == nil)
    let deadline = MonotonicClock.nanoseconds + 5_000_000
    #expect(word.lock(until: deadline) == nil)
    #expect(MonotonicClock.nanoseconds >= deadline)
    word.unlock(.lone(.read))
    #expect(word.lock(until: 0) == .lone(.read))
  }

  @Test func `Threads that meet lose no count, and none sleeps for ever`() {
    let word = ScopeWord.allocate()
    defer { word.deallocate() }
    let (threads, turns) = (4, 2000)
    let finished = Atomic(0)
    for _ in 0..<threads {
      // Not tasks: those must not wait for each other like this.
      let answer = LinuxKernel().startThread {
        for turn in 0..<turns {
          var counts = word.lock()
          // Held across a sleep now and then, so that the others must wait.
          if turn % 100 == 0 { usleep(100) }
          counts.readers += 1
          word.unlock(counts)
        }
        finished.add(1, ordering: .releasing)
      }
      #expect(answer >= 0)
    }
    while finished.load(ordering: .acquiring) < threads { usleep(1000) }
    #expect(word.lock().readers == threads * turns)
  }
}
