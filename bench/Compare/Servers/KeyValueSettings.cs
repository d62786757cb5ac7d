using System.Globalization;

namespace FromScratch.Compare.Servers;

/// <summary>redis.conf's names; both servers keep a log and no timed dumps.</summary>
/// <param name="Fsync">always, everysec or no</param>
/// <param name="DataRoot">Each server gets a directory of its own in here: one file system for both.</param>
/// <param name="Threads">Our I/O threads. Redis executes on one thread, as its users run it on few processors.</param>
/// <param name="IsCompacting">False = neither side rewrites its log while it runs.</param>
public sealed record KeyValueSettings(string Fsync, string DataRoot, int Threads, bool IsCompacting = true) : IServerSettings
{
    public IEnumerable<string> Arguments(ServerProgram program, int port)
    {
        var directory = Directory.CreateDirectory(Path.Combine(DataRoot, program.Name)).FullName;
        IEnumerable<string> common =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", directory,
            "--appendonly", "yes", "--appendfsync", Fsync,
        ];
        if (program.IsNamed("redis-server"))
            return [.. common, "--save", "", .. IsCompacting ? [] : (string[])["--auto-aof-rewrite-percentage", "0"]];
        if (program.Name == "garnet")
            return Garnet(port, directory);
        string[] quiet = IsCompacting ? [] : ["--snapshot-log-bytes", "0"];
        return [.. common, "--io-threads", Threads.ToString(CultureInfo.InvariantCulture), .. quiet];
    }

    /// <summary>always: a commit per operation that is waited for; everysec: one each second that is not.</summary>
    private IEnumerable<string> Garnet(int port, string directory) =>
    [
        "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--checkpointdir", directory, "--aof",
        // Its native device wants a libaio of another name than Debian's.
        "--device-type", "RandomAccess",
        .. Fsync == "always" ? (string[])["--aof-commit-freq", "0", "--aof-commit-wait"] : ["--aof-commit-freq", "1000"],
    ];

    /// <summary>Redis accepts while it loads, and answers -LOADING.</summary>
    public async Task<bool> IsReadyAsync(int port, CancellationToken cancellation) =>
        await RespQuery.AskAsync(port, "PING", cancellation) == "PONG";
}
