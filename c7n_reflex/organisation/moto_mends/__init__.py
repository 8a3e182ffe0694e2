"""Where moto 5.2.5 is wrong and is mended, one service a file; each has a test that notices upstream's mend."""
