"""One page in the browser: looked at, measured, asked, walked through; all of it in the browser child."""
