// The operator's command line.
import Epox
import FoundationEssentials
import Telemetry

let arguments = CommandLine.arguments.dropFirst()
guard let name = arguments.first, let command = Command(rawValue: name) else {
  print(Command.help)
  endProgram(arguments.isEmpty ? "" : "There is no command “\(arguments.joined(separator: " "))”.")
}
do {
  try command.run(Array(arguments.dropFirst()))
} catch {
  endProgram("epox \(name): \(error)")
}
