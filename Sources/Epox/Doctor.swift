import Blobs
import Engines
import FoundationEssentials
import Imaging
import Postgres
import Site

/// Looks at everything that Epox needs and says what is wrong, in words that tell what to do.
package struct Doctor {
  /// One thing that was looked at.
  package struct Finding: Sendable {
    package let name: String
    package let isFine: Bool
    package let words: String
  }

  let settings: Configuration

  package init(_ settings: Configuration) { self.settings = settings }

  /// Everything that was looked at.
  package func examine() -> [Finding] {
    [
      database("application role", settings.appDSN), database("system role", settings.systemDSN),
      migrations(), rowLevelSecurity(), blobs(), imaging(), walls(), rooms(), engines(),
      parkedJobs(),
      workers(),
    ]
  }

  private func finding(_ name: String, _ look: () throws -> String) -> Finding {
    do {
      return Finding(name: name, isFine: true, words: try look())
    } catch let complaint as Complaint {
      return Finding(name: name, isFine: false, words: complaint.words)
    } catch {
      return Finding(name: name, isFine: false, words: String(describing: error))
    }
  }

  private func database(_ name: String, _ dsn: String) -> Finding {
    finding("database, \(name)") {
      let version: Query<String> = "SELECT current_setting('server_version')"
      return "PostgreSQL \(try Database(dsn).one(version)) answers."
    }
  }

  private func migrations() -> Finding {
    finding("schema") {
      guard !settings.ownerDSN.isEmpty else {
        return "Not looked at: EPOX_DATABASE_OWNER is not set here."
      }
      let files = try Migrations(folder: "\(settings.sqlFolder)/migrations")
      let pending = try files.pending(on: Database(settings.ownerDSN))
      guard pending.isEmpty else {
        throw Complaint(words: "\(pending.count) migrations are missing. Run: epox migrate")
      }
      return "Up to date."
    }
  }

  private func rowLevelSecurity() -> Finding {
    finding("row-level security") {
      let open: Query<Int> = """
        SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)
        """
      guard try Database(settings.appDSN).one(open) == 0 else {
        throw Complaint(
          words: "The application's role can see every account. Take SUPERUSER and BYPASSRLS away.")
      }
      let rows: Query<Int> = "SELECT count(*) FROM product"
      guard try Database(settings.appDSN).one(rows) == 0 else {
        throw Complaint(words: "Products can be read without an account. Check the policies.")
      }
      return "Holds: without an account nothing can be seen."
    }
  }

  private func blobs() -> Finding {
    finding("pictures' folder") {
      let key = try settings.blobs.put(Array("epox doctor".utf8), "txt")
      guard try settings.blobs.get(key) == Array("epox doctor".utf8) else {
        throw Complaint(words: "What is written to EPOX_BLOBS does not come back.")
      }
      return "Can be written and read."
    }
  }

  private func imaging() -> Finding {
    finding("imaging program") {
      let program = ImagingProgram(path: settings.imagingProgram)
      do {
        _ = try program.probe(Array("no picture".utf8))
        throw Complaint(words: "It takes text for a picture.")
      } catch ImagingError.refused {
        return "Answers, and refuses what is no picture."
      } catch let error as ImagingError {
        throw Complaint(words: "It does not work (\(error)). Check EPOX_IMAGING.")
      }
    }
  }

  private func walls() -> Finding {
    finding("imaging program's walls") {
      let walls = try ImagingProgram(path: settings.imagingProgram).proveWalls()
      let missing = walls.missing.joined(separator: ", ")
      guard walls.holes.isEmpty else {
        throw Complaint(
          words: "A decoder in wrong hands could \(walls.holes.joined(separator: ", "))."
            + " Missing here: \(missing). Allow seccomp filters or user namespaces.")
      }
      let standing = walls.standing.joined(separator: ", ")
      return "Hold: \(standing)." + (missing.isEmpty ? "" : " Not allowed here: \(missing).")
    }
  }

  private func rooms() -> Finding {
    finding("room plates") {
      let rooms = try RoomPlate.library(folder: "\(settings.publicFolder)/rooms")
      guard !rooms.isEmpty else { throw Complaint(words: "No plates under EPOX_PUBLIC/rooms.") }
      return "\(rooms.count) plates."
    }
  }

  private func engines() -> Finding {
    finding("paid engines") {
      let complaints = Engines.complaints()
      guard complaints.isEmpty else { throw Complaint(words: complaints.joined(separator: " ")) }
      let isAny = settings.engines.gemini != nil || settings.engines.removeBackground != nil
      return isAny ? "Answer, and know what is configured." : "None: pictures are made here."
    }
  }

  private func parkedJobs() -> Finding {
    finding("parked jobs") {
      let count: Query<Int> = "SELECT count(*) FROM job WHERE state = 'parked'"
      let parked = try Database(settings.systemDSN).one(count)
      guard parked == 0 else { throw Complaint(words: "\(parked) jobs gave up and wait for you.") }
      return "None."
    }
  }

  private func workers() -> Finding {
    finding("workers") {
      let late: Query<Int> = """
        SELECT count(*) FROM job WHERE state = 'ready' AND run_at < now() - interval '5 minutes'
        """
      let waiting = try Database(settings.systemDSN).one(late)
      guard waiting == 0 else {
        throw Complaint(
          words: "\(waiting) jobs have waited for over five minutes. Is epox-worker running?")
      }
      return "No job waits longer than it should."
    }
  }
}

/// Something wrong, in words that tell what to do.
private struct Complaint: Error {
  let words: String
}
