using System.Buffers.Text;
using System.Security.Cryptography;

namespace Garita.Server.Api.Access;

/// <summary>The secret of a token: 256 random bits behind a prefix that scanners for leaked secrets can find.</summary>
internal static class ApiToken
{
    public const string Prefix = "garita_";

    private const int SecretBytes = 32;

    public static string Make()
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        RandomNumberGenerator.Fill(secret);
        string text = Prefix + Base64Url.EncodeToString(secret);
        CryptographicOperations.ZeroMemory(secret);
        return text;
    }

    /// <summary>
    /// What is stored. A plain hash is enough: nobody can try 2^256 secrets, so there is nothing to slow down.
    /// </summary>
    public static byte[] Hash(string secret) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret));
}
