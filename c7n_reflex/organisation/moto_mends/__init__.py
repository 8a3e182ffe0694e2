"""Where moto 5.2.5 is wrong and is mended, one service a file; a test of each notices upstream's mend."""
