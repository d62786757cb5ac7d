namespace FromScratch.Log.Format;

/// <summary>What a record is to the log. Values are on disk: never change one.</summary>
public enum RecordKind : byte
{
    /// <summary>Space that was never written.</summary>
    None = 0,

    /// <summary>An entry of the log's owner, with an index of its own.</summary>
    Entry = 1,

    /// <summary>Says that everything up to its index was on disk when it was written; a clean close leaves one.</summary>
    Mark = 2,
}
