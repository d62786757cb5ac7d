using FromScratch.Log.Format;

namespace FromScratch.Log.Tests.Format;

internal sealed class RecordList : ISegmentVisitor
{
    public List<RecordHeader> Headers { get; } = [];

    public void Record(in RecordHeader record, long offset) => Headers.Add(record);
}
