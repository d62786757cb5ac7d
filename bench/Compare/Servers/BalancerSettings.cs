using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FromScratch.Compare.Servers;

/// <summary>What stands in front of the balancer.</summary>
internal enum BalancerMode
{
    Http,
    Tcp,
    Tls,
}

/// <summary>
/// One server behind, everything kept alive, each side told as its users would tell it for speed: HAProxy reuses connections always,
/// nginx keeps 128 to the server.
/// </summary>
internal sealed class BalancerSettings(BalancerMode mode, int backEndPort, string directory, int threads) : IServerSettings
{
    public IEnumerable<string> Arguments(ServerProgram program, int port) => program.Name switch
    {
        "haproxy" => ["-db", "-f", Write("haproxy.cfg", HaProxy(port))],
        "nginx" => ["-p", directory, "-c", Write("proxy.conf", Nginx(port))],
        "yarp" => Yarp(port),
        _ => Ours(port),
    };

    public async Task<bool> IsReadyAsync(int port, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return true;
    }

    private IEnumerable<string> Ours(int port)
    {
        var scheme = mode switch { BalancerMode.Tcp => "tcp", BalancerMode.Tls => "https", _ => "http" };
        string[] arguments =
        [
            "--listen", Text($"{scheme}://127.0.0.1:{port}"), "--backend", Text($"127.0.0.1:{backEndPort}"),
            "--threads", Text($"{threads}"), "--admin-port", "-1",
        ];
        return mode == BalancerMode.Tls ? [.. arguments, "--certificate", Certificate(), "--key", Certificate()] : arguments;
    }

    private IEnumerable<string> Yarp(int port)
    {
        var url = Text($"{(mode == BalancerMode.Tls ? "https" : "http")}://127.0.0.1:{port}");
        string[] arguments = ["--urls", url, "--backend", Text($"http://127.0.0.1:{backEndPort}")];
        const string Default = "--Kestrel:Certificates:Default:";
        return mode == BalancerMode.Tls ? [.. arguments, Default + "Path", Certificate(), Default + "KeyPath", Certificate()] : arguments;
    }

    private string HaProxy(int port) => Text($"""
        global
          nbthread {threads}
          maxconn 4000
        defaults
          mode {(mode == BalancerMode.Tcp ? "tcp" : "http")}
          timeout client 60s
          timeout server 60s
          timeout connect 5s
          {(mode == BalancerMode.Tcp ? "" : "option forwardfor")}
          {(mode == BalancerMode.Tcp ? "" : "http-reuse always")}
        frontend front
          bind 127.0.0.1:{port} {(mode == BalancerMode.Tls ? $"ssl crt {Certificate()}" : "")}
          default_backend back
        backend back
          server one 127.0.0.1:{backEndPort}

        """);

    private string Nginx(int port) => Text($$"""
        daemon off;
        worker_processes {{threads}};
        pid {{directory}}/proxy.pid;
        error_log {{directory}}/proxy.log;
        events { worker_connections 4096; }
        http {
          access_log off;
          keepalive_requests 100000000;
          upstream example.com { server 127.0.0.1:{{backEndPort}}; keepalive 128; }
          server {
            listen 127.0.0.1:{{port}}{{(mode == BalancerMode.Tls ? " ssl" : "")}};
            ssl_protocols TLSv1.2 TLSv1.3;
            {{(mode == BalancerMode.Tls ? $"ssl_certificate {Certificate()}; ssl_certificate_key {Certificate()};" : "")}}
            location / {
              proxy_pass http://example.com;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            }
          }
        }

        """);

    /// <summary>Certificate and key in one file, as HAProxy wants it; made when first asked for. P-256.</summary>
    private string Certificate()
    {
        var path = Path.Combine(directory, "site.pem");
        if (File.Exists(path))
            return path;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return path;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
