using FromScratch.Hosting.Options;

namespace FromScratch.LoadBalancer;

/// <summary>Notes every option that is out of its range, and all that is wrong with the configuration file.</summary>
public static class BalancerOptionsValidator
{
    public static void Check(BalancerOptions options, OptionsCheck check)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(check);
        check.Range("AdminPort", options.AdminPort, -1, 65535).Range("Threads", options.Threads, 0, 1024);
        var isShort = options.Listen.Count > 0 || options.Backend.Count > 0;
        check.Require("Config", options.Config, options.Config is null || !isShort, "either a file, or --listen and --backend");
        if (options.Config is not null && isShort)
            return;
        foreach (var error in options.Read().Errors)
            check.Add(error);
    }
}
