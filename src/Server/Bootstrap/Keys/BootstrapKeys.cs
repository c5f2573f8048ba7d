using System.Security.Cryptography;
using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Enrollment;
using Garita.Enrollment.Replies;
using Garita.Pki.Keys;
using Garita.Server.Hosting;

namespace Garita.Server.Bootstrap.Keys;

/// <summary>
/// The keys of bootstrap, from the vault. A key that was retired may still be signing a reply, so none is disposed
/// before all are.
/// </summary>
internal sealed class BootstrapKeys : IDisposable
{
    private readonly AuthorityVault _vault;

    // Guarded by itself.
    private readonly List<SoftwareSigningKey> _opened;

    // Each swapped as a whole by the one rotation at a time.
    private volatile MessageKeys _messages;
    private volatile SoftwareSigningKey _token;

    private BootstrapKeys(AuthorityVault vault, List<SoftwareSigningKey> opened)
    {
        (_vault, _opened) = (vault, opened);
        _messages = new MessageKeys(opened[(int)BootstrapKey.Message], opened[(int)BootstrapKey.NextMessage]);
        _token = opened[(int)BootstrapKey.Token];
        byte[] master = opened[(int)BootstrapKey.Secrets].DeriveSecret("garita enrollment 1");
        Secrets = new EnrollmentSecrets(master);
        CryptographicOperations.ZeroMemory(master);
    }

    /// <summary>What signs replies.</summary>
    public MessageKeys Messages => _messages;

    /// <summary>What codes and tokens are drawn from; it is never rotated.</summary>
    public EnrollmentSecrets Secrets { get; }

    /// <summary>What signs access tokens.</summary>
    public ISigningKey Token => _token;

    /// <summary>Opens them, and ends a rotation that the power went in.</summary>
    /// <param name="vault">Where they are.</param>
    /// <param name="isNew">Whether no device was ever given anything that depends on them.</param>
    /// <param name="directory">For what a person is told.</param>
    /// <exception cref="StartupException">Why they cannot be opened; none stays open.</exception>
    public static BootstrapKeys Open(AuthorityVault vault, bool isNew, string directory)
    {
        List<SoftwareSigningKey> opened = [];
        foreach (BootstrapKey which in Enum.GetValues<BootstrapKey>())
        {
            VaultRefusal refusal = vault.TryOpenBootstrapKey(which, isNew, out SoftwareSigningKey? key);
            if (key is null)
            {
                opened.ForEach(held => held.Dispose());
                throw StartupException.Of(refusal, directory);
            }

            opened.Add(key);
        }

        BootstrapKeys keys = new(vault, opened);
        if (keys.Messages.Current.PublicKey.Hash == keys.Messages.Next.PublicKey.Hash)
        {
            keys.UseNext();
        }

        return keys;
    }

    /// <summary>Makes the next message key the current one; on the disk when this returns.</summary>
    /// <exception cref="Durable.DurableException">
    /// The disk fails: the old one still signs, and the next start or the next try ends what was begun.
    /// </exception>
    public void AdvanceMessageKey()
    {
        _vault.PromoteNextMessageKey();
        UseNext();
    }

    /// <summary>Makes a new token key; on the disk when this returns.</summary>
    /// <exception cref="Durable.DurableException">The disk fails: the old one still signs.</exception>
    public void RenewTokenKey() => _token = Keep(_vault.RenewBootstrapKey(BootstrapKey.Token));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_opened)
        {
            _opened.ForEach(key => key.Dispose());
        }
    }

    private void UseNext() =>
        _messages = new MessageKeys(_messages.Next, Keep(_vault.RenewBootstrapKey(BootstrapKey.NextMessage)));

    private SoftwareSigningKey Keep(SoftwareSigningKey key)
    {
        lock (_opened)
        {
            _opened.Add(key);
        }

        return key;
    }
}
