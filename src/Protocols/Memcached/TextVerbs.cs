namespace FromScratch.Protocols.Memcached;

/// <summary>Recognises verbs; each comparison with a constant is one or two integer compares after the switch on the length.</summary>
public static class TextVerbs
{
    /// <summary>
    /// Commands that memcached looks up only after its fast parser found no verb: leading spaces are forgiven, and a last token `noreply`
    /// silences every reply.
    /// </summary>
    public static bool IsLateCommand(TextVerb verb) => verb >= TextVerb.FlushAll;

    public static TextVerb Recognise(ReadOnlySpan<byte> word) => word.Length switch
    {
        2 => OfTwo(word),
        3 => OfThree(word),
        4 => OfFour(word),
        5 => OfFive(word),
        6 => word.SequenceEqual("delete"u8) ? TextVerb.Delete : word.SequenceEqual("append"u8) ? TextVerb.Append : TextVerb.Unknown,
        7 => OfSeven(word),
        _ => OfMore(word),
    };

    private static TextVerb OfTwo(ReadOnlySpan<byte> word)
    {
        if (word[0] != 'm')
            return TextVerb.Unknown;
        return word[1] switch
        {
            (byte)'g' => TextVerb.MetaGet,
            (byte)'s' => TextVerb.MetaSet,
            (byte)'d' => TextVerb.MetaDelete,
            (byte)'a' => TextVerb.MetaArithmetic,
            (byte)'e' => TextVerb.MetaDebug,
            (byte)'n' => TextVerb.MetaNoop,
            _ => TextVerb.Unknown,
        };
    }

    private static TextVerb OfThree(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("get"u8))
            return TextVerb.Get;
        if (word.SequenceEqual("set"u8))
            return TextVerb.Set;
        if (word.SequenceEqual("gat"u8))
            return TextVerb.Gat;
        if (word.SequenceEqual("add"u8))
            return TextVerb.Add;
        if (word.SequenceEqual("cas"u8))
            return TextVerb.Cas;
        return word.SequenceEqual("lru"u8) ? TextVerb.Lru : TextVerb.Unknown;
    }

    private static TextVerb OfFour(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("gets"u8))
            return TextVerb.Gets;
        if (word.SequenceEqual("incr"u8))
            return TextVerb.Incr;
        if (word.SequenceEqual("decr"u8))
            return TextVerb.Decr;
        if (word.SequenceEqual("gats"u8))
            return TextVerb.Gats;
        return word.SequenceEqual("quit"u8) ? TextVerb.Quit : TextVerb.Unknown;
    }

    private static TextVerb OfFive(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("touch"u8))
            return TextVerb.Touch;
        if (word.SequenceEqual("stats"u8))
            return TextVerb.Stats;
        if (word.SequenceEqual("watch"u8))
            return TextVerb.Watch;
        return word.SequenceEqual("slabs"u8) ? TextVerb.Slabs : TextVerb.Unknown;
    }

    private static TextVerb OfSeven(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("replace"u8))
            return TextVerb.Replace;
        if (word.SequenceEqual("prepend"u8))
            return TextVerb.Prepend;
        return word.SequenceEqual("version"u8) ? TextVerb.Version : TextVerb.Unknown;
    }

    private static TextVerb OfMore(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("flush_all"u8))
            return TextVerb.FlushAll;
        if (word.SequenceEqual("verbosity"u8))
            return TextVerb.Verbosity;
        if (word.SequenceEqual("cache_memlimit"u8))
            return TextVerb.CacheMemlimit;
        if (word.SequenceEqual("shutdown"u8))
            return TextVerb.Shutdown;
        if (word.SequenceEqual("lru_crawler"u8))
            return TextVerb.LruCrawler;
        if (word.SequenceEqual("refresh_certs"u8))
            return TextVerb.RefreshCerts;
        return word.SequenceEqual("extstore"u8) ? TextVerb.Extstore : TextVerb.Unknown;
    }
}
