using FromScratch.Conformance.Tests.Servers;
using FromScratch.Conformance.Tests.Transcripts;
using FromScratch.TestKit;

namespace FromScratch.Conformance.Tests;

public sealed class TranscriptTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests", "Conformance.Tests", "Transcripts");

    /// <summary>Each transcript with us, the common ones with memcached too.</summary>
    public static TheoryData<string, ServerKind> Conversations()
    {
        var data = new TheoryData<string, ServerKind>();
        foreach (var transcript in Directory.GetFiles(Folder, "*.txt").Order().Select(Transcript.Parse))
        {
            data.Add(transcript.Name, ServerKind.FromScratch);
            if (transcript.Target == Transcript.Common)
                data.Add(transcript.Name, ServerKind.Memcached);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public async Task Every_line_is_answered_as_written(string name, ServerKind kind)
    {
        await using var server = await ConformanceServer.StartAsync(kind);
        TranscriptRunner.Run(Transcript.Parse(Path.Combine(Folder, name + ".txt")), server.EndPoint);
        Assert.False(server.HasExited, "the server died");
    }

    [Fact]
    public void Every_transcript_names_its_target() => Assert.All(
        Directory.GetFiles(Folder, "*.txt").Select(Transcript.Parse),
        transcript => Assert.Contains(transcript.Target, new[] { Transcript.Common, "1.6.45" }));
}
