using FromScratch.Compare.Cli;

return await CompareCli.RunAsync(args);
