namespace FromScratch.KeyValue.Session.Settings;

/// <summary>One name of redis.conf, as CONFIG GET and CONFIG SET know it.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Read">Its value now.</param>
/// <param name="Write">Sets it; answers why not, or null. Null itself = cannot be changed while the server runs.</param>
internal sealed record Parameter(string Name, Func<KeyValueContext, string> Read, Func<KeyValueContext, string, string?>? Write = null);
