namespace FromScratch.KeyValue.Store;

public enum SubmitResult : byte
{
    /// <summary>The reply will come.</summary>
    Submitted,

    /// <summary>Too much is waiting: <see cref="IStoreClient.Answered"/> is called when there is room; submit again then.</summary>
    Full,

    /// <summary>Nothing was done and why has been written to the client's answers: -MISCONF (disk full), -OOM, -LOADING.</summary>
    Refused,
}
