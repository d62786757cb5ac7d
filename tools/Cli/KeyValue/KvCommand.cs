using System.CommandLine;

namespace FromScratch.Cli.KeyValue;

/// <summary>`fromscratch kv`: an operator's work with running key-value nodes.</summary>
internal static class KvCommand
{
    /// <summary>A node that was killed a moment ago may be on its way back.</summary>
    private static readonly TimeSpan AccountPatience = TimeSpan.FromSeconds(30);

    public static Command Create(TextWriter output)
    {
        var target = new Target();
        return new Command("kv", "Ask and operate key-value nodes")
        {
            Status(target, output),
            Named(target, output, "promote", "Make NAME the leader; by --force also where that may lose writes", forced: true),
            Add(target, output),
            Named(target, output, "remove", "Take NAME out of the group", forced: false),
            Named(target, output, "transfer", "Hand leadership to NAME, which must be in step", forced: false),
            Mirror(target, output),
            Snapshot(target, output),
            Backup(target, output),
            Restore(target, output),
            Watch(target, output),
            Account(target, output),
        };
    }

    private static Command Status(Target target, TextWriter output)
    {
        var json = new Option<bool>("--json") { Description = "As the server has it" };
        var command = new Command("status", "Show the group: who leads, who follows how far behind") { json };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            using var connection = target.Connect(parsed);
            GroupOperations.ShowStatus(connection, output, parsed.GetValue(json));
        });
        return command;
    }

    private static Command Named(Target target, TextWriter output, string verb, string description, bool forced)
    {
        var name = new Argument<string>("name") { Description = "A member's name" };
        var force = new Option<bool>("--force") { Description = "Though acknowledged writes may be lost" };
        var command = new Command(verb, description) { name };
        if (forced)
            command.Options.Add(force);
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            var member = parsed.GetRequiredValue(name);
            if (forced)
            {
                GroupOperations.Promote(
                    () => target.ConnectToLeader(parsed), () => target.Connect(parsed), member, parsed.GetValue(force), output);
                return;
            }

            using var leader = target.ConnectToLeader(parsed);
            GroupOperations.Do(leader, output, "GROUP", verb, member);
        });
        return command;
    }

    private static Command Add(Target target, TextWriter output)
    {
        var name = new Argument<string>("name") { Description = "The new member's --node-id" };
        var address = new Argument<string>("address") { Description = "host:port of its --replication-port" };
        var role = new Option<string>("--role") { Description = "What it becomes", DefaultValueFactory = _ => "voter" };
        role.AcceptOnlyFromAmong("voter", "learner", "witness");
        var command = new Command("add", "Take a node into the group") { name, address, role };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            using var leader = target.ConnectToLeader(parsed);
            GroupOperations.Do(
                leader, output, "GROUP", "ADD", parsed.GetRequiredValue(name), parsed.GetRequiredValue(address), parsed.GetValue(role)!);
        });
        return command;
    }

    private static Command Mirror(Target target, TextWriter output)
    {
        var upstream = new Argument<string>("upstream")
        {
            Description = "host:port[,host:port...] of the other group's clients; off = end it and take writes",
        };
        var command = new Command("mirror", "Make the group a copy of another one, or end that") { upstream };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            using var leader = target.ConnectToLeader(parsed);
            GroupOperations.Do(leader, output, "GROUP", "MIRROR", parsed.GetRequiredValue(upstream));
        });
        return command;
    }

    private static Command Snapshot(Target target, TextWriter output)
    {
        var command = new Command("snapshot", "Have the node write a snapshot, and wait for it");
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            using var connection = target.Connect(parsed, waitsForEver: true);
            BackupOperations.Snapshot(connection);
            output.WriteLine("OK");
        });
        return command;
    }

    private static Command Backup(Target target, TextWriter output)
    {
        var file = new Argument<string>("file") { Description = "Written when it is whole and checked" };
        var existing = new Option<bool>("--existing") { Description = "Take the newest snapshot there is, instead of making one" };
        var command = new Command("backup", "Copy a node's whole state, as of one entry, into a file") { file, existing };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            using var connection = target.Connect(parsed, waitsForEver: true);
            if (!parsed.GetValue(existing))
                BackupOperations.Snapshot(connection);
            BackupOperations.Backup(connection, parsed.GetRequiredValue(file), output);
        });
        return command;
    }

    private static Command Restore(Target target, TextWriter output)
    {
        var file = new Argument<string>("file") { Description = "A backup, or any snapshot" };
        var replace = new Option<bool>("--replace") { Description = "Delete what the group holds; without it, it must hold nothing" };
        var command = new Command("restore", "Write all keys of a backup into a running group, of whatever size") { file, replace };
        target.AddTo(command);
        command.SetAction(parsed =>
        {
            using var leader = target.ConnectToLeader(parsed);
            BackupOperations.Restore(leader, parsed.GetRequiredValue(file), parsed.GetValue(replace), output);
        });
        return command;
    }

    private static Command Account(Target target, TextWriter output)
    {
        var seconds = Number("--seconds", "How long to write", 10, 24 * 3600);
        var writers = Number("--writers", "Clients, each with a key of its own", 8, 1000);
        var command = new Command(
            "account", "Write, remember what was acknowledged, and look for it on every server given; exit code 5 when some is lost")
        {
            seconds, writers,
        };
        target.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(
            () => new WriteAccount(number => target.ConnectTo(parsed, number), target.CountOf(parsed), output, AccountPatience).Run(
                parsed.GetValue(writers), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellation) ? ExitCodes.Clean : ExitCodes.Lost,
            CancellationToken.None));
        return command;
    }

    private static Option<int> Number(string name, string description, int otherwise, int max)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1 || result.GetValueOrDefault<int>() > max)
                result.AddError($"{name} must be between 1 and {max}");
        });
        return option;
    }

    private static Command Watch(Target target, TextWriter output)
    {
        var from = new Option<string>("--from")
        {
            Description = "The entry to begin at; $ = what comes next",
            DefaultValueFactory = _ => "$",
        };
        from.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is var text and not "$" && !(ulong.TryParse(text, out var index) && index > 0))
                result.AddError("--from must be an index from 1 on, or $");
        });
        var prefix = new Option<string>("--prefix") { Description = "Only changes of keys that begin so", DefaultValueFactory = _ => "" };
        var json = new Option<bool>("--json") { Description = "One JSON object per line" };
        var count = new Option<long>("--count") { Description = "End after so many changes; 0 = never", DefaultValueFactory = _ => 0 };
        var command = new Command("watch", "Print every committed change in order; goes on where it was when a node is lost")
        {
            from, prefix, json, count,
        };
        target.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(
            () => new ChangeWatch(() => target.Connect(parsed, waitsForEver: true), output, parsed.GetValue(json)).Run(
                parsed.GetValue(from)!, parsed.GetValue(prefix)!, parsed.GetValue(count), cancellation),
            CancellationToken.None));
        return command;
    }
}
