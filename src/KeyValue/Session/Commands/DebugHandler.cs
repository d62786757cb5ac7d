using System.Globalization;
using System.Text;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>DEBUG: SLEEP (of this client alone), DIGEST, OBJECT. For clients of this machine, or for all when the options say so.</summary>
internal static class DebugHandler
{
    public static Step Execute(in LocalCall call)
    {
        if (!call.Context.Options.EnableDebugCommand && !call.Session.IsLocal)
        {
            call.Reply.Error([
                .. "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it from a "u8,
                .. "local connection, otherwise you need to set this option in the configuration file, and then restart the server."u8,
            ]);
            return Step.Done;
        }

        if (call.Is(1, "sleep"u8) && call.Count == 3)
            return Sleep(call);
        if (call.Is(1, "digest"u8) && call.Count == 2)
            Digest(call);
        else if (call.Is(1, "object"u8) && call.Count >= 3)
            Object(call);
        else if (call.Is(1, "help"u8) && call.Count == 2)
            return Help(call.Reply);
        else
            call.Reply.Error([.. "ERR unknown subcommand or wrong number of arguments for '"u8, .. call[1], .. "'. Try DEBUG HELP."u8]);
        return Step.Done;
    }

    private static Step Sleep(in LocalCall call)
    {
        if (!double.TryParse(call[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !(seconds > 0))
        {
            call.Reply.Ok();
            return Step.Done;
        }

        return Deferral.After(call.Session, Math.Max(1, (long)(Math.Min(seconds, 1e6) * 1000)), static reply => reply.Ok());
    }

    private static void Digest(in LocalCall call) => call.Reply.Simple(
        Encoding.ASCII.GetBytes(call.Context.Store.Keys.Digest().ToString("x32", CultureInfo.InvariantCulture).PadLeft(40, '0')));

    private static void Object(in LocalCall call)
    {
        call.Context.ObserveTime();
        var item = call.Context.Store.Keys.Find(call[2]);
        if (!item.Exists)
        {
            call.Reply.Raw(RespReplies.NoSuchKey);
            return;
        }

        call.Reply.Simple(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"Value version:{item.Version} bytes:{item.Bytes} expiry:{item.ExpiryMs} type:{item.Type}")));
    }

    private static Step Help(RespWriter reply) => HelpReply.Write(
        reply, "DEBUG",
        "DIGEST", "    Output a hex signature representing the current DB content.",
        "OBJECT <key>", "    Show low level info about `key` and associated value.",
        "SLEEP <seconds>", "    Answer after <seconds>. Decimals allowed.");
}
