using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FromScratch.Hosting.Admin;
using FromScratch.LoadBalancer.Configuration;

namespace FromScratch.LoadBalancer.Api;

/// <summary>A command, or why there is none.</summary>
/// <param name="Command">Null when the request is refused.</param>
/// <param name="Status">Of the refusal: 400, 404 or 405; 0 with a command.</param>
/// <param name="Errors">One line each.</param>
/// <param name="Allow">With 405: the methods that there are.</param>
public sealed record ApiParse(ApiCommand? Command, int Status, IReadOnlyList<string> Errors, string? Allow = null)
{
    [MemberNotNullWhen(true, nameof(Command))]
    public bool IsGood => Command is not null;

    /// <summary>The answer to a request that is refused.</summary>
    public AdminPage ToPage() => Refusal(Status, Errors) with { Allow = Allow };

    /// <summary>{"errors": [...]}: also for commands that could not be carried out.</summary>
    public static AdminPage Refusal(int status, IReadOnlyList<string> errors)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteTexts("errors", errors);
            json.WriteEndObject();
        }

        body.Write("\n"u8);
        return new AdminPage(status, "application/json", body.WrittenMemory);
    }

    internal static ApiParse Of(ApiCommand command) => new(command, 0, []);

    internal static ApiParse Refused(int status, params IReadOnlyList<string> errors) => new(null, status, errors);
}
