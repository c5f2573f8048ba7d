using System.Security.Cryptography;
using System.Text;
using Garita.Pki.Keys;

namespace Garita.Cli.Firmware.Keys;

/// <summary>Public keys as <c>garita firmware key</c> and openssl write them: SubjectPublicKeyInfo in PEM.</summary>
public static class PublicKeyFiles
{
    private const string Label = "PUBLIC KEY";
    private const int MaxLength = 16 * 1024;

    /// <summary>Reads a P-256 key. Throws <see cref="CliException"/> that names the option and the file.</summary>
    public static EcPublicKey Read(string option, string path)
    {
        string full = Path.GetFullPath(path);
        string text = Encoding.UTF8.GetString(ReleaseFiles.Read(option, full, MaxLength));
        byte[] der = [];
        if (PemEncoding.TryFind(text, out PemFields fields) && text.AsSpan()[fields.Label].SequenceEqual(Label))
        {
            der = Convert.FromBase64String(text[fields.Base64Data]);
        }

        KeyRefusal refusal = EcPublicKey.TryParse(der, out EcPublicKey? key);
        return refusal == KeyRefusal.None
            ? key!
            : throw new CliException(ExitCode.Usage, $"{option}: {full}: {Why(refusal)}");
    }

    private static string Why(KeyRefusal refusal) => refusal switch
    {
        KeyRefusal.None => "not refused",
        KeyRefusal.Malformed => $"not a public key in PEM (-----BEGIN {Label}-----)",
        KeyRefusal.Rsa => "an RSA key; release keys are P-256",
        KeyRefusal.OtherAlgorithm => "not a key for signing with ECDSA",
        KeyRefusal.OtherCurve => "a key on another curve than P-256",
        KeyRefusal.ExplicitCurve => "the curve is spelled out instead of named",
        KeyRefusal.CompressedPoint => "a compressed point; write the key uncompressed",
        KeyRefusal.PointNotOnCurve => "the point is not on the curve",
    };
}
