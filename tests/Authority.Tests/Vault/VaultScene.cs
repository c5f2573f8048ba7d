using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Durable;
using Garita.Pki.Issuing;
using Garita.TestKit;

namespace Garita.Authority.Tests.Vault;

/// <summary>A place for a vault, and its secrets.</summary>
internal sealed class VaultScene : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public VaultScene() => Layout = new VaultLayout(_directory.File("data"));

    public VaultLayout Layout { get; }

    public DurableFiles Files { get; } = new();

    public DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public Passphrase Root { get; } = Passphrase.Generate();

    public Passphrase Unlock { get; } = Passphrase.Generate();

    // One round of derivation: what is tested is which key opens what, not how long it takes to guess.
    public VaultRequest Request(bool locked = true, params string[] names)
    {
        Assert.True(AlternativeNames.TryParse(
            names.Length > 0 ? names : ["mqtt.lan", "127.0.0.1"], out AlternativeNames parsed, out _));
        return new VaultRequest(parsed, Root, locked ? Unlock : null) { Iterations = 1 };
    }

    public void Init(bool locked = true)
    {
        Assert.Equal(VaultRefusal.None, VaultDraft.TryBegin(
            Layout.DataDirectory, Request(locked), Files, Now, out VaultDraft? draft));
        using (draft)
        {
            draft!.Commit();
        }
    }

    public AuthorityVault Open(bool locked = true)
    {
        VaultRefusal refusal = AuthorityVault.TryOpen(
            Layout, Files, locked ? Unlock : null, Now, out AuthorityVault? vault);
        Assert.Equal(VaultRefusal.None, refusal);
        return vault!;
    }

    public static string TextOf(Passphrase passphrase)
    {
        string text = string.Empty;
        passphrase.Reveal(characters => text = characters.ToString());
        return text;
    }

    public void Dispose()
    {
        Root.Dispose();
        Unlock.Dispose();
        _directory.Dispose();
    }
}
