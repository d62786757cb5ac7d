using System.Security.Cryptography;

namespace FromScratch.Cache.Session.Auth;

/// <summary>The users of a password file, as memcached's -Y reads it: one `user:password` a line.</summary>
public sealed class PasswordTable
{
    /// <summary>Entries that are read; more lines are ignored.</summary>
    public const int EntriesMax = 8;

    /// <summary>Longest line in bytes.</summary>
    public const int LineBytesMax = 255;

    private readonly byte[][] _users;
    private readonly byte[][] _passwords;

    private PasswordTable(byte[][] users, byte[][] passwords)
    {
        _users = users;
        _passwords = passwords;
    }

    /// <exception cref="InvalidDataException">There is no entry, or a line has no colon or is too long; the
    /// message names the line.</exception>
    public static PasswordTable Parse(ReadOnlySpan<byte> text)
    {
        var users = new List<byte[]>();
        var passwords = new List<byte[]>();
        var number = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range].TrimEnd((byte)'\r');
            number++;
            if (users.Count == EntriesMax || (line.IsEmpty && range.End.Value == text.Length))
                break;
            var colon = line.IndexOf((byte)':');
            if (colon < 0 || line.Length > LineBytesMax)
                throw new InvalidDataException($"line {number} is not user:password of at most {LineBytesMax} bytes");
            users.Add(line[..colon].ToArray());
            passwords.Add(line[(colon + 1)..].ToArray());
        }

        if (users.Count == 0)
            throw new InvalidDataException("no user:password line");
        return new PasswordTable([.. users], [.. passwords]);
    }

    /// <summary>Whether this user has this password. Every entry is compared, each in a time that depends on lengths alone.</summary>
    public bool Check(ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        var found = false;
        for (var i = 0; i < _users.Length; i++)
        {
            found |= CryptographicOperations.FixedTimeEquals(user, _users[i])
                & CryptographicOperations.FixedTimeEquals(password, _passwords[i]);
        }

        return found;
    }
}
