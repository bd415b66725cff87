"""The stand-in's Actions service: events, runs, jobs and steps, with the real act as the runner."""
