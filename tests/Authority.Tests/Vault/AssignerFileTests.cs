using Garita.Authority.Vault;
using Garita.Durable;
using Garita.Pki.Keys;
using Garita.Pki.Verification;

namespace Garita.Authority.Tests.Vault;

public sealed class AssignerFileTests : IDisposable
{
    private readonly VaultScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void An_assigner_is_made_once_and_is_the_same_after_a_restart()
    {
        _scene.Init();
        KeyOf first = Open(locked: true);
        Assert.True(first.WasRenewed);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scene.Layout.Assigner));
        Assert.Contains("BEGIN ENCRYPTED PRIVATE KEY", File.ReadAllText(_scene.Layout.Assigner));
        KeyOf again = Open(locked: true);
        Assert.Equal(first with { WasRenewed = false }, again);
    }

    [Fact]
    public void What_it_signs_is_good_under_the_server_root_of_this_vault_alone()
    {
        _scene.Init(locked: false);
        using VaultScene other = new();
        other.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        using AuthorityVault stranger = other.Open(locked: false);
        Assert.Equal(VaultRefusal.None, vault.TryOpenAssigner(_scene.Now, out Assigner? assigner));
        using (assigner)
        {
            byte[] signature = assigner!.Key.Sign("data"u8);
            Assert.Equal(ChainRefusal.None, AssignerCertificate.TryVerify(
                assigner.Certificate.Span, assigner.Issuer.Span, vault.Certificates.ServerRoot, out var proven));
            Assert.True(proven!.Key.Verify("data"u8, signature));
            Assert.NotEqual(ChainRefusal.None, AssignerCertificate.TryVerify(
                assigner.Certificate.Span, assigner.Issuer.Span, stranger.Certificates.ServerRoot, out _));
            Assert.Equal("assigner [signing key]", assigner.ToString());
        }
    }

    [Fact]
    public void It_is_made_anew_when_a_third_of_its_life_is_left()
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        KeyOf first = Read(vault, _scene.Now);
        TimeSpan life = first.NotAfter - _scene.Now;
        Assert.InRange(life.TotalDays, 3649, 3651);
        KeyOf later = Read(vault, _scene.Now + (life * 0.66));
        KeyOf due = Read(vault, _scene.Now + (life * 0.67));
        Assert.Equal((first.Key, false), (later.Key, later.WasRenewed));
        Assert.True(due.WasRenewed);
        Assert.NotEqual(first.Key, due.Key);

        // The issuer's life caps it, so its own third comes sooner; each one lasts.
        Assert.Equal(due with { WasRenewed = false }, Read(vault, _scene.Now + (life * 0.68)));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_no_new_one()
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        KeyOf first = Read(vault, _scene.Now);
        Assert.Equal(first with { WasRenewed = false }, Read(vault, _scene.Now.AddYears(-30)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("cut")]
    [InlineData("no certificate")]
    [InlineData("no key")]
    [InlineData("another key")]
    [InlineData("another vault")]
    [InlineData("the server's")]
    [InlineData("empty")]
    public void A_file_that_is_not_usable_is_made_anew(string damage)
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        KeyOf first = Read(vault, _scene.Now);
        File.WriteAllText(_scene.Layout.Assigner, Damaged(vault, damage));
        KeyOf second = Read(vault, _scene.Now);
        Assert.True(second.WasRenewed);
        Assert.NotEqual(first.Key, second.Key);
        Assert.Equal(second with { WasRenewed = false }, Read(vault, _scene.Now));
    }

    [Fact]
    public void A_file_under_another_secret_is_made_anew_under_this_one()
    {
        _scene.Init();
        using VaultScene other = new();
        other.Init();
        using (AuthorityVault stranger = other.Open())
        {
            Read(stranger, other.Now);
        }

        File.Copy(other.Layout.Assigner, _scene.Layout.Assigner);
        Assert.True(Open(locked: true).WasRenewed);
        Assert.False(Open(locked: true).WasRenewed);
    }

    [Fact]
    public void A_file_that_others_may_read_is_refused_and_left_alone()
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        Read(vault, _scene.Now);
        byte[] before = File.ReadAllBytes(_scene.Layout.Assigner);
        File.SetUnixFileMode(
            _scene.Layout.Assigner, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(VaultRefusal.KeyReadableByOthers, vault.TryOpenAssigner(_scene.Now, out Assigner? none));
        Assert.Null(none);
        Assert.Equal(before, File.ReadAllBytes(_scene.Layout.Assigner));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Power_cut_while_it_is_made_leaves_none_or_a_whole_one(bool afterWrite)
    {
        _scene.Init(locked: false);
        CutFiles files = new(cutAt: 2, afterWrite); // the first is what a crash of init left
        Assert.Equal(VaultRefusal.None, AuthorityVault.TryOpen(
            _scene.Layout, files, null, _scene.Now, out AuthorityVault? cut));
        using (cut)
        {
            Assert.Throws<DurableException>(() => cut!.TryOpenAssigner(_scene.Now, out _));
        }

        Assert.Equal(afterWrite, File.Exists(_scene.Layout.Assigner));
        Assert.Equal(!afterWrite, Open(locked: false).WasRenewed);
    }

    [Fact]
    public void An_assigner_in_the_place_of_the_server_serves_nothing()
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        KeyOf assigner = Read(vault, _scene.Now);
        File.Copy(_scene.Layout.Assigner, _scene.Layout.Server, overwrite: true);
        using ServerTls tls = vault.GetServerTls(_scene.Now);
        Assert.True(tls.WasRenewed);
        Assert.Equal(assigner with { WasRenewed = false }, Read(vault, _scene.Now));
    }

    private static KeyOf Read(AuthorityVault vault, DateTimeOffset now)
    {
        Assert.Equal(VaultRefusal.None, vault.TryOpenAssigner(now, out Assigner? assigner));
        using (assigner)
        {
            return new KeyOf(
                Convert.ToHexString(assigner!.Certificate.Span), assigner.Key.PublicKey.Hash,
                assigner.Validity.NotAfter, assigner.WasRenewed);
        }
    }

    private KeyOf Open(bool locked)
    {
        using AuthorityVault vault = _scene.Open(locked);
        return Read(vault, _scene.Now);
    }

    private string Damaged(AuthorityVault vault, string damage)
    {
        string text = File.ReadAllText(_scene.Layout.Assigner);
        int key = text.IndexOf("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
        switch (damage)
        {
            case "nonsense":
                return "-----BEGIN NONSENSE-----";
            case "cut":
                return text[..(text.Length / 2)];
            case "no certificate":
                return text[..key];
            case "no key":
                return text[key..];
            case "another key":
                File.Delete(_scene.Layout.Assigner);
                Read(vault, _scene.Now);
                string other = File.ReadAllText(_scene.Layout.Assigner);
                return other[..other.IndexOf("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal)] + text[key..];
            case "another vault":
                using (VaultScene scene = new())
                {
                    scene.Init(locked: false);
                    using AuthorityVault stranger = scene.Open(locked: false);
                    Read(stranger, scene.Now);
                    return File.ReadAllText(scene.Layout.Assigner);
                }

            case "the server's":
                return File.ReadAllText(_scene.Layout.Server);
            default:
                return string.Empty;
        }
    }

    private sealed record KeyOf(string Certificate, PublicKeyHash Key, DateTimeOffset NotAfter, bool WasRenewed);
}
