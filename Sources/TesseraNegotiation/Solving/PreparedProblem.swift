public import TesseraFormats

/// A problem of which all that the image's size does not change is worked out once.
///
/// For who asks again and again, such as a compositor whose windows change size. What it answers is
/// what `Negotiation` answers for the same size. The first answer that needs a format works it out;
/// those after it take no heap memory where every participant has one offer for what wins and no
/// strides are listed one by one.
public struct PreparedProblem: Sendable {
  private let problem: Problem
  private let model: any CostModel
  private var solver: Solver

  /// Prepares a problem; its own extent does not matter.
  public init(_ problem: Problem, model: some CostModel = TrafficCostModel()) {
    self.problem = problem
    self.model = model
    solver = Solver(Search(problem, model: model), extent: nil)
  }

  /// Which image wins for a size; `nil` where there is no agreement.
  public mutating func image(for extent: Extent) -> PlannedImage? {
    solver.image(for: extent)
  }

  /// The best agreement for a size; `nil` where there is none.
  public mutating func agreement(for extent: Extent) -> Agreement? {
    solver.best(for: extent)
  }

  /// A negotiation about a size: for the next best, for refusals, and for why there is no agreement.
  public func negotiation(for extent: Extent) -> Negotiation {
    var problem = problem
    problem.extent = extent
    return Negotiation(problem, by: model)
  }
}
