// Answers requests behind nginx: pages, the API and webhooks.
import Epox
import FastCGI
import Site
import Telemetry

let configuration = Configuration.current
wire()
do {
  try Server(socket: configuration.socket, threads: configuration.threads)
    .run(router, dsn: configuration.appDSN, channel: "live")
} catch {
  endProgram("The responder cannot start: \(error)")
}
