using System.Text;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Memcached.Binary;

namespace FromScratch.Cache.Session.Binary;

/// <summary>What concerns the server rather than an item: noop, version, quit, flush, and SASL, which is not offered.</summary>
internal sealed partial class BinarySession
{
    private static readonly byte[] VersionText = Encoding.ASCII.GetBytes(CacheContext.Version);

    /// <summary>False: close after the reply.</summary>
    private bool ExecuteServerCommand(in BinaryRequest request, OutputBuffer output)
    {
        switch (request.Header.Opcode.Loud())
        {
            case BinaryOpcode.NoOp:
                Succeed(request, output);
                return true;
            case BinaryOpcode.Version:
                BinaryResponseWriter.Write(output, request.Header, BinaryStatus.Success, [], VersionText, 0);
                return true;
            case BinaryOpcode.Flush:
                Flush(request, output);
                return true;
            case BinaryOpcode.Stat:
                Stat(request, output);
                return true;
            case BinaryOpcode.Quit:
                Succeed(request, output);
                return false;
            default:
                counters.ProtocolErrors++;
                Fail(request, output, BinaryStatus.UnknownCommand);
                return true;
        }
    }

    private void Flush(in BinaryRequest request, OutputBuffer output)
    {
        if (_options.FlushDisabled)
        {
            Fail(request, output, BinaryStatus.AuthError);
            return;
        }

        var delay = request.Expiration;
        _engine.FlushAll(delay == 0 ? _engine.Clock.Now : _engine.Clock.ExpiryOf(delay).EngineSecond);
        counters.CmdFlush++;
        Succeed(request, output);
    }
}
