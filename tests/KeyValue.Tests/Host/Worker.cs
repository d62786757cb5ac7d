using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FromScratch.KeyValue.Tests.Host;

/// <summary>
/// A client that works until its server is gone and remembers what it was told: each key of its own that was acknowledged, and how far
/// its counter and its pair of keys came. What was asked and not answered may or may not have happened.
/// </summary>
internal sealed class Worker(int number)
{
    private const int Pipeline = 8;

    /// <summary>Keys are numbered; all below were acknowledged.</summary>
    private int _keysAcknowledged;

    /// <summary>Those below were compared after an earlier kill.</summary>
    private int _keysChecked;

    /// <summary>Keys that the last server may have got.</summary>
    private int _keysAsked;

    private long _counterAcknowledged;
    private long _counterAsked;
    private long _pairAcknowledged;
    private long _pairAsked;

    public int Acknowledgements => Volatile.Read(ref _keysAcknowledged);

    private string Counter => $"counter:{number}";

    /// <summary>Writes until the connection ends.</summary>
    public void Run(EndPoint server)
    {
        try
        {
            using var client = new RespClient(server);
            while (true)
            {
                if (!Round(client))
                    return;
            }
        }
        catch (Exception gone) when (gone is SocketException or IOException or InvalidOperationException)
        {
            // The server was killed in the middle of an answer, or before the connection was there.
            return;
        }
    }

    /// <summary>Compares what the server has with what was acknowledged, and takes note of what it did beyond that.</summary>
    /// <param name="server">Just started.</param>
    /// <param name="fromTheStart">All keys, not only those since the last time.</param>
    public void Check(EndPoint server, bool fromTheStart)
    {
        using var client = new RespClient(server);
        for (var key = fromTheStart ? 0 : _keysChecked; key < _keysAcknowledged; key++)
            Assert.Equal(Value(key), client.Ask("GET", Key(key)));
        while (_keysAcknowledged < _keysAsked && client.Ask("GET", Key(_keysAcknowledged)) == Value(_keysAcknowledged))
            _keysAcknowledged++;
        for (var key = _keysAcknowledged; key < _keysAsked; key++)
            Assert.Equal("$-1", client.Ask("GET", Key(key)));

        _counterAcknowledged = Between(client.Ask("GET", Counter), _counterAcknowledged, _counterAsked);
        var left = client.Ask("GET", $"left:{number}");
        Assert.Equal(left, client.Ask("GET", $"right:{number}"));
        _pairAcknowledged = Between(left, _pairAcknowledged, _pairAsked);
        (_keysChecked, _keysAsked, _counterAsked, _pairAsked) =
            (_keysAcknowledged, _keysAcknowledged, _counterAcknowledged, _pairAcknowledged);
    }

    private bool Round(RespClient client)
    {
        for (var i = 0; i < Pipeline; i++, _keysAsked++)
            client.Send("SET", Key(_keysAsked), Value(_keysAsked));
        _counterAsked++;
        client.Send("INCR", Counter);
        for (var i = 0; i < Pipeline; i++, _keysAcknowledged++)
        {
            if (!Is("+OK", client.Read()))
                return false;
        }

        if (!Is(string.Create(CultureInfo.InvariantCulture, $":{_counterAsked}"), client.Read()))
            return false;
        _counterAcknowledged = _counterAsked;
        return Transaction(client);
    }

    /// <summary>Two keys that only ever change together.</summary>
    private bool Transaction(RespClient client)
    {
        _pairAsked++;
        client.Send("MULTI");
        client.Send("INCR", $"left:{number}");
        client.Send("INCR", $"right:{number}");
        client.Send("EXEC");
        var count = string.Create(CultureInfo.InvariantCulture, $":{_pairAsked}");
        foreach (var expected in (string[])["+OK", "+QUEUED", "+QUEUED", "*2", count, count])
        {
            if (!Is(expected, client.Read()))
                return false;
        }

        _pairAcknowledged = _pairAsked;
        return true;
    }

    /// <summary>False at the end of the connection; anything but the right answer is a failure.</summary>
    private static bool Is(string expected, string? answer)
    {
        if (answer is null)
            return false;
        Assert.Equal(expected, answer);
        return true;
    }

    private static long Between(string? answer, long acknowledged, long asked)
    {
        var value = answer == "$-1" ? 0 : long.Parse(answer!, CultureInfo.InvariantCulture);
        Assert.InRange(value, acknowledged, asked);
        return value;
    }

    private string Key(int key) => $"key:{number}:{key}";

    private static string Value(int key) => $"value of {key} {new string((char)('a' + (key % 26)), key % 300)}";
}
