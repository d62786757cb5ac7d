using System.Security.Cryptography;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Access;

/// <summary>Who may do what: reading, writing and administering, on the keys of some patterns. Commands that are none of these, such as
/// PING, MULTI or SUBSCRIBE, are free to whoever may log in.</summary>
internal sealed class AclUser(string name)
{
    /// <summary>SHA-256 of the passwords.</summary>
    private readonly List<byte[]> _passwords = [];

    private readonly List<byte[]> _patterns = [];

    public string Name { get; } = name;

    public bool IsEnabled { get; set; }

    /// <summary>Any password will do.</summary>
    public bool NeedsNoPassword { get; set; }

    public bool AllKeys { get; set; }

    public bool MayRead { get; set; }

    public bool MayWrite { get; set; }

    public bool MayAdminister { get; set; }

    public IReadOnlyList<byte[]> Passwords => _passwords;

    public IReadOnlyList<byte[]> Patterns => _patterns;

    public bool IsUnlimited => MayRead && MayWrite && MayAdminister && AllKeys;

    public void AddPassword(byte[] sha256)
    {
        NeedsNoPassword = false;
        if (!_passwords.Exists(known => known.AsSpan().SequenceEqual(sha256)))
            _passwords.Add(sha256);
    }

    public void ForgetPasswords() => _passwords.Clear();

    public void AddPattern(byte[] pattern) => _patterns.Add(pattern);

    public void ForgetPatterns()
    {
        _patterns.Clear();
        AllKeys = false;
    }

    /// <summary>All passwords are compared, each in constant time.</summary>
    public bool Accepts(ReadOnlySpan<byte> password)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(password, hash);
        var matches = false;
        foreach (var known in _passwords)
            matches |= CryptographicOperations.FixedTimeEquals(known, hash);
        return IsEnabled && (NeedsNoPassword || matches);
    }

    /// <summary>Why the user may not execute the request; null = may.</summary>
    public byte[]? WhyNot(CommandSpec spec, in RespRequest request)
    {
        if (!MayExecute(spec))
            return Refusals.NoCommandPermission(spec);
        if (AllKeys)
            return null;
        foreach (var index in spec.KeysOf(request.Count))
        {
            if (!MayUse(request[index]))
                return Refusals.NoKeyPermission;
        }

        return null;
    }

    public bool MayExecute(CommandSpec spec)
    {
        if (spec.Has(CommandFlags.Write) && !MayWrite)
            return false;
        if (spec.Has(CommandFlags.ReadOnly) && !MayRead)
            return false;
        return MayAdminister || (spec.Categories & (AclCategories.Admin | AclCategories.Dangerous)) == 0
            || (spec.Flags & (CommandFlags.Write | CommandFlags.ReadOnly)) != 0;
    }

    private bool MayUse(ReadOnlySpan<byte> key)
    {
        foreach (var pattern in _patterns)
        {
            if (GlobPattern.Matches(pattern, key))
                return true;
        }

        return false;
    }
}
