using System.Text;
using FromScratch.KeyValue.Session.Settings;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>CONFIG GET, SET, RESETSTAT, REWRITE, HELP.</summary>
internal static class ConfigHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.ConfigGet:
                Get(call);
                break;
            case CommandId.ConfigSet:
                Set(call);
                break;
            case CommandId.ConfigResetStat:
                call.Context.Counters.Reset();
                call.Reply.Ok();
                break;
            case CommandId.ConfigRewrite:
                call.Reply.Error("ERR The server is running without a config file"u8);
                break;
            default:
                return HelpReply.Write(
                    call.Reply, "CONFIG",
                    "GET <pattern>", "    Return parameters matching the glob-like <pattern> and their values.",
                    "SET <directive> <value>", "    Set the configuration <directive> to <value>.",
                    "RESETSTAT", "    Reset statistics reported by the INFO command.",
                    "REWRITE", "    Rewrite the configuration file.");
        }

        return Step.Done;
    }

    private static void Get(in LocalCall call)
    {
        var shown = new List<Parameter>();
        foreach (var parameter in ParameterTable.All)
        {
            if (MatchesAny(call, Encoding.ASCII.GetBytes(parameter.Name)))
                shown.Add(parameter);
        }

        call.Reply.Map(shown.Count);
        foreach (var parameter in shown)
        {
            call.Reply.Bulk(Encoding.ASCII.GetBytes(parameter.Name));
            call.Reply.Bulk(Encoding.UTF8.GetBytes(parameter.Read(call.Context)));
        }
    }

    private static bool MatchesAny(in LocalCall call, ReadOnlySpan<byte> name)
    {
        for (var i = 2; i < call.Count; i++)
        {
            if (GlobPattern.Matches(call[i], name, ignoreCase: true))
                return true;
        }

        return false;
    }

    /// <summary>All or nothing: when one cannot be set, those in front of it get back what they were.</summary>
    private static void Set(in LocalCall call)
    {
        if (call.Count % 2 != 0)
        {
            CommandErrors.WrongArity(call.Reply.Output, call.Spec);
            return;
        }

        var parameters = new List<(Parameter Parameter, string Before)>();
        for (var i = 2; i < call.Count; i += 2)
        {
            if (ParameterTable.Find(Encoding.Latin1.GetString(call[i])) is not { } parameter)
            {
                call.Reply.Error([.. "ERR Unknown option or number of arguments for CONFIG SET - '"u8, .. call[i], .. "'"u8]);
                return;
            }

            if (parameters.Exists(known => known.Parameter == parameter))
            {
                Fail(call, parameter, "duplicate parameter");
                return;
            }

            if (parameter.Write is null)
            {
                Fail(call, parameter, "can't set immutable config");
                return;
            }

            parameters.Add((parameter, parameter.Read(call.Context)));
        }

        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i].Parameter;
            if (parameter.Write!(call.Context, Encoding.UTF8.GetString(call[3 + (2 * i)])) is not { } why)
                continue;
            foreach (var (earlier, before) in parameters.Take(i))
                earlier.Write!(call.Context, before);
            Fail(call, parameter, why);
            return;
        }

        call.Reply.Ok();
    }

    private static void Fail(in LocalCall call, Parameter parameter, string why) => call.Reply.Error(
        Encoding.UTF8.GetBytes($"ERR CONFIG SET failed (possibly related to argument '{parameter.Name}') - {why}"));
}
