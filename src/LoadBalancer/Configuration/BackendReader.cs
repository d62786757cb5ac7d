namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Reads "backends".</summary>
internal static class BackendReader
{
    public static IReadOnlyList<BackendConfig> ReadAll(ObjectReader top) =>
        top.List<BackendConfig>("backends", required: true, (element, path, items) =>
        {
            if (ObjectReader.Open(element, path, top.Reading) is not { } backend)
                return;
            items.Add(Read(backend));
            backend.Finish();
        });

    private static BackendConfig Read(ObjectReader backend)
    {
        var name = backend.RequiredText("name", TextRules.Name);
        backend.Reading.Declare("backend", name, backend.PathOf("name"));
        var by = new BackendConfig { Name = name, Servers = [] };
        return by with
        {
            Servers = ServerReader.ReadAll(backend),
            Policy = backend.Choice("policy", by.Policy),
            Hash = backend.Child("hash", ReadHash) ?? by.Hash,
            HashBalancePercent = backend.Int("hashBalancePercent", by.HashBalancePercent, 101, 10_000, orZero: true),
            HealthCheck = backend.Child("healthCheck", HealthReader.ReadCheck),
            Outlier = backend.Child("outlier", HealthReader.ReadOutlier) ?? by.Outlier,
            SlowStartMs = backend.Int("slowStartMs", by.SlowStartMs, 0, Bounds.TimeMsMax),
            PanicPercent = backend.Int("panicPercent", by.PanicPercent, 0, 100),
            Retry = backend.Child("retry", ReadRetry) ?? by.Retry,
            Sticky = backend.Child("sticky", ReadSticky),
            ServerRequestsMax = backend.Int("serverRequestsMax", by.ServerRequestsMax, 0, Bounds.CountMax),
            QueueMax = backend.Int("queueMax", by.QueueMax, 0, Bounds.CountMax),
            QueueTimeoutMs = backend.Int("queueTimeoutMs", by.QueueTimeoutMs, 1, Bounds.TimeMsMax),
            RequestsMax = backend.Int("requestsMax", by.RequestsMax, 0, Bounds.CountMax),
            IdleConnectionsMax = backend.Int("idleConnectionsMax", by.IdleConnectionsMax, 0, Bounds.CountMax),
            IdleConnectionMs = backend.Int("idleConnectionMs", by.IdleConnectionMs, 1, Bounds.TimeMsMax),
            Tls = backend.Child("tls", ReadTls),
            SendProxy = backend.Choice("sendProxy", by.SendProxy),
            ResolveMs = backend.Int("resolveMs", by.ResolveMs, 100, Bounds.TimeMsMax),
        };
    }

    private static HashKey ReadHash(ObjectReader hash)
    {
        var read = new HashKey(hash.Choice("source", HashSource.ClientAddress), hash.Text("name", TextRules.Token));
        var needsName = read.Source is HashSource.Header or HashSource.Cookie;
        if (needsName && !hash.Has("name"))
            hash.Wrong("name", $"is missing: source {EnumWords.Of(read.Source)} needs it");
        if (!needsName && read.Name is not null)
            hash.Wrong("name", $"source {EnumWords.Of(read.Source)} has none");
        return read;
    }

    private static RetryConfig ReadRetry(ObjectReader retry)
    {
        var by = new RetryConfig();
        return new RetryConfig
        {
            RetriesMax = retry.Int("retriesMax", by.RetriesMax, 0, 10),
            BudgetPercent = retry.Int("budgetPercent", by.BudgetPercent, 0, 100),
            BudgetMin = retry.Int("budgetMin", by.BudgetMin, 0, Bounds.CountMax),
            HedgeAfterMs = retry.Int("hedgeAfterMs", by.HedgeAfterMs, 0, Bounds.TimeMsMax),
            Statuses = retry.List<int>("statuses", required: false, (element, path, items) =>
            {
                if (element.ValueKind == System.Text.Json.JsonValueKind.Number && element.TryGetInt32(out var status)
                    && status is >= 400 and <= 599)
                    items.Add(status);
                else
                    retry.Reading.Wrong(path, $"{JsonWords.Show(element)} is not a status between 400 and 599");
            }),
        };
    }

    private static ServerTlsConfig ReadTls(ObjectReader tls) => new()
    {
        ServerName = tls.Text("serverName", TextRules.Host),
        CaPath = tls.Text("caPath", TextRules.FilePath),
        Verify = tls.Flag("verify", true),
    };

    private static StickyConfig ReadSticky(ObjectReader sticky)
    {
        var secret = sticky.RequiredText("secret", TextRules.Secret, isSecret: true);
        var by = new StickyConfig { Secret = secret };
        return by with
        {
            Cookie = sticky.Text("cookie", TextRules.Token) ?? by.Cookie,
            MaxAgeSeconds = sticky.Int("maxAgeSeconds", by.MaxAgeSeconds, 0, 10 * 366 * 24 * 3_600),
            Secure = sticky.Flag("secure", by.Secure),
        };
    }
}
