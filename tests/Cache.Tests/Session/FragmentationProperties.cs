using System.Text;
using FromScratch.TestKit;
using FsCheck.Xunit;

namespace FromScratch.Cache.Tests.Session;

public sealed class FragmentationProperties
{
    private static readonly string[] Commands =
    [
        "get a\r\n", "gets a b c\r\n", "get a  b\n", "gat 100 a b\r\n",
        "set a 1 0 2\r\nxy\r\n", "set b 0 100 1 noreply\r\n7\r\n", "add c 0 0 0\r\n\r\n",
        "replace a 0 0 3\r\n\r\n\n\r\n", "append b 0 0 1\r\n1\r\n", "prepend a 0 0 2\r\nzz\r\n", "cas a 0 0 1 3\r\nq\r\n",
        "touch a 50\r\n", "delete c\r\n", "incr b 5\r\n", "decr b 1\r\n",
        "mg a s v f k O1\r\n", "mg c N30 v\r\n", "ms b 2 T30 E9 c\r\n12\r\n", "ms YQ== 1 b k\r\n!\r\n", "md a q\r\n", "md b I T10\r\n",
        "ma b N0 J3 v\r\n", "mn\r\n", "version\r\n", "flush_all noreply\r\n", "flush_all\r\n", "verbosity 0\r\n", "me z\r\n",
        "ms c 3 q\r\nget\r\n",
    ];

    /// <summary>What a client gets for valid commands does not depend on where the network cuts them.</summary>
    [Property(MaxTest = 300)]
    public void Replies_do_not_depend_on_fragmentation(byte[] choices, ushort[] cuts)
    {
        var request = Encoding.Latin1.GetBytes(string.Concat(choices.Select(choice => Commands[choice % Commands.Length])));
        var whole = Answer([request]);
        Assert.Equal(whole, Answer(Fragmenter.OneByOne(request)));
        var ends = cuts.Select(cut => cut % (request.Length + 1)).Append(0).Append(request.Length).Order().ToArray();
        Assert.Equal(whole, Answer([.. ends.Zip(ends.Skip(1), (from, to) => request[from..to])]));
    }

    private static string Answer(IReadOnlyList<byte[]> pieces)
    {
        using var cache = new CacheUnderTest();
        using var client = cache.Connect();
        client.FeedAll(pieces);
        return client.TakeText();
    }
}
