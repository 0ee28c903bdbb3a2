import Blobs
import Crypto
import FoundationEssentials
import Testing
import Threads

@Suite struct BlobsTests {
  let folder: ScratchFolder
  let blobs: Blobs

  init() throws {
    folder = try ScratchFolder()
    blobs = Blobs(folder: folder.path, secret: "s3cret")
  }

  let key = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.webp"
  let abc = Array("abc".utf8)

  var files: [String] {
    get throws {
      try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.contains(".") }
    }
  }

  @Test func `the same bytes get the same key and one file`() throws {
    #expect(try blobs.put(abc, "webp") == key)
    #expect(try blobs.put(abc, "webp") == key)
    #expect(try blobs.get(key) == abc)
    #expect(try files == ["ba/\(key)"])
    #expect(try blobs.get(blobs.put([], "png")) == [])
  }

  @Test func `many at once write one whole file`() throws {
    let bytes = [UInt8](repeating: 7, count: 3 << 20)
    let (blobs, keys) = (blobs, Notebook<String>())
    let threads = (1...6).map { _ in
      Threads.Thread { keys.note((try? blobs.put(bytes, "png")) ?? "failed") }
    }
    for thread in threads { thread.join() }
    #expect(Set(keys.entries).count == 1)
    #expect(try blobs.get(keys.entries[0]) == bytes)
    #expect(try files.count == 1)
  }

  @Test func `what is no key is none`() {
    #expect(Blobs.isKey(key))
    let hash = String(key.prefix(64))
    for text in [
      "", ".", "..", hash, hash + ".", hash + "..webp", ".\(key)", key + ".", key.uppercased(),
      "../../etc/passwd", "../\(key)", hash + ".web/p", hash + ".webp\n", hash + "/../x.webp",
      String(hash.dropLast()) + ".webp", String(hash.dropLast()) + "g.webp", hash + "0.webp",
      "/etc/passwd",
    ] {
      #expect(!Blobs.isKey(text), "\(text)")
      #expect(throws: BlobMissing.self) { try blobs.get(text) }
    }
  }

  @Test func `a picture that is missing is said to be`() {
    #expect(throws: BlobMissing.self) { try blobs.get(key) }
    #expect(throws: BlobMissing.self) {
      try blobs.publish(key, token: String(repeating: "t", count: 32), name: "sofa.webp")
    }
  }

  @Test func `a link is what nginx checks, and stays the same for a while`() {
    let link = blobs.link(key, expires: Date(timeIntervalSince1970: 1_800_000_100))
    let signed = "1800000900/media/ba/\(key) s3cret"
    let signature = base64URL(md5(Array(signed.utf8)))
    #expect(link == "/media/ba/\(key)?e=1800000900&s=\(signature)")
    #expect(link == blobs.link(key, expires: Date(timeIntervalSince1970: 1_800_000_800)))
    #expect(link != blobs.link(key, expires: Date(timeIntervalSince1970: 1_800_000_900)))
  }

  @Test func `a public picture keeps its address`() throws {
    let token = "ab" + String(repeating: "t", count: 30)
    #expect(try blobs.put(abc, "webp") == key)
    for _ in 1...2 {
      let path = try blobs.publish(key, token: token, name: "sofa.webp")
      #expect(path == "/pictures/ab/\(token)/sofa.webp")
    }
    let file = "\(folder.path)/public/ab/\(token)/sofa.webp"
    #expect(FileManager.default.contents(atPath: file).map { Array($0) } == abc)
  }

  @Test func `a folder that cannot be written is an error`() {
    let nowhere = Blobs(folder: "/proc/nowhere", secret: "")
    #expect(throws: (any Error).self) { try nowhere.put(abc, "webp") }
  }
}
