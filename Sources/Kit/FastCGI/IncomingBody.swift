internal import CFastCGI
import HTTP

/// The body of a request on its way in: of a known length, and read once.
struct IncomingBody {
  let stream: UnsafeMutablePointer<FCGX_Stream>?
  let length: Int

  /// All of it in memory; less when it ended early.
  func whole() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      count = 0
      while count < length, let start = buffer.baseAddress {
        let read = read(into: start + count, min(length - count, 1 << 20))
        if read <= 0 { break }
        count += read
      }
    }
  }

  /// All of it on the disk, of which a piece at a time is in memory; less when it ended early.
  func spooled() throws -> Spool {
    try Spool { take in
      var left = length
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while left > 0 {
        let count = buffer.withUnsafeMutableBufferPointer { space in
          space.baseAddress.map { read(into: $0, min(left, space.count)) } ?? 0
        }
        if count <= 0 { return }
        try buffer.withUnsafeBytes { try take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        left -= count
      }
    }
  }

  private func read(into start: UnsafeMutablePointer<UInt8>, _ most: Int) -> Int {
    start.withMemoryRebound(to: CChar.self, capacity: most) {
      Int(FCGX_GetStr($0, Int32(most), stream))
    }
  }
}
