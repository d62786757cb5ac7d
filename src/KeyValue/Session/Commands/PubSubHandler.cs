using FromScratch.KeyValue.Session.Messages;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Commands;
using FromScratch.Protocols.Resp.Values;

namespace FromScratch.KeyValue.Session.Commands;

/// <summary>SUBSCRIBE and the like, PUBLISH, PUBSUB.</summary>
internal static class PubSubHandler
{
    public static Step Execute(in LocalCall call)
    {
        switch (call.Spec.Id)
        {
            case CommandId.Subscribe:
            case CommandId.PSubscribe:
                Subscribe(call, call.Spec.Id == CommandId.PSubscribe);
                break;
            case CommandId.Unsubscribe:
            case CommandId.PUnsubscribe:
                Unsubscribe(call, call.Spec.Id == CommandId.PUnsubscribe);
                break;
            case CommandId.Publish:
                var deliveries = call.Context.PubSub.Publish(call[1], call[2]);
                call.Context.Store.Publish(call[1], call[2]);
                call.Session.TakePushes(call.Reply.Output);
                call.Reply.Integer(deliveries);
                break;
            case CommandId.PubSubChannels:
                Channels(call);
                break;
            case CommandId.PubSubNumSub:
                call.Reply.Array(2 * (call.Count - 2));
                for (var i = 2; i < call.Count; i++)
                {
                    call.Reply.Bulk(call[i]);
                    call.Reply.Integer(call.Context.PubSub.SubscribersOf(call[i]));
                }

                break;
            case CommandId.PubSubNumPat:
                call.Reply.Integer(call.Context.PubSub.PatternCount);
                break;
            default:
                return HelpReply.Write(
                    call.Reply, "PUBSUB",
                    "CHANNELS [<pattern>]", "    Return the currently active channels matching a <pattern> (default: '*').",
                    "NUMPAT", "    Return number of subscriptions to patterns.",
                    "NUMSUB [<channel> ...]",
                    "    Return the number of subscribers for the specified channels, excluding",
                    "    pattern subscriptions(default: no channels).");
        }

        return Step.Done;
    }

    private static void Subscribe(in LocalCall call, bool isPattern)
    {
        var subscriptions = call.Session.Subscriptions;
        for (var i = 1; i < call.Count; i++)
        {
            if (subscriptions.Count >= SubscriptionSet.CountMax)
            {
                call.Reply.Error("ERR too many subscriptions"u8);
                return;
            }

            var name = call[i].ToArray();
            if (subscriptions.Add(name, isPattern))
                call.Context.PubSub.Subscribe(call.Session, name, isPattern);
            Confirm(call.Reply, isPattern ? "psubscribe"u8 : "subscribe"u8, name, subscriptions.Count);
        }
    }

    private static void Unsubscribe(in LocalCall call, bool isPattern)
    {
        var subscriptions = call.Session.Subscriptions;
        var kind = isPattern ? "punsubscribe"u8 : "unsubscribe"u8;
        if (call.Count == 1)
        {
            byte[][] all = [.. isPattern ? subscriptions.Patterns : subscriptions.Channels];
            foreach (var name in all)
                Leave(call, name, isPattern, kind);
            if (all.Length == 0)
                Confirm(call.Reply, kind, null, subscriptions.Count);
            return;
        }

        for (var i = 1; i < call.Count; i++)
            Leave(call, call[i].ToArray(), isPattern, kind);
    }

    private static void Leave(in LocalCall call, byte[] name, bool isPattern, ReadOnlySpan<byte> kind)
    {
        if (call.Session.Subscriptions.Remove(name, isPattern))
            call.Context.PubSub.Unsubscribe(call.Session, name, isPattern);
        Confirm(call.Reply, kind, name, call.Session.Subscriptions.Count);
    }

    private static void Confirm(RespWriter reply, ReadOnlySpan<byte> kind, byte[]? name, int count)
    {
        reply.Push(3);
        reply.Bulk(kind);
        if (name is null)
            reply.Null();
        else
            reply.Bulk(name);
        reply.Integer(count);
    }

    private static void Channels(in LocalCall call)
    {
        if (call.Count > 3)
        {
            CommandErrors.WrongArity(call.Reply.Output, call.Spec);
            return;
        }

        var pattern = call.Count == 3 ? call[2].ToArray() : "*"u8.ToArray();
        byte[][] matching = [.. call.Context.PubSub.Channels.Where(channel => GlobPattern.Matches(pattern, channel))];
        call.Reply.Array(matching.Length);
        foreach (var channel in matching)
            call.Reply.Bulk(channel);
    }
}
