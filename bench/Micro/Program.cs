using BenchmarkDotNet.Running;
using FromScratch.Micro.Engine;

// `-- held` counts items and overhead, `-- time` is a quick look without the harness; anything else goes to BenchmarkDotNet.
switch (args.FirstOrDefault())
{
    case "held":
        ItemsHeld.Print();
        break;
    case "time":
        QuickTimes.Print(args[1..]);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(EngineBenchmarks).Assembly).Run(args);
        break;
}
