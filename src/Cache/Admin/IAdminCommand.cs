using FromScratch.Core.Buffers;
using FromScratch.Transport;

namespace FromScratch.Cache.Admin;

/// <summary>One verb of the operators.</summary>
internal interface IAdminCommand
{
    AdminResult Execute(in AdminLine line, IConnection connection, OutputBuffer output);
}
