using System.Globalization;

namespace FromScratch.LoadGen.Cli;

/// <summary>One line that says what was run.</summary>
internal static class WorkloadText
{
    public static string Of(LoadSettings s) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Loop(s)}, {s.Connections} connections, pipeline {s.Pipeline}, {Kind(s)}"
            + $", {s.Keys:N0} keys {s.KeyDistribution}, values of {s.ValueSizes} bytes");

    private static string Loop(LoadSettings s) =>
        s.RatePerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $"open loop at {s.RatePerSecond:N0}/s") : "closed loop";

    private static string Kind(LoadSettings s) =>
        (s.LookAside ? "look-aside" : $"sets to gets {s.Ratio}") + (s.MultiGet > 1 ? $", {s.MultiGet} keys per get" : "");
}
