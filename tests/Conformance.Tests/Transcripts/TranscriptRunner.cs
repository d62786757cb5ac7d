using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using FromScratch.TestKit.Sockets;

namespace FromScratch.Conformance.Tests.Transcripts;

/// <summary>Holds the conversations of a transcript with one server; a deviation names its line.</summary>
internal static class TranscriptRunner
{
    public static void Run(Transcript transcript, EndPoint server)
    {
        foreach (var section in transcript.Sections)
        {
            using var connection = new TextClient(server);
            var captured = new Dictionary<string, string>();
            foreach (var step in section.Steps)
                Attempt($"{transcript.Name}.txt:{step.LineNumber} ({section.Name})", () => Take(step, connection, captured));
            if (section.Steps.Count > 0 && section.Steps[^1].Kind != StepKind.ExpectClosed)
                Attempt($"{transcript.Name}.txt, end of '{section.Name}'", () => ExpectNothingMore(connection));
        }
    }

    private static void Take(TranscriptStep step, TextClient connection, Dictionary<string, string> captured)
    {
        if (step.Kind == StepKind.ExpectMatch)
        {
            Match(step.Text, connection.ReadLine(), captured);
            return;
        }

        var text = TranscriptText.Expand(step.Text, captured);
        switch (step.Kind)
        {
            case StepKind.Send:
                connection.Send(text + "\r\n");
                break;
            case StepKind.SendBare:
                connection.Send(text);
                break;
            case StepKind.ExpectClosed:
                Same(null, connection.ReadLine());
                break;
            default:
                Same(text, connection.ReadLine());
                break;
        }
    }

    private static void Match(string pattern, string? line, Dictionary<string, string> captured)
    {
        var match = Regex.Match(line ?? "", $"^(?:{pattern})$");
        if (!match.Success)
            Same($"a match of {pattern}", line);
        foreach (var group in match.Groups.Values.Where(group => !char.IsDigit(group.Name[0])))
            captured[group.Name] = group.Value;
    }

    /// <summary>An answer too many would stand in front of this one.</summary>
    private static void ExpectNothingMore(TextClient connection)
    {
        connection.Send("mn\r\n");
        Same("MN", connection.ReadLine());
    }

    private static void Same(string? expected, string? actual)
    {
        if (expected != actual)
            Assert.Fail($"expected {Show(expected)}, got {Show(actual)}");
    }

    private static string Show(string? line) => line is null ? "the end of the connection" : $"'{TranscriptText.Show(line)}'";

    private static void Attempt(string where, Action take)
    {
        try
        {
            take();
        }
        catch (Exception error) when (error is SocketException or InvalidOperationException or Xunit.Sdk.XunitException)
        {
            throw new TranscriptDeviationException($"{where}: {error.Message}", error);
        }
    }
}

public sealed class TranscriptDeviationException(string message, Exception cause) : Exception(message, cause);
