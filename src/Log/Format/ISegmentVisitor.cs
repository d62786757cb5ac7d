namespace FromScratch.Log.Format;

/// <summary>Is shown the good records of a segment, in order.</summary>
public interface ISegmentVisitor
{
    void Record(in RecordHeader record, long offset);
}
