using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FromScratch.TestKit;

namespace FromScratch.Group.Tests.Cluster;

public sealed class TlsTests
{
    [Fact]
    public async Task Members_speak_through_tls_with_certificates_on_both_sides()
    {
        using var authority = TestCertificates.Authority("group");
        await using var group = new TestGroup("a", "b", "c");
        foreach (var node in group.Nodes)
            node.Options = options => WithTls(options, authority, authority);
        await group.FormAsync();
        for (var i = 0; i < 50; i++)
            await group.ProposeAsync($"{i} {new string('x', 20_000)}");
        await group.ProposeAsync("last");
        await group.AllHaveAsync("last");
    }

    [Fact]
    public async Task A_node_with_a_foreign_certificate_or_without_tls_is_not_let_in()
    {
        using var authority = TestCertificates.Authority("group");
        using var foreign = TestCertificates.Authority("foreign");
        await using var group = new TestGroup("a", "b", "c");
        group["a"].Options = options => WithTls(options, authority, authority);
        group["b"].Options = options => WithTls(options, foreign, authority);
        group.Start();
        await group.UntilAsync(() => group["a"].Log.Has("b at") && group["c"].Log.Has("a at"), "they do not get on");
        Assert.All(group.Nodes, node => Assert.False(node.Group.Status.IsFormed));
        Assert.False(group["a"].Log.Has("connected"));
    }

    private static GroupOptions WithTls(GroupOptions options, X509Certificate2 own, X509Certificate2 trusted)
    {
        bool IsTrusted(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
            shown is not null && shown.GetCertHashString() == trusted.GetCertHashString();

        return options with { Tls = new PinnedTls(own, IsTrusted) };
    }

    private sealed class PinnedTls(X509Certificate2 own, RemoteCertificateValidationCallback isTrusted) : IPeerTls
    {
        public SslServerAuthenticationOptions Accepting => new()
        {
            ServerCertificate = own,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = isTrusted,
        };

        public SslClientAuthenticationOptions Dialling(string host) => new()
        {
            TargetHost = host,
            ClientCertificates = [own],
            RemoteCertificateValidationCallback = isTrusted,
        };
    }
}
