// Does what comes round by the clock; any number may run, one leads.
import Epox
import Jobs
import Site

schedule.run(dsn: Configuration.current.systemDSN)
