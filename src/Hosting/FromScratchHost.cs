using System.Net.Sockets;
using FromScratch.Hosting.Admin;
using FromScratch.Hosting.CommandLine;
using FromScratch.Hosting.Lifetime;
using FromScratch.Hosting.Logging;
using FromScratch.Hosting.Options;
using FromScratch.Hosting.Unix;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FromScratch.Hosting;

/// <summary>
/// What every host does alike. A host's Program.cs is one <see cref="HostDefinition{TOptions}"/> and one line:
/// <code>
/// TransportRuntime.UseInlineCompletions();               // before the first socket
/// return await FromScratchHost.RunAsync(args, new HostDefinition&lt;CacheOptions>
/// {
///     Name = "fromscratch-cache", Summary = "...", Version = "1.6.45", Section = "Cache",
///     Switches = CacheSwitches.All,                      // Switch.ForKey('p', "port", "PORT", "Cache:Port", "TCP port"), ...
///     Bind = section => section.Get&lt;CacheOptions>(o => o.ErrorOnUnknownConfiguration = true) ?? new(),
///     Validate = (options, check) => check.Range("Port", options.Port, 0, 65535),
///     Admin = options => AdminEndPoint.Loopback(options.AdminPort),
///     Create = (options, context) => new CacheHostedServer(options, context),   // an IHostedServer
/// });
/// </code>
/// In order: read switches (--help and --version end here); read appsettings.json, --config files, environment, command line; bind and
/// validate (--check-config prints the settings and ends here); start server and admin endpoint; log the bound addresses; ready. On
/// SIGTERM, SIGINT, SIGUSR1, a stop of the service or <see cref="HostContext.StopHost"/>: not ready, drain within
/// <see cref="HostDefinition{TOptions}.DrainTimeout"/>, end. Under systemd it notifies (Type=notify), under Windows it is a service.
/// SIGHUP: <see cref="IHostedServer.Reload"/>. Log level: key Logging:LogLevel:Default.
/// </summary>
/// <remarks>
/// Built on the empty host builder: the full one adds configuration reloading, five log providers and scope validation that a server
/// does not use, and doubles the time to start.
/// </remarks>
public static class FromScratchHost
{
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(5);

    /// <summary>Runs the host to its end and returns the exit code (<see cref="ExitCodes"/>).</summary>
    public static async Task<int> RunAsync<TOptions>(string[] args, HostDefinition<TOptions> definition)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(definition);
        try
        {
            var switches = new SwitchTable(definition.Summary, definition.Switches);
            var line = switches.Parse(args);
            if (line.HelpAsked || line.VersionAsked)
                return Answer(definition, switches, line);
            if (line.Error is { } error)
                throw new BadOptionException(error);
            var configuration = ConfigurationReader.Read(line);
            var options = ConfigurationReader.Bind(definition, configuration);
            var level = new LogLevelSwitch(LogLevelOf(configuration));
            if (line.CheckConfigAsked)
                return Print(ConfigurationReader.Describe(definition.Section, configuration));
            if (line.DaemonAsked && !Daemon.IsChild)
                return Daemon.StartChild(args);
            using var host = Build(definition, options, configuration, line, level);
            using var restart = RestartSignal.Listen(host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication);
            await host.RunAsync();
            return ExitCodes.Clean;
        }
        catch (BadOptionException error)
        {
            return Refuse(definition.Name, error.Message, ExitCodes.BadOption);
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            return Refuse(definition.Name, error.Message, ExitCodes.Failed);
        }
    }

    private static IHost Build<TOptions>(
        HostDefinition<TOptions> definition,
        TOptions options,
        IConfigurationRoot configuration,
        ParsedCommandLine line,
        LogLevelSwitch level)
        where TOptions : class
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            ApplicationName = definition.Name,
        });
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddFilter(asked => asked >= level.Lowest).AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // what it reports is thrown too
        builder.Services.AddSingleton<ILoggerProvider>(static _ =>
            new ConsoleLoggerProvider(Console.OpenStandardOutput(), ConsoleLoggerProvider.FormatForConsole, TimeProvider.System));
        builder.Services.Configure<ConsoleLifetimeOptions>(static lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = definition.DrainTimeout + ShutdownGrace);
        builder.Services.AddSystemd();
        builder.Services.AddWindowsService(service => service.ServiceName = definition.Name);
        builder.Services.AddSingleton<IHostedService>(services => MakeLifecycle(definition, options, line, level, services));
        return builder.Build();
    }

    private static ServerLifecycle MakeLifecycle<TOptions>(
        HostDefinition<TOptions> definition, TOptions options, ParsedCommandLine line, LogLevelSwitch level, IServiceProvider services)
        where TOptions : class
    {
        var context = new HostContext(
            TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<IConfiguration>(),
            new Readiness(),
            services.GetRequiredService<IHostApplicationLifetime>().StopApplication)
        {
            LogLevel = level,
        };
        var log = context.Loggers.CreateLogger("FromScratch.Hosting");
        foreach (var warning in line.Warnings)
            Log.Warning(log, warning);
        var server = definition.Create(options, context);
        return new ServerLifecycle(server, MakeAdmin, new ProcessManners(line), context, definition.Version, definition.DrainTimeout);

        IAdminEndpoint MakeAdmin() => AdminServer.Create(definition.Admin(options), definition.Name, definition.Version, server, context);
    }

    private static LogLevel LogLevelOf(IConfiguration configuration)
    {
        const string Key = "Logging:LogLevel:Default";
        var value = configuration[Key];
        if (string.IsNullOrEmpty(value))
            return LogLevel.Information;
        return Enum.TryParse<LogLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level)
            ? level
            : throw new BadOptionException($"{Key} = \"{value}\": allowed is {string.Join(", ", Enum.GetNames<LogLevel>())}");
    }

    private static int Answer<TOptions>(HostDefinition<TOptions> definition, SwitchTable switches, ParsedCommandLine line)
        where TOptions : class
    {
        if (line.VersionAsked)
            return Print($"{definition.Name} {definition.Version}\n");
        switches.PrintHelp();
        var section = definition.Section;
        return Print($"""
            Every option is also a key of section {section} in appsettings.json, in the environment ({section}__Key=value) and on
            the command line (--{section}:Key=value).

            """);
    }

    private static int Print(string text)
    {
        Console.Out.Write(text);
        return ExitCodes.Clean;
    }

    private static int Refuse(string name, string message, int code)
    {
        Console.Error.WriteLine($"{name}: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
