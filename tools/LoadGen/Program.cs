using FromScratch.LoadGen.Cli;

return LoadCli.Run(args, Console.Error);
