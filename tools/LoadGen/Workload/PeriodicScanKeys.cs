namespace FromScratch.LoadGen.Workload;

/// <summary>
/// Every <paramref name="everyRequests"/> requests a scan reads the next <paramref name="scanLength"/> keys of the population in
/// order, as a report or a backup job does; each scan goes on where the last one stopped.
/// </summary>
public sealed class PeriodicScanKeys(IKeyDistribution normal, long population, long everyRequests, long scanLength) : IKeyDistribution
{
    private readonly ScanKeys _scan = new(population, 0);
    private long _sinceScan;
    private long _leftInScan;

    public long Next(SeededRandom random)
    {
        if (_leftInScan > 0)
        {
            _leftInScan--;
            return _scan.Next(random);
        }
        if (++_sinceScan >= everyRequests)
        {
            _sinceScan = 0;
            _leftInScan = scanLength;
        }
        return normal.Next(random);
    }
}
