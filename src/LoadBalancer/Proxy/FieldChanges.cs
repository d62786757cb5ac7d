using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.Protocols.Http;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>Fields that a route sets or drops, on requests or on responses.</summary>
internal sealed class FieldChanges(IReadOnlyList<HeaderChange> changes)
{
    private readonly string[] _names = [.. changes.Select(change => change.Name)];
    private readonly byte[] _lines = Encoding.Latin1.GetBytes(
        string.Concat(changes.Where(change => change.Value is not null).Select(change => $"{change.Name}: {change.Value}\r\n")));

    public bool IsEmpty => _names.Length == 0;

    /// <summary>Copies the fields that stay, then those that are set.</summary>
    public void Copy(HttpHead head, ReadOnlySpan<byte> input, KnownFieldSet dropped, OutputBuffer to)
    {
        foreach (ref readonly var field in head.Fields)
        {
            if (HopByHop.IsForwarded(field, dropped) && !IsChanged(field.Name.Of(input)))
                to.Write(field.Line.Of(input));
        }

        to.Write(_lines);
    }

    private bool IsChanged(ReadOnlySpan<byte> name)
    {
        foreach (var changed in _names)
        {
            if (changed.Length == name.Length && Ascii.EqualsIgnoreCase(name, changed))
                return true;
        }

        return false;
    }
}
