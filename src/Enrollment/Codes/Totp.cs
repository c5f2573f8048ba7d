using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Garita.Enrollment.Codes;

/// <summary>
/// Time-based one-time passwords (RFC 6238) with HMAC-SHA-256, eight digits and steps of 30 s: machines type them.
/// </summary>
public static class Totp
{
    /// <summary>The shortest seed, in bytes: what the hash gives (RFC 4226 4, R6).</summary>
    public const int MinSeedBytes = 20;

    /// <summary>The longest seed, in bytes.</summary>
    public const int MaxSeedBytes = 64;

    private const int StepSeconds = 30;
    private const int Digits = 8;
    private const int Modulus = 100_000_000;

    // RFC 6238 5.2: one step for the network and for clocks that differ.
    private const int Window = 1;

    /// <summary>The number of the step that a time lies in.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The password of one step.</summary>
    public static string Compute(ReadOnlySpan<byte> seed, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed, counter, mac);

        // RFC 4226 5.3: dynamic truncation.
        int offset = mac[^1] & 0x0f;
        int value = BinaryPrimitives.ReadInt32BigEndian(mac[offset..]) & 0x7fff_ffff;
        return (value % Modulus).ToString("D" + Digits, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The step whose password was given, newer than the last that was accepted; null where it is none of now.
    /// </summary>
    /// <param name="seed">The device's seed.</param>
    /// <param name="password">What was given; null counts as wrong.</param>
    /// <param name="now">The time here.</param>
    /// <param name="last">The last step that was accepted: each is good once (RFC 6238 5.2).</param>
    public static long? Match(ReadOnlySpan<byte> seed, string? password, DateTimeOffset now, long last)
    {
        long current = StepOf(now);
        long? matched = null;
        byte[] given = Encoding.UTF8.GetBytes(password ?? string.Empty);
        for (long step = current - Window; step <= current + Window; step++)
        {
            byte[] meant = Encoding.ASCII.GetBytes(Compute(seed, step));
            if (CryptographicOperations.FixedTimeEquals(meant, given) && step > last)
            {
                matched = step;
            }
        }

        return matched;
    }
}
