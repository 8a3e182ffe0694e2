"""Where moto 5.2.5 is wrong and is mended, one service per file; each mend has a test that notices the upstream fix."""
