using System.Text;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Routing;

/// <summary>Looks a field up by its name, in any case.</summary>
internal static class FieldText
{
    /// <summary>Value of the first such field; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Of(HttpHead head, ReadOnlySpan<byte> input, string name)
    {
        TryFind(head, input, name, out var value);
        return value;
    }

    /// <summary>The first such field.</summary>
    public static bool TryFind(HttpHead head, ReadOnlySpan<byte> input, string name, out ReadOnlySpan<byte> value)
    {
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Name.Length != name.Length || !Ascii.EqualsIgnoreCase(field.Name.Of(input), name))
                continue;
            value = field.Value.Of(input);
            return true;
        }

        value = default;
        return false;
    }
}
