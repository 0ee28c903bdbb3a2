/// How well the imaging program is locked in, found out by trying.
public struct WallReport: Codable, Sendable, Equatable {
  /// The walls that stand: `limits`, `namespaces`, `landlock`, `system calls`.
  public let standing: [String]
  /// The walls that this kernel or container does not allow.
  public let missing: [String]
  /// What a decoder in wrong hands could do in spite of them; empty when they hold.
  public let holes: [String]
  /// Whether libvips can still start threads, which it computes in.
  public let startsThreads: Bool

  package init(standing: [String], missing: [String], holes: [String], startsThreads: Bool) {
    (self.standing, self.missing) = (standing, missing)
    (self.holes, self.startsThreads) = (holes, startsThreads)
  }
}

extension ImagingProgram {
  /// Starts a second imaging program that raises its walls and runs against them.
  /// - Throws: `ImagingError.died` when it does not answer.
  public func proveWalls() throws -> WallReport {
    let child = try Child(path: path, arguments: ["\(memoryLimit)", "--prove-walls"])
    child.allow(seconds: timeLimit)
    do {
      let reply = try Wire.receive(Wire.Reply.self, sizes: \.blobs, on: child).0
      if let walls = reply.walls { return walls }
    } catch is Wire.Malformed {}
    throw ImagingError.died("The imaging program did not say how well it is locked in.")
  }
}
