using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using FromScratch.Hosts.Ping;
using FromScratch.Transport;

TransportRuntime.UseInlineCompletions();

var port = new Option<int>("--port") { Description = "TCP port on 127.0.0.1; 0 picks a free one" };
var threads = new Option<int>("--threads") { Description = "I/O loops; 0 = one per processor" };
var driver = new Option<TransportDriver>("--driver") { Description = "auto, epoll or sockets" };
var command = new RootCommand("Fixed replies over FromScratch's transport: what the plumbing alone costs.") { port, threads, driver };
command.SetAction(async arguments =>
{
    var options = new TransportOptions
    {
        EndPoints = { ListenEndPoint.Tcp(IPAddress.Loopback, arguments.GetValue(port)) },
        Loops = arguments.GetValue(threads),
        Driver = arguments.GetValue(driver),
    };
    await using var server = new TransportServer(options, new PingSession());
    var stop = new TaskCompletionSource();
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    await server.StartAsync();
    Console.WriteLine($"Listening on {server.BoundEndPoints[0]}");
    await stop.Task;
    await server.DrainAsync(TimeSpan.FromSeconds(5));

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }
});
return await command.Parse(args).InvokeAsync();
