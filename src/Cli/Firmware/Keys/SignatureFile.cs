using System.Text;
using Garita.Pki.Keys;

namespace Garita.Cli.Firmware.Keys;

/// <summary>A signature that was made elsewhere, in whatever form its maker's tool gave it.</summary>
public static class SignatureFile
{
    // The longest is DER in base64 with line ends; anything beyond is another file.
    private const int MaxLength = 1024;

    /// <summary>Reads the signature that this key made over these bytes, and refuses anything else.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Whose signature it must be.</param>
    /// <param name="signed">What was signed.</param>
    /// <param name="what">The file that was to be signed, for messages.</param>
    public static EcdsaSignature Read(string path, EcPublicKey key, byte[] signed, string what)
    {
        ArgumentNullException.ThrowIfNull(key);
        string file = Path.GetFullPath(path);
        EcdsaSignature[] candidates = [.. Readings(ReleaseFiles.Read("--signature", file, MaxLength))];
        if (candidates.Length == 0)
        {
            throw new CliException(
                ExitCode.Usage,
                $"--signature: {file}: neither DER nor r and s of a P-256 signature, nor either as text");
        }

        return candidates.FirstOrDefault(s => key.Verify(signed, s.ToDer())) ?? throw new CliException(
            ExitCode.Failed, $"--signature: {file}: not this key's signature over {what}",
            "a KMS that is given a digest gets what --digest-only prints, and must not hash it again");
    }

    // Which form it is in decides itself: only the right reading verifies.
    private static IEnumerable<EcdsaSignature> Readings(byte[] given)
    {
        string packed = string.Concat(Encoding.Latin1.GetString(given).Where(c => !char.IsWhiteSpace(c)));
        List<byte[]> forms = [given];
        if (packed.Length % 2 == 0 && packed.All(char.IsAsciiHexDigit))
        {
            forms.Add(Convert.FromHexString(packed));
        }

        byte[] decoded = new byte[packed.Length];
        if (Convert.TryFromBase64String(packed, decoded, out int length))
        {
            forms.Add(decoded[..length]);
        }

        foreach (byte[] form in forms)
        {
            if (EcdsaSignature.TryFromDer(form, out EcdsaSignature? der))
            {
                yield return der;
            }

            if (EcdsaSignature.TryFromRaw(form, out EcdsaSignature? raw))
            {
                yield return raw;
            }
        }
    }
}
