using System.CommandLine;
using FromScratch.LoadGen.Drivers;
using FromScratch.LoadGen.Workload;

namespace FromScratch.LoadGen.Cli;

/// <summary>The options of <c>fromscratch-load cache</c>.</summary>
internal sealed class CacheCommand : Command
{
    private const long Billion = CommonOptions.Billion;

    private readonly CommonOptions _common = new("127.0.0.1:11211");
    private readonly Option<long> _multiGet = OptionParsers.Number("--multiget", "Keys per get", 1, 1, 1000);
    private readonly Option<long> _ttl = OptionParsers.Number(
        "--ttl", "Time to live of what is set, seconds; 0 is for ever", 0, 0, 2_592_000);
    private readonly Option<bool> _lookAside = new("--look-aside")
    {
        Description = "Gets only; what is missed is set at once (miss ratio)",
    };
    private readonly Option<long> _scanEvery = OptionParsers.Number("--scan-every", "Keys between scans; 0 is no scans", 0, 0, Billion);
    private readonly Option<long> _scanLength = OptionParsers.Number(
        "--scan-length", "Keys that a scan reads in order", 10_000, 1, Billion);
    private readonly Option<long> _shiftAfter = OptionParsers.Number(
        "--shift-after", "Keys, warm-up included, after which fresh keys are used; 0 is never", 0, 0, 1_000 * Billion);
    private readonly Option<ValueSizes?> _shiftValueSize = OptionParsers.Sizes("--shift-value-size", "Value size of the fresh keys");

    public CacheCommand()
        : base("cache", HelpText.Cache)
    {
        Option[] own = [_multiGet, _ttl, _lookAside, _scanEvery, _scanLength, _shiftAfter, _shiftValueSize];
        foreach (var option in (Option[])[.. _common.Workload, .. own, .. _common.Reporting])
            Options.Add(option);
        SetAction((result, cancellation) => Task.FromResult(_common.Run(result, Settings(result), cancellation)));
    }

    private LoadSettings Settings(ParseResult result)
    {
        var ttlSeconds = (int)result.GetValue(_ttl);
        return _common.Read(result, dataset => new MemcachedTextDriver(dataset, ttlSeconds)) with
        {
            MultiGet = (int)result.GetValue(_multiGet),
            LookAside = result.GetValue(_lookAside),
            ScanEvery = result.GetValue(_scanEvery),
            ScanLength = result.GetValue(_scanLength),
            ShiftAfter = result.GetValue(_shiftAfter),
            ShiftValueSizes = result.GetValue(_shiftValueSize),
        };
    }
}
