import HTTP
import Postgres
import Testing

/// Somebody at the door whom nobody asks anything.
private struct Passer: Visitor {
  static let door = Door.anyone
  let request: Request
  static func admit(_ request: Request, db: Database) throws -> Passer { Passer(request: request) }
}

/// Somebody who is never let in.
private struct Stranger: Visitor {
  static let door = Door.member(role: "owner")
  static func admit(_ request: Request, db: Database) throws -> Stranger {
    throw Problem(.signedOut, "Please sign in.")
  }
}

private enum Map {
  static let home = Path("/")
  static let sofas = Path("/sofas")
  static let newSofa = Path("/sofas/new")
  static let sofa = Path("/sofas/*", Int.self)
  static let picture = Path("/sofas/*/pictures/*", Int.self, String.self)
  static let allPictures = Path("/sofas/all/pictures")
  static let tag = Path("/tags/*", String.self)
  static let upload = Path("/uploads")
  static let secret = Path("/secrets/*", Int.self)
  static let apiSofa = Path("/api/sofas/*", Int.self)
}

private let router = Router(problemPage: { problem, _ in
  .text(problem.sentence, status: problem.kind.rawValue)
}) {
  get(Map.home) { (_: Passer) in .text("home") }
  get(Map.sofas) { (_: Passer) in .text("sofas") }
  post(Map.sofas) { (_: Passer) in .see("/sofas/1") }
  get(Map.newSofa) { (_: Passer) in .text("new") }
  get(Map.sofa) { (_: Passer, number) in .text("sofa \(number)") }
  get(Map.picture) { (_: Passer, number, name) in .text("\(number): \(name)") }
  get(Map.allPictures) { (_: Passer) in .text("all pictures") }
  get(Map.tag) { (_: Passer, name) in .text(name) }
  post(Map.upload, .upload) { (guest: Passer) in .text("\(guest.request.body.count)") }
  get(Map.secret) { (_: Stranger, _) in .text("secret") }
  get(Map.apiSofa, .api("One sofa", gives: ["type": "object"])) { (_: Passer, number) in
    .json(["number": .int(number)])
  }
  put(Map.apiSofa, .api("Change it", takes: ["type": "object"], gives: ["type": "object"])) {
    (_: Stranger, _) in .noContent
  }
}

private func answer(_ method: HTTP.Method, _ path: String) throws -> Response {
  try router.answer(Request(method, path, id: "r1"), db: Database("host=/nowhere"))
}

private func text(_ path: String) throws -> String {
  String(decoding: try answer(.get, path).body, as: UTF8.self)
}

@Suite struct HTTPRouterTests {
  @Test func `what stands in a log is the pattern and not the key in the address`() {
    #expect(router.pattern(Request(.get, "/tags/a-secret")) == "/tags/*")
    #expect(router.pattern(Request(.get, "/nowhere/a-secret")) == nil)
  }

  @Test(arguments: ["plain", "a b", "a/b", "ü 🛋️", "100%", "?#&=+", "%2F", ".", "a;b", "*"])
  func `a link leads back to the value that it was made of`(name: String) throws {
    let link = Map.picture(7, name)
    #expect(link.utf8.allSatisfy { $0 > 32 && $0 < 127 })
    #expect(try text(link) == "7: \(name)")
  }

  @Test(arguments: [
    ("/", "home"), ("", "home"), ("/sofas", "sofas"), ("/sofas/", "sofas"),
    ("/sofas/new", "new"), ("/sofas/8", "sofa 8"), ("/sofas/8/", "sofa 8"),
    ("/sofas/-8", "sofa -8"), ("/sofas/all/pictures", "all pictures"),
    ("/sofas/3/pictures/a", "3: a"), ("/tags/%", "%"), ("/tags/%4", "%4"), ("/tags/%zz", "%zz"),
    ("/tags/%+1", "%+1"), ("/tags/%-0", "%-0"), ("/tags/a+b", "a+b"), ("/tags/%41", "A"),
    ("/tags/%ff", "\u{fffd}"),
  ])
  func `a name goes before a star, and a last slash changes nothing`(
    path: String, expected: String
  ) throws {
    #expect(try text(path) == expected)
  }

  @Test(arguments: [
    "/nothing", "/sofas/red", "/sofas/8/pictures", "/sofas/8/pictures/", "//", "/sofas//",
    "/sofas/99999999999999999999", "/sofas/8/pictures/a/b", "/SOFAS", "/sofas/all/pictures/x/y",
    "/sofas/%38%00", "/tags/",
  ])
  func `what is not there is not found`(path: String) throws {
    #expect(try answer(.get, path).status == 404)
  }

  @Test func `another method is told which ones there are`() throws {
    let response = try answer(.delete, "/sofas")
    #expect(response.status == 405)
    #expect(response.header("allow") == "GET, HEAD, POST")
    #expect(try answer(.unknown, "/sofas").header("allow") == "GET, HEAD, POST")
    #expect(try answer(.unknown, "/nothing").status == 404)
    #expect(try answer(.get, "/uploads").header("allow") == "POST")
    #expect(try answer(.post, "/nothing").status == 404)
  }

  @Test func `HEAD is answered where GET is`() throws {
    #expect(try answer(.head, "/sofas/8").status == 200)
    #expect(try answer(.head, "/uploads").status == 405)
  }

  @Test func `a stranger does not learn which addresses exist`() throws {
    #expect(try answer(.get, "/secrets/1").status == 401)
    #expect(try answer(.get, "/secrets/no-number").status == 401)
  }

  @Test func `a failure is a page for people and a document for programs`() throws {
    #expect(try answer(.get, "/sofas/red").header("content-type") == "text/plain; charset=utf-8")
    let response = try answer(.put, "/api/sofas/1")
    #expect(response.header("content-type") == "application/problem+json")
    let document = try JSON(bytes: response.body)
    #expect(document["status"] == 401)
    #expect(document["title"] == "Not signed in")
    #expect(document["detail"] == "Please sign in.")
    #expect(document["instance"] == "urn:request:r1")
    var request = Request(.get, "/nothing", headers: ["Accept": "application/json"])
    request.id = "r2"
    let missing = try router.answer(request, db: Database(""))
    #expect(try JSON(bytes: missing.body)["status"] == 404)
  }

  @Test func `a failure says when to come back and what is wrong with which field`() throws {
    var problem = Problem(.invalid, "Please look again.", fields: ["name": "Too long."])
    problem.retryAfter = 30
    let response = router.show(problem, Request(.post, "/api/x"))
    #expect(response.status == 422)
    #expect(response.header("retry-after") == "30")
    #expect(try JSON(bytes: response.body)["errors"]["name"] == "Too long.")
  }

  @Test func `the largest body depends on the route`() {
    #expect(router.bodyLimit(.post, "/uploads") == (50 << 20) + (64 << 10))
    #expect(router.bodyLimit(.post, "/uploads/") == (50 << 20) + (64 << 10))
    #expect(router.bodyLimit(.post, "/sofas") == 1 << 20)
    #expect(router.bodyLimit(.get, "/uploads") == 1 << 20)
    #expect(router.bodyLimit(.post, "/nothing") == 1 << 20)
  }

  @Test func `the description of the API comes out of the table`() throws {
    let whole = router.openAPI(title: "Sofas", version: "1", server: "https://sofa.example")
    #expect(whole["openapi"] == "3.1.0")
    #expect(whole["paths"].object?.keys.sorted() == ["/api/sofas/{number}"])
    let path = whole["paths"]["/api/sofas/{number}"]
    #expect(path["get"]["summary"] == "One sofa")
    #expect(path["get"]["parameters"][0]["name"] == "number")
    #expect(path["get"]["security"] == [])
    #expect(path["get"]["requestBody"] == .null)
    #expect(path["put"]["security"] == [["session": []]])
    #expect(path["put"]["requestBody"]["required"] == true)
  }
}
