using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace FromScratch.Demo.Content;

/// <summary>
/// Names a chunk. The key carries a checksum of what is stored, so that a copy left by an earlier run, made before the file was edited,
/// is never mistaken for damage.
/// </summary>
internal static class ChunkKey
{
    private const int PathCharsMax = 180;

    public static string Make(string path, int offset, ReadOnlySpan<byte> content)
    {
        var readable = path.Length <= PathCharsMax && path.All(c => c is > ' ' and < '\x7f')
            ? path
            : XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(path)).ToString("x32", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"demo:{XxHash3.HashToUInt64(content):x16}:{offset}:{readable}");
    }
}
