import Crypto
import FoundationEssentials
import Synchronization

/// Addresses of files in `public/` that carry a fingerprint, so that browsers may keep them.
package enum StaticFiles {
  private static let known = Mutex<[String: String]>([:])

  /// `/static/css/epox.1a2b3c4d.css` for `css/epox.css`.
  package static func link(_ path: String) -> String {
    known.withLock { links in
      if let link = links[path] { return link }
      let file = "\(Configuration.current.publicFolder)/\(path)"
      let bytes = FileManager.default.contents(atPath: file).map { Array($0) } ?? []
      let print = sha256(bytes).prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      let dot = path.lastIndex(of: ".") ?? path.endIndex
      let link = "/static/\(path[..<dot]).\(print.joined())\(path[dot...])"
      links[path] = link
      return link
    }
  }
}
