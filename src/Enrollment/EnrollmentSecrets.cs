using System.Security.Cryptography;
using System.Text;
using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Sessions;

namespace Garita.Enrollment;

/// <summary>
/// The symmetric secrets of enrolment, each drawn from one master for one use (RFC 5869). Prints a placeholder.
/// </summary>
public sealed class EnrollmentSecrets
{
    private const int SecretBytes = 32;

    private readonly byte[] _codes;
    private readonly byte[] _refresh;
    private readonly byte[] _tokens;

    /// <summary>Derives the secrets.</summary>
    /// <param name="master">32 secret bytes at least; the caller zeroes them.</param>
    public EnrollmentSecrets(ReadOnlySpan<byte> master)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(master.Length, SecretBytes);
        _codes = Derive(master, "garita one-time codes 1");
        _refresh = Derive(master, "garita refresh tokens 1");
        _tokens = Derive(master, "garita access tokens 1");
    }

    /// <summary>What access tokens are encrypted under, for A128CBC-HS256 (RFC 7518 5.2.3).</summary>
    internal ReadOnlyMemory<byte> TokenKey => _tokens;

    /// <inheritdoc/>
    public override string ToString() => "[secrets of enrolment]";

    /// <summary>
    /// What is kept of a code. It is bound to device and key, so that a code is worth nothing at another registration.
    /// </summary>
    internal byte[] MacOf(OneTimeCode code, Identity device, string key)
    {
        byte[] bound = [.. Encoding.ASCII.GetBytes($"{device.Name}\n{key}\n"), .. code.Bytes()];
        return HMACSHA256.HashData(_codes, bound);
    }

    /// <summary>The first refresh token of a session.</summary>
    internal RefreshToken FirstOf(SessionId session) => new(session, Mac("first\n"u8, session.ToBytes()));

    /// <summary>
    /// The one token that follows another. Nobody has to store it for it to be given once more.
    /// </summary>
    internal RefreshToken SuccessorOf(RefreshToken token) => new(token.Session, Mac("next\n"u8, token.ToBytes()));

    private byte[] Mac(ReadOnlySpan<byte> label, ReadOnlySpan<byte> data)
    {
        byte[] labelled = [.. label, .. data];
        return HMACSHA256.HashData(_refresh, labelled);
    }

    private static byte[] Derive(ReadOnlySpan<byte> master, string use)
    {
        byte[] secret = new byte[SecretBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, secret, [], Encoding.ASCII.GetBytes(use));
        return secret;
    }
}
