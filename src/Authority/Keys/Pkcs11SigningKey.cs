using System.Security.Cryptography;
using Garita.Pki.Keys;

namespace Garita.Authority.Keys;

/// <summary>
/// A key that never leaves its token: an HSM, a smart card, SoftHSM. It is asked through OpenSSL's engine
/// <c>pkcs11</c>, which loads the token's library from <c>PKCS11_MODULE_PATH</c> or asks p11-kit. Prints a placeholder.
/// </summary>
public sealed class Pkcs11SigningKey : ISigningKey, IDisposable
{
    private const string Engine = "pkcs11";

    // ERR_LIB_ENGINE << 23 with these reasons (openssl/engineerr.h).
    private const int NoSuchEngine = 0x13000074;
    private const int SharedLibraryNotFound = 0x13000084;

    private readonly ECDsaOpenSsl _pair;

    // A session with a token is one conversation; two signatures at once would mix theirs.
    private readonly Lock _gate = new();

    private Pkcs11SigningKey(ECDsaOpenSsl pair, EcPublicKey publicKey)
    {
        _pair = pair;
        PublicKey = publicKey;
    }

    /// <inheritdoc/>
    public EcPublicKey PublicKey { get; }

    /// <summary>
    /// Logs in and finds the key; it is non-null only when it was opened. A wrong PIN counts at the token, and the
    /// engine tries it twice; a token asks one process only once. What goes wrong, the engine says on standard error,
    /// without the PIN.
    /// </summary>
    /// <param name="uri">The key.</param>
    /// <param name="pin">The PIN; null for a token that needs no login. It stays the caller's to dispose.</param>
    /// <param name="key">The key, owned by the caller.</param>
    public static Pkcs11Opening TryOpen(Pkcs11Uri uri, Passphrase? pin, out Pkcs11SigningKey? key)
    {
        ArgumentNullException.ThrowIfNull(uri);
        key = null;
        SafeEvpPKeyHandle handle;
        try
        {
            using PinFile? file = pin is null ? null : PinFile.Create(pin);
            handle = SafeEvpPKeyHandle.OpenPrivateKeyFromEngine(
                Engine, file is null ? uri.ToString() : $"{uri};pin-source=file:{file.Path}");
        }
        catch (CryptographicException fault)
        {
            return fault.HResult is NoSuchEngine or SharedLibraryNotFound
                ? Pkcs11Opening.NoEngine
                : Pkcs11Opening.NotFound;
        }
        catch (PlatformNotSupportedException)
        {
            return Pkcs11Opening.NoEngine;
        }

        using (handle)
        {
            key = Own(handle);
        }

        return key is null ? Pkcs11Opening.NotP256 : Pkcs11Opening.Opened;
    }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            return _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "[signing key on a token]";

    /// <inheritdoc/>
    public void Dispose() => _pair.Dispose();

    private static Pkcs11SigningKey? Own(SafeEvpPKeyHandle handle)
    {
        ECDsaOpenSsl? pair = null;
        try
        {
            pair = new ECDsaOpenSsl(handle);
            Pkcs11SigningKey key = new(pair, EcPublicKey.Of(pair));
            pair = null;
            return key;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return null;
        }
        finally
        {
            pair?.Dispose();
        }
    }
}
