namespace FromScratch.LoadGen.Workload;

public enum OperationKind
{
    /// <summary>Read one or more keys in one request.</summary>
    Get,

    /// <summary>Write one key.</summary>
    Set,
}
