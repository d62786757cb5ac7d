using FromScratch.KeyValue.Commands.Bits;
using FromScratch.KeyValue.Commands.Hashes;
using FromScratch.KeyValue.Commands.Keys;
using FromScratch.KeyValue.Commands.Strings;
using static FromScratch.Protocols.Resp.Commands.CommandId;

namespace FromScratch.KeyValue.Commands;

/// <summary>Which method executes which command.</summary>
internal static class HandlerTable
{
    /// <summary>Indexed by command id; null = not a data command.</summary>
    public static CommandHandler?[] Build()
    {
        var table = new CommandHandler?[byte.MaxValue + 1];
        AddStrings(table);
        AddBits(table);
        AddKeys(table);
        AddExpiry(table);
        AddHashes(table);
        return table;
    }

    private static void AddStrings(CommandHandler?[] table)
    {
        table[(int)Get] = GetCommands.Get;
        table[(int)GetSet] = GetCommands.GetSet;
        table[(int)GetDel] = GetCommands.GetDel;
        table[(int)GetEx] = GetExCommand.GetEx;
        table[(int)MGet] = GetCommands.MGet;
        table[(int)StrLen] = RangeCommands.StrLen;
        table[(int)GetRange] = RangeCommands.GetRange;
        table[(int)SetRange] = RangeCommands.SetRange;
        table[(int)Append] = RangeCommands.Append;
        table[(int)Set] = SetCommand.Set;
        table[(int)SetNx] = SetCommand.SetNx;
        table[(int)SetEx] = SetCommand.SetEx;
        table[(int)PSetEx] = SetCommand.PSetEx;
        table[(int)MSet] = MultiSetCommands.MSet;
        table[(int)MSetNx] = MultiSetCommands.MSetNx;
        table[(int)Incr] = CounterCommands.Incr;
        table[(int)IncrBy] = CounterCommands.IncrBy;
        table[(int)Decr] = CounterCommands.Decr;
        table[(int)DecrBy] = CounterCommands.DecrBy;
        table[(int)IncrByFloat] = CounterCommands.IncrByFloat;
        table[(int)Lcs] = LcsCommand.Lcs;
    }

    private static void AddBits(CommandHandler?[] table)
    {
        table[(int)SetBit] = BitCommands.SetBit;
        table[(int)GetBit] = BitCommands.GetBit;
        table[(int)BitCount] = BitCountCommand.BitCount;
        table[(int)BitPos] = BitPosCommand.BitPos;
        table[(int)BitOp] = BitOpCommand.BitOp;
    }

    private static void AddKeys(CommandHandler?[] table)
    {
        table[(int)Del] = KeyCommands.Del;
        table[(int)Unlink] = KeyCommands.Del;
        table[(int)Exists] = KeyCommands.Exists;
        table[(int)Touch] = KeyCommands.Touch;
        table[(int)Protocols.Resp.Commands.CommandId.Type] = KeyCommands.Type;
        table[(int)Rename] = RenameCommands.Rename;
        table[(int)RenameNx] = RenameCommands.RenameNx;
        table[(int)Copy] = CopyCommand.Copy;
        table[(int)RandomKey] = KeyspaceCommands.RandomKey;
        table[(int)DbSize] = KeyspaceCommands.DbSize;
        table[(int)FlushDb] = KeyspaceCommands.Flush;
        table[(int)FlushAll] = KeyspaceCommands.Flush;
        table[(int)Protocols.Resp.Commands.CommandId.Keys] = ScanCommands.Keys;
        table[(int)KeyRange] = KeyRangeCommand.Execute;
        table[(int)Scan] = ScanCommands.Scan;
        table[(int)ObjectEncoding] = ObjectCommands.Encoding;
        table[(int)ObjectFreq] = ObjectCommands.Freq;
        table[(int)ObjectIdleTime] = ObjectCommands.IdleTime;
        table[(int)ObjectRefCount] = ObjectCommands.RefCount;
        table[(int)ObjectHelp] = ObjectCommands.Help;
    }

    private static void AddExpiry(CommandHandler?[] table)
    {
        table[(int)Expire] = ExpireCommands.Expire;
        table[(int)PExpire] = ExpireCommands.PExpire;
        table[(int)ExpireAt] = ExpireCommands.ExpireAt;
        table[(int)PExpireAt] = ExpireCommands.PExpireAt;
        table[(int)Persist] = ExpireCommands.Persist;
        table[(int)Ttl] = TtlCommands.Ttl;
        table[(int)PTtl] = TtlCommands.PTtl;
        table[(int)ExpireTime] = TtlCommands.ExpireTime;
        table[(int)PExpireTime] = TtlCommands.PExpireTime;
    }

    private static void AddHashes(CommandHandler?[] table)
    {
        table[(int)HSet] = HashSetCommands.HSet;
        table[(int)HMSet] = HashSetCommands.HMSet;
        table[(int)HSetNx] = HashSetCommands.HSetNx;
        table[(int)HDel] = HashSetCommands.HDel;
        table[(int)HIncrBy] = HashCounterCommands.HIncrBy;
        table[(int)HIncrByFloat] = HashCounterCommands.HIncrByFloat;
        table[(int)HGet] = HashGetCommands.HGet;
        table[(int)HMGet] = HashGetCommands.HMGet;
        table[(int)HExists] = HashGetCommands.HExists;
        table[(int)HLen] = HashGetCommands.HLen;
        table[(int)HStrLen] = HashGetCommands.HStrLen;
        table[(int)HGetAll] = HashListCommands.HGetAll;
        table[(int)HKeys] = HashListCommands.HKeys;
        table[(int)HVals] = HashListCommands.HVals;
        table[(int)HScan] = HashListCommands.HScan;
        table[(int)HRandField] = HRandFieldCommand.HRandField;
    }
}
