using System.CommandLine;
using FromScratch.Simulator;

var root = new RootCommand(
    "Runs a whole replication group in one thread under a seed: faulty network, disks and clocks, and checks what must hold.")
{
    RunCommand.Create(),
    ReplayCommand.Create(),
    MutateCommand.Create(),
};
return root.Parse(args).Invoke();
