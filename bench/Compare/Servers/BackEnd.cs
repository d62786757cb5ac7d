using System.Globalization;

namespace FromScratch.Compare.Servers;

/// <summary>nginx as the web server behind every balancer: a fixed text, and a file of 100 KB. Its own cost is nobody's.</summary>
internal static class BackEnd
{
    private const int LargeBytes = 100 * 1024;

    /// <summary>Null when it is not installed.</summary>
    public static string? Nginx { get; } =
        new[] { "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx" }.FirstOrDefault(File.Exists);

    /// <exception cref="CompareException">It is not installed, or does not start.</exception>
    public static Task<ServerProcess> StartAsync(string directory, CancellationToken cancellation)
    {
        if (Nginx is not { } program)
            throw new CompareException("nginx is needed as the server behind (Debian and Ubuntu: apt-get install nginx)");
        File.WriteAllBytes(Path.Combine(directory, "large"), new byte[LargeBytes]);
        return ServerProcess.StartAsync(new ServerProgram("back end", program, "lb"), new Settings(directory), cancellation);
    }

    private sealed class Settings(string directory) : IServerSettings
    {
        public IEnumerable<string> Arguments(ServerProgram program, int port)
        {
            var path = Path.Combine(directory, "back.conf");
            File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $$"""
                daemon off;
                worker_processes 1;
                pid {{directory}}/back.pid;
                error_log {{directory}}/back.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  sendfile on;
                  keepalive_requests 100000000;
                  keepalive_timeout 3600;
                  server {
                    listen 127.0.0.1:{{port}};
                    location = /small { return 200 "hello, hello, hello, hi!"; }
                    location = /large { root {{directory}}; }
                  }
                }

                """));
            return ["-p", directory, "-c", path];
        }

        public Task<bool> IsReadyAsync(int port, CancellationToken cancellation) =>
            new BalancerSettings(BalancerMode.Http, port, directory, 1).IsReadyAsync(port, cancellation);
    }
}
