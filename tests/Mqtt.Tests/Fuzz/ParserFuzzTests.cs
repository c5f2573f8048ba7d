using System.Diagnostics;
using System.Security.Cryptography;
using Garita.Mqtt.Packets;
using Garita.Mqtt.Tests.Samples;
using Garita.Mqtt.Tests.Wire;
using Garita.Mqtt.Wire;

namespace Garita.Mqtt.Tests.Fuzz;

/// <summary>
/// Mutates the inputs in <c>corpus</c> and holds the parser to its promises. GARITA_LONG=1 runs two minutes from a new
/// seed; otherwise five seconds from a fixed one. To reproduce a failure, save the bytes in the message under the name
/// it gives: the corpus is tested first, unchanged.
/// </summary>
public sealed class ParserFuzzTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("GARITA_LONG") == "1";

    private static readonly TimeSpan Time = Long ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(5);

    private static string CorpusFolder => Path.Combine(AppContext.BaseDirectory, "Fuzz", "corpus");

    [Fact]
    public void Corpus_has_every_packet_type_in_both_versions()
    {
        var corpus = ReadCorpus();
        foreach (var sample in PacketSamples.All)
        {
            Assert.Contains(corpus, bytes => bytes.AsSpan().SequenceEqual(sample.Bytes));
        }
    }

    [Fact]
    public void Corpus_breaks_no_promise()
    {
        foreach (byte[] bytes in ReadCorpus())
        {
            Check(bytes);
        }
    }

    [Fact]
    public void Mutants_of_the_corpus_break_no_promise()
    {
        var corpus = ReadCorpus();
        int seed = Long ? RandomNumberGenerator.GetInt32(int.MaxValue) : 20_190;
        var mutator = new Mutator(seed, corpus);
        long started = Stopwatch.GetTimestamp();
        int accepted = 0;
        int runs = 0;
        do
        {
            accepted += Check(mutator.Next()) ? 1 : 0;
            runs++;
        }
        while (Stopwatch.GetElapsedTime(started) < Time);

        // A mutator that only makes what is refused at once, or never, tests nothing.
        Assert.InRange(accepted, runs / 100, runs - (runs / 100));
    }

    private static bool Check(byte[] bytes)
    {
        bool read = false;
        var fault = Record.Exception(() => read = Judge(bytes, MqttVersion.V311) | Judge(bytes, MqttVersion.V500));
        if (fault is not null)
        {
            string name = Convert.ToHexStringLower(SHA256.HashData(bytes))[..12] + ".hex";
            Assert.Fail($"Save as tests/Mqtt.Tests/Fuzz/corpus/{name}: {Convert.ToHexString(bytes)}\n{fault}");
        }

        return read;
    }

    /// <summary>
    /// Reading neither throws nor allocates beyond bounds; what was read can be written and is read the same.
    /// </summary>
    private static bool Judge(byte[] bytes, MqttVersion version)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool whole = FrameReader.TryRead(bytes, 1 << 20, out var frame) == FrameStatus.Complete;
        IPacket? packet = null;
        bool read = whole && AnyPacket.TryRead(frame, version, out packet) == PacketStatus.Ok;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= AllocationBoundTests.PermittedFor(bytes.Length), $"{allocated} allocated");
        Assert.Equal(read, packet is not null);
        if (!read)
        {
            return false;
        }

        byte[] written = AnyPacket.Write(packet!, version);
        Assert.True(written.Length <= frame.Length, "The writer's form is never longer.");
        var again = AnyPacket.Read(written, version);
        Assert.Equal(written, AnyPacket.Write(again, version));
        return true;
    }

    private static List<byte[]> ReadCorpus() =>
        [.. Directory.GetFiles(CorpusFolder, "*.hex").Order(StringComparer.Ordinal)
            .SelectMany(File.ReadAllLines)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(AnyPacket.Hex)];
}
