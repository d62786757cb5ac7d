using System.Globalization;
using System.Text;

namespace FromScratch.KeyValue.Session.Statistics;

/// <summary>INFO's form: `# Section`, then a line `name:value` per figure.</summary>
internal sealed class InfoText
{
    private readonly StringBuilder _text = new();

    public void Section(string name)
    {
        if (_text.Length > 0)
            _text.Append("\r\n");
        _text.Append("# ").Append(name).Append("\r\n");
    }

    public void Add(string name, string value) => _text.Append(name).Append(':').Append(value).Append("\r\n");

    public void Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    public void Add(string name, double value, int decimals) =>
        Add(name, value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    public void Add(string name, bool value) => Add(name, value ? 1 : 0);

    /// <summary>The number as such, and behind it for people.</summary>
    public void AddBytes(string name, long bytes)
    {
        Add(name, bytes);
        Add(name + "_human", Human(bytes));
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    private static string Human(long bytes)
    {
        if (bytes < 1024)
            return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
        var value = (double)bytes;
        var unit = -1;
        for (; value >= 1024 && unit < 4; unit++)
            value /= 1024;
        return value.ToString("F2", CultureInfo.InvariantCulture) + "KMGTP"[unit];
    }
}
