using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Garita.Quic.Tests.Long;

/// <summary>Says how far a test of minutes is, while it runs.</summary>
public sealed class LongProgress(IMessageSink sink)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Time since this was made, and since <see cref="Restart"/>.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>This process's memory, after a collection.</summary>
    public static long ResidentMiB
    {
        get
        {
            GC.Collect(2, GCCollectionMode.Forced, true, true);
            using Process self = Process.GetCurrentProcess();
            return self.WorkingSet64 / (1024 * 1024);
        }
    }

    /// <summary>Begins to count time anew.</summary>
    public void Restart() => _watch.Restart();

    /// <summary>Says a line, with the time that has passed and the CPU that was used.</summary>
    public void Say(FormattableString line)
    {
        using Process self = Process.GetCurrentProcess();
        string cpu = self.TotalProcessorTime.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        string said = line.ToString(CultureInfo.InvariantCulture);
        sink.OnMessage(new DiagnosticMessage($"{_watch.Elapsed:hh\\:mm\\:ss}, {cpu} s CPU: {said}"));
    }
}
