// Does the work that requests leave behind: imports, pictures, publishing, mail.
import Epox
import Jobs
import Site

let configuration = Configuration.current
wire()
Crew(
  jobs, app: configuration.appDSN, system: configuration.systemDSN,
  threads: configuration.workers, leaseSeconds: configuration.leaseSeconds
).run()
