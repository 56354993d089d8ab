import BenchmarkSupport
import CPeer
import Tessera

// The same work through Swift and through C, in turn in one process: `InterfaceBenchmark LIBRARY`, where that is the
// libtessera.so of Scripts/install.

guard CommandLine.arguments.count == 2 else { fatalError("usage: InterfaceBenchmark LIBRARY") }
peer_print_lines()
if let failure = peer_interface_open(CommandLine.arguments[1]) {
  fatalError(String(cString: failure))
}

func cProblem(_ problem: Problem) -> UnsafeMutableRawPointer {
  let json = problem.json()
  let made = json.withUnsafeBytes {
    peer_interface_problem($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
  }
  guard let made else { fatalError("the library reads another problem") }
  return made
}

print("work | C | Swift | ratio | heap allocations through C")
for tables in [
  Tables(participants: 2, formats: 30, modifiers: 10),
  Tables(participants: 8, formats: 30, modifiers: 10),
  Tables(participants: 8, formats: 240, modifiers: 64),
] {
  let problem = tables.problem()
  let same = cProblem(problem)
  compare(
    "solve \(tables.participants) × \(tables.formats) × \(tables.modifiers)",
    times: tables.formats > 100 ? 5 : 100
  ) {
    require(Int(peer_interface_solve(same)), "solve")
  } _: {
    var negotiation = Negotiation(problem)
    guard (try? negotiation.next()) != nil else { fatalError("no agreement") }
  }
}

let small = Extent(width: 256, height: 64)
var allocators: [(any Allocator, String?)] = [(SharedMemoryAllocator(), nil)]
for heap in Inventory.find().heaps {
  allocators.append((heap, "/dev/dma_heap/\(heap.production.name.rawValue.dropFirst(5))"))
}
for (allocator, path) in allocators {
  // As the interface does: one plan for all.
  let plan = BufferPlan(try agreement(from: allocator.production, small))
  let problem = cProblem(lonelyProblem(from: allocator.production, small))
  guard let maker = peer_interface_allocator(path), let agreement = peer_interface_agree(problem)
  else { fatalError("the library has no \(allocator.production.name)") }
  compare("allocate and free, \(allocator.production.name)", times: 50) {
    require(Int(peer_interface_allocate(maker, agreement)), "allocate")
  } _: {
    guard (try? allocator.allocate(plan)) != nil else { fatalError("no buffer") }
  }
}
