/// The imaging program behind a socket: the only door through which strangers' pictures pass.
///
/// It starts on first use, is killed when an operation takes too long, and starts again after
/// it died. One per worker thread.
public final class ImagingProgram {
  let path: String
  let timeLimit: Int
  let memoryLimit: Int
  private var child: Child?

  /// Nothing is started yet.
  ///
  /// - Parameters:
  ///   - path: The `epox-imaging` program.
  ///   - timeLimit: Seconds that one operation may take.
  ///   - memoryLimit: Megabytes of address space that the program may use.
  public init(path: String, timeLimit: Int = 60, memoryLimit: Int = 1_500) {
    self.path = path
    self.timeLimit = timeLimit
    self.memoryLimit = memoryLimit
  }

  /// The process that works for this client at the moment, for those who watch or end it.
  public var processID: Int32? { child?.pid }

  /// What kind of picture a file is.
  public func probe(_ file: [UInt8]) throws -> PictureFacts {
    guard let facts = try ask(Wire.Order(.probe), blobs: [file]).0.facts else {
      throw nonsense()
    }
    return facts
  }

  /// The picture upright, in sRGB, without its metadata, and no larger than asked; it is never
  /// enlarged.
  public func normalise(
    _ file: [UInt8], longestSide: Int, format: PictureFormat, quality: Int
  ) throws -> Picture {
    var order = Wire.Order(.normalise)
    order.longestSide = longestSide
    order.format = format
    order.quality = quality
    return try picture(ask(order, blobs: [file]), format: format)
  }

  /// The products in their setting at true scale, with their shadows.
  public func compose(_ scene: Scene) throws -> Picture {
    var order = Wire.Order(.compose)
    let (bare, blobs) = scene.packed
    order.scene = bare
    return try picture(ask(order, blobs: blobs), format: scene.format)
  }

  /// How a picture feels: which room suits it, and which way others are graded to be like it.
  public func look(of file: [UInt8]) throws -> Look {
    guard let look = try ask(Wire.Order(.look), blobs: [file]).0.look else { throw nonsense() }
    return look
  }

  func picture(
    _ answer: (Wire.Reply, [[UInt8]]), format: PictureFormat
  ) throws -> Picture {
    guard let width = answer.0.width, let height = answer.0.height, let bytes = answer.1.first
    else { throw nonsense() }
    return Picture(bytes: bytes, width: width, height: height, format: answer.0.format ?? format)
  }

  func nonsense() -> ImagingError {
    child = nil
    return .died("The imaging program left something out.")
  }

  /// Asks and waits.
  ///
  /// After any failure of the program itself it is put down, so that the next
  /// question meets a fresh one.
  func ask(_ order: Wire.Order, blobs: [[UInt8]]) throws -> (Wire.Reply, [[UInt8]]) {
    guard blobs.reduce(0, { $0 + $1.count }) <= Wire.heaviestBlobs else {
      throw ImagingError.refused("This file is too large: at most 200 MB can be opened.")
    }
    var order = order
    order.blobs = blobs.map(\.count)
    let child = try living()
    let answer: (Wire.Reply, [[UInt8]])
    do {
      child.allow(seconds: timeLimit)
      try Wire.send(order, blobs: blobs, on: child)
      answer = try Wire.receive(Wire.Reply.self, sizes: \.blobs, on: child)
    } catch let error as ImagingError {
      self.child = nil
      throw error
    } catch {
      self.child = nil
      throw ImagingError.died("The imaging program spoke out of turn: \(error)")
    }
    if let sentence = answer.0.refused { throw ImagingError.refused(sentence) }
    if let reason = answer.0.failed { throw ImagingError.died(reason) }
    return answer
  }

  private func living() throws -> Child {
    if let child, child.isAlive { return child }
    child = nil
    let fresh = try Child(path: path, arguments: ["\(memoryLimit)"])
    child = fresh
    return fresh
  }
}

@available(*, unavailable)
extension ImagingProgram: Sendable {}
