using System.Diagnostics;
using System.Security.Cryptography;
using Garita.Firmware.Manifests;
using Garita.IndependentReader;
using Garita.IndependentReader.Suit;

namespace Garita.Firmware.Tests.Attacks;

/// <summary>Verifies, and holds the verifier to what it promises of any bytes.</summary>
internal static class Verdict
{
    // What one verification may take beside what the bytes themselves need: keys, hashes, what was read.
    private const long Allowance = 256 * 1024;
    private const int PerByte = 64;

    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(20);

    /// <summary>The one refusal, or none; no exception, no unbounded work.</summary>
    public static ManifestRefusal Of(byte[] envelope, ReleaseKeys keys) => Of(envelope, keys, out _);

    public static ManifestRefusal Of(byte[] envelope, ReleaseKeys keys, out VerifiedManifest? verified)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long begun = Stopwatch.GetTimestamp();
        bool accepted = VerifiedManifest.TryVerify(envelope, keys, out verified, out ManifestRefusal refusal);
        Assert.True(Stopwatch.GetElapsedTime(begun) < s_most, "time");
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= Allowance + ((long)PerByte * envelope.Length), $"{allocated} bytes allocated");
        Assert.Equal(accepted, refusal == ManifestRefusal.None);
        Assert.Equal(accepted, verified is not null);
        Assert.True(Enum.IsDefined(refusal));
        return refusal;
    }

    /// <summary>What the second reader says: whether this is an envelope that enough keys signed.</summary>
    public static bool OfSecondReader(byte[] envelope, int threshold, params TestKey[] keys)
    {
        ECDsa[] pairs = [.. keys.Select(Public)];
        try
        {
            return SuitEnvelope.Read(envelope).Signers(pairs) >= threshold;
        }
        catch (UnreadableException)
        {
            return false;
        }
        finally
        {
            Array.ForEach(pairs, pair => pair.Dispose());
        }
    }

    private static ECDsa Public(TestKey key)
    {
        var pair = ECDsa.Create();
        pair.ImportSubjectPublicKeyInfo(key.PublicKey.SubjectPublicKeyInfo.Span, out _);
        return pair;
    }
}
