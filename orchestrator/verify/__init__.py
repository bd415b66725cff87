"""From a Site to a Verdict: static rules, the checks of the task in a real browser, and the gate."""
