"""The subset of GitHub's REST API that the project calls, one module per area."""
