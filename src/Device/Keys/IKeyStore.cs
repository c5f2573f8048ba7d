using System.Security.Cryptography;

namespace Garita.Device.Keys;

/// <summary>
/// Where a device keeps its key, its certificate and the root it trusts. The trust boundary for a TPM, a secure element
/// or a PKCS#11 token: the key signs, and need not be able to leave.
/// </summary>
public interface IKeyStore
{
    /// <summary>What protects the key here, and what does not; for people.</summary>
    string Protection { get; }

    /// <summary>Whether a key has been made.</summary>
    bool HasKey { get; }

    /// <summary>Whether there is an encryption key.</summary>
    bool HasEncryptionKey { get; }

    /// <summary>Makes a P-256 key, and an encryption key beside it where there is none.</summary>
    /// <exception cref="DeviceException">There is one already, or it cannot be stored.</exception>
    void CreateKey();

    /// <summary>
    /// Makes the encryption key for a store that was made without: a P-256 key of its own, to which the keys of
    /// encrypted images are wrapped. It never signs, and the certificate's key never decrypts.
    /// </summary>
    /// <exception cref="DeviceException">There is one already, or it cannot be stored.</exception>
    void CreateEncryptionKey();

    /// <summary>The encryption key, for agreeing on secrets; the caller disposes it.</summary>
    /// <exception cref="DeviceException">There is none, or it cannot be opened.</exception>
    ECDiffieHellman OpenEncryptionKey();

    /// <summary>The key, for signing; the caller disposes it.</summary>
    /// <exception cref="DeviceException">There is none, or it cannot be opened.</exception>
    ECDsa OpenKey();

    /// <summary>The certificates; the caller disposes them.</summary>
    /// <exception cref="DeviceException">There are none, or they cannot be read.</exception>
    DeviceCertificates LoadCertificates();

    /// <summary>Puts certificates in place of what was there; they are on the disk when this returns.</summary>
    /// <exception cref="DeviceException">The certificate is for another key, or cannot be stored.</exception>
    void SaveCertificates(DeviceCertificates certificates);
}
