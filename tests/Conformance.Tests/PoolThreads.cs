using System.Runtime.CompilerServices;

namespace FromScratch.Conformance.Tests;

/// <summary>
/// Many clients here block the thread that they are called on. The pool adds threads slowly, and clients that need one to see an answer
/// would give up meanwhile.
/// </summary>
internal static class PoolThreads
{
    private const int Threads = 128;

#pragma warning disable CA2255 // It is for the whole assembly, before its first test.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Prepare() => ThreadPool.SetMinThreads(Threads, Threads);
}
