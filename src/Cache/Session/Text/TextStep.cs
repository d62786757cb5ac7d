namespace FromScratch.Cache.Session.Text;

/// <summary>What one step of a text session did with the input at hand.</summary>
/// <param name="Consumed">Bytes it is done with.</param>
/// <param name="BytesWanted">With <see cref="StepNext.NeedInput"/>: unconsumed bytes in all that make another try useful.</param>
internal readonly record struct TextStep(int Consumed, StepNext Next = StepNext.Go, int BytesWanted = 0);

internal enum StepNext : byte
{
    /// <summary>Go on with what follows.</summary>
    Go,
    NeedInput,
    Yield,
    Close,
}
