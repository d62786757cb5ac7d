using FromScratch.TestKit;

namespace FromScratch.KeyValue.Tests.Host;

internal static class TlsFolderUse
{
    /// <summary>Gives a node a certificate of its own.</summary>
    public static void Use(this TlsFolder files, KeyValueOptions options)
    {
        (options.TlsCertFile, options.TlsKeyFile) = files.Issue(options.NodeId);
        options.TlsCaCertFile = files.AuthorityPath;
    }
}
