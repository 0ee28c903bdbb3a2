Sandbox.run()
