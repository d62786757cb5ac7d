global using FromScratch.LoadGen.Workload;
