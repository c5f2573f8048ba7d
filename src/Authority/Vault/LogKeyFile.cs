using System.Security.Cryptography;
using Garita.Authority.Keys;
using Garita.Durable;

namespace Garita.Authority.Vault;

/// <summary>The audit log's own key: it certifies nothing, and no authority's key signs for the log.</summary>
internal sealed class LogKeyFile(VaultLayout layout, IDurableFiles files, Passphrase? secret, KeyPem pem)
{
    /// <summary>Opens the key; it is non-null only when nothing is refused, and is the caller's.</summary>
    public VaultRefusal TryOpen(out SoftwareSigningKey? key)
    {
        key = null;
        if (!File.Exists(layout.LogKey))
        {
            return VaultRefusal.Damaged;
        }

        if (VaultKeys.IsReadableByOthers(layout.LogKey))
        {
            return VaultRefusal.KeyReadableByOthers;
        }

        byte[] content = files.Read(layout.LogKey, VaultKeys.MaxKeyLength);
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
    public SoftwareSigningKey Make()
    {
        SoftwareSigningKey key = SoftwareSigningKey.Generate();
        byte[] content = pem.Write(key, secret);
        try
        {
            files.WriteNew(layout.LogKey, content, FileSecrecy.Secret);
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
