using FromScratch.Hosting.CommandLine;
using FromScratch.Hosting.Options;
using Microsoft.Extensions.Configuration;

namespace FromScratch.Hosting;

/// <summary>What makes one host different from the others; <see cref="FromScratchHost.RunAsync"/> does what they have in common.</summary>
public sealed class HostDefinition<TOptions>
    where TOptions : class
{
    /// <summary>The program's name, as users type it: fromscratch-cache.</summary>
    public required string Name { get; init; }

    /// <summary>One line for the top of the help.</summary>
    public required string Summary { get; init; }

    /// <summary>What --version prints and /status shows.</summary>
    public required string Version { get; init; }

    /// <summary>The configuration section of the options: "Cache".</summary>
    public required string Section { get; init; }

    /// <summary>The server's own command-line switches.</summary>
    public IEnumerable<Switch> Switches { get; init; } = [];

    /// <summary>
    /// Binds the section: <c>section => section.Get&lt;XxxOptions>(o => o.ErrorOnUnknownConfiguration = true) ?? new()</c>. Written in the
    /// host, because the source generator needs the type at the call.
    /// </summary>
    public required Func<IConfigurationSection, TOptions> Bind { get; init; }

    /// <summary>Enums among the options: a name that is none of theirs is answered with those that are.</summary>
    public IReadOnlyList<Type> Enums { get; init; } = [];

    /// <summary>Notes every value that is out of its range.</summary>
    public required Action<TOptions, OptionsCheck> Validate { get; init; }

    /// <summary>Where the admin HTTP server listens, from the bound options. Port -1 switches it off.</summary>
    public Func<TOptions, AdminEndPoint> Admin { get; init; } = _ => AdminEndPoint.Off;

    /// <summary>
    /// Makes the server; nothing is bound or started yet. An exception of kind IOException or SocketException ends with one line.
    /// </summary>
    public required Func<TOptions, HostContext, IHostedServer> Create { get; init; }

    /// <summary>How long a drain may take before what is left is cut off.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <param name="Address">IP address to listen on.</param>
/// <param name="Port">0 picks a free port, -1 means no admin server.</param>
public readonly record struct AdminEndPoint(System.Net.IPAddress Address, int Port)
{
    public static AdminEndPoint Off => Loopback(-1);

    public static AdminEndPoint Loopback(int port) => new(System.Net.IPAddress.Loopback, port);
}
