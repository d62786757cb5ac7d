using FromScratch.Cache.Engine;
using FromScratch.Cache.Observability;
using FromScratch.Core.Time;
using Microsoft.Extensions.Logging;

namespace FromScratch.Cache.Restart;

/// <summary>Keeps the items in a file over a planned restart (-e). A cache that cannot keep them starts empty and says so.</summary>
internal sealed class WarmRestart(string path, CacheEngine engine, CoarseClock clock, ILogger log)
{
    public void Save()
    {
        try
        {
            CacheLog.ItemsKept(log, ItemFileWriter.Write(engine, path, clock.UnixSeconds), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            CacheLog.ItemsNotKept(log, path, error);
        }
    }

    /// <summary>Reads the file, if there is one, and deletes it: it is true only until the first write after it.</summary>
    public void Load()
    {
        if (!File.Exists(path))
            return;
        try
        {
            using (var file = File.OpenRead(path))
                Report(ItemFileReader.Read(engine, file, clock.UnixSeconds));
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            CacheLog.ItemsUnreadable(log, path, error.Message);
        }
    }

    private void Report(ItemFileResult result)
    {
        if (result.Complete)
            CacheLog.ItemsBack(log, result.Items, path, result.Expired, result.Refused);
        else
            CacheLog.ItemsDamaged(log, path, result.DamagedAtOffset, result.Items);
    }
}
