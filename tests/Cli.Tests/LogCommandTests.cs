using FromScratch.Core;
using FromScratch.Log;
using FromScratch.Log.Files;
using FromScratch.TestKit;

namespace FromScratch.Cli.Tests;

public sealed class LogCommandTests : IDisposable
{
    private const string First = "0000000000000001-0000000000000001.log";
    private readonly TempDirectory _directory = new();
    private readonly FileSystemDirectory _files;
    private readonly WriteAheadLog _log;

    public LogCommandTests()
    {
        _files = new FileSystemDirectory(_directory.Path);
        var options = new LogOptions { Random = new SeededRandom(1), Identity = 15, SegmentBytes = 8 * 1024, PayloadBytesMax = 1000 };
        _log = WriteAheadLog.Open(_files, options, new Deaf(), TimeProvider.System);
        Append("hello", 7);
        Append("two\r\n\0words", 8);
        _log.Sync();
    }

    public void Dispose()
    {
        _log.Dispose();
        _files.Dispose();
        _directory.Dispose();
    }

    private void Append(string payload, byte tag) =>
        Assert.Equal(AppendResult.Appended, _log.TryAppend(1, tag, System.Text.Encoding.ASCII.GetBytes(payload), out _));

    private static (int ExitCode, string[] Lines) Run(params string[] args)
    {
        var output = new StringWriter();
        var exitCode = CliCommand.Create(output).Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false });
        return (exitCode, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private (int ExitCode, string[] Lines) Check() => Run("log", "check", _directory.Path);

    private void Damage(int offset)
    {
        var path = Path.Combine(_directory.Path, First);
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        file.Position = offset;
        var old = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(old ^ 1));
    }

    [Fact]
    public void A_log_in_use_is_dumped_record_by_record()
    {
        var (exitCode, lines) = Run("log", "dump", _directory.Path);
        Assert.Equal(
            [
                $"{First}: sequence 1, first index 1, previous term 0, identity 0000000000000000000000000000000f, start",
                "      offset  term       index  kind   tag    bytes  payload",
                "        4096     1           1  entry    7        5  hello",
                "        4136     1           2  entry    8       11  two...words",
                $"{First}: clean, entries 1 to 2, ends at offset 4184",
            ],
            lines);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void Payloads_are_shown_as_digits_and_cut_as_asked()
    {
        var (_, lines) = Run("log", "dump", Path.Combine(_directory.Path, First), "--hex", "--preview", "5");
        Assert.EndsWith("  68656c6c6f", lines[2]);
        Assert.EndsWith("  74776f0d0a...", lines[3]);
    }

    [Fact]
    public void A_closed_log_ends_with_its_mark_and_is_clean()
    {
        _log.Dispose();
        Assert.Contains("        4184     1           2  mark     0        0", Run("log", "dump", _directory.Path).Lines);
        Assert.Equal((0, $"{First}: clean, entries 1 to 2, ends at offset 4216"), (Check().ExitCode, Check().Lines.Single()));
    }

    [Fact]
    public void A_torn_tail_is_exit_code_1()
    {
        Damage(4300);
        var (exitCode, lines) = Check();
        Assert.Equal((1, $"{First}: torn tail, never acknowledged, entries 1 to 2, ends at offset 4184"), (exitCode, lines.Single()));
    }

    [Fact]
    public void A_damaged_entry_is_exit_code_2_with_its_file_and_offset()
    {
        _log.Dispose();
        Damage(4140);
        var (exitCode, lines) = Check();
        Assert.Equal(2, exitCode);
        Assert.Equal(
            $"{First}: CORRUPT, entries 1 to 1, ends at offset 4136: "
                + "entry 2 is damaged: the record at offset 4184 was written after it had been kept",
            lines.Single());
    }

    [Fact]
    public void A_damaged_header_is_exit_code_2()
    {
        Damage(20);
        var (exitCode, lines) = Check();
        Assert.Equal((2, $"{First}: CORRUPT, no entries, ends at offset 0: the segment header is damaged"), (exitCode, lines.Single()));
    }

    [Fact]
    public void A_log_of_several_segments_is_checked_along_its_chain()
    {
        for (var i = 0; i < 20; i++)
            Append(new string('x', 900), 1);
        _log.Sync();
        var (exitCode, lines) = Check();
        Assert.Equal((0, 5), (exitCode, lines.Length));
        Damage(4140);
        Assert.Equal(2, Check().ExitCode);
    }

    [Fact]
    public void A_directory_without_a_log_cannot_be_read()
    {
        using var empty = new TempDirectory();
        Assert.Throws<FileNotFoundException>(() => Run("log", "check", empty.Path));
    }

    private sealed class Deaf : ILogListener
    {
        public void Committed(ulong index) => _ = index;

        public void Failed(LogFailedException error) => throw error;

        public void RoomAgain() => throw new InvalidOperationException("nobody was refused");
    }
}
