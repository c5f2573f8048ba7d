using System.Security.Cryptography;
using Garita.Authority.Keys;
using Garita.Durable;

namespace Garita.Authority.Vault;

/// <summary>
/// A key of the vault that certifies nothing: of the audit log, of replies to devices. No authority's key stands in.
/// </summary>
internal sealed class SideKeyFile(string path, IDurableFiles files, Passphrase? secret, KeyPem pem)
{
    /// <summary>Opens the key; it is non-null only when nothing is refused, and is the caller's.</summary>
    public VaultRefusal TryOpen(out SoftwareSigningKey? key)
    {
        key = null;
        if (!File.Exists(path))
        {
            return VaultRefusal.Damaged;
        }

        if (VaultKeys.IsReadableByOthers(path))
        {
            return VaultRefusal.KeyReadableByOthers;
        }

        byte[] content = files.Read(path, VaultKeys.MaxKeyLength);
        KeyOpening opening = KeyPem.TryRead(content, secret, out key);
        CryptographicOperations.ZeroMemory(content);
        return opening switch
        {
            KeyOpening.Opened => VaultRefusal.None,
            KeyOpening.SecretNeeded => VaultRefusal.SecretNeeded,
            KeyOpening.WrongSecret => VaultRefusal.WrongSecret,
            KeyOpening.Damaged => VaultRefusal.Damaged,
        };
    }

    /// <summary>Makes the key; where there is one, the disk refuses.</summary>
    public SoftwareSigningKey Make() => Make(content => files.WriteNew(path, content, FileSecrecy.Secret));

    /// <summary>Puts a fresh key in place of what was there.</summary>
    public SoftwareSigningKey Renew() => Make(content => files.Replace(path, content, FileSecrecy.Secret));

    /// <summary>Puts this key in place of another file's, sealed as it is.</summary>
    public void CopyTo(string target)
    {
        byte[] content = files.Read(path, VaultKeys.MaxKeyLength);
        try
        {
            files.Replace(target, content, FileSecrecy.Secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private SoftwareSigningKey Make(Action<byte[]> write)
    {
        SoftwareSigningKey key = SoftwareSigningKey.Generate();
        byte[] content = pem.Write(key, secret);
        try
        {
            write(content);
            return key;
        }
        catch (DurableException)
        {
            key.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
