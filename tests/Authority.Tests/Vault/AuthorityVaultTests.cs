using Garita.Authority.Keys;
using Garita.Authority.Vault;
using Garita.Pki.Profiles;
using Garita.TestKit;

namespace Garita.Authority.Tests.Vault;

public sealed class AuthorityVaultTests : IDisposable
{
    private readonly VaultScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Each_key_opens_with_its_own_secret_alone()
    {
        _scene.Init();
        Assert.Equal(VaultRefusal.SecretNeeded, TryOpen(null));
        Assert.Equal(VaultRefusal.WrongSecret, TryOpen(_scene.Root));
        using AuthorityVault vault = _scene.Open();
        Assert.Equal(VaultRefusal.WrongSecret, vault.TryUnlockPeopleIssuer(_scene.Unlock, out Issuer? none));
        Assert.Null(none);
        Assert.Equal(VaultRefusal.None, vault.TryUnlockPeopleIssuer(_scene.Root, out Issuer? people));
        people!.Dispose();
        Assert.DoesNotContain(VaultNotice.IssuingKeysArePlain, vault.Notices);
    }

    [Fact]
    public void Plain_issuing_keys_are_said_to_be_plain_and_the_rest_stays_encrypted()
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        Assert.Contains(VaultNotice.IssuingKeysArePlain, vault.Notices);
        string[] plain =
        [
            .. Directory.EnumerateFiles(_scene.Layout.Authority)
                .Where(file => File.ReadAllText(file).Contains("BEGIN PRIVATE", StringComparison.Ordinal))
                .Order(),
        ];
        Assert.Equal(
        [
            _scene.Layout.LogKey,
            _scene.Layout.Key(CertificateRole.DeviceIssuer),
            _scene.Layout.Key(CertificateRole.ServerIssuer),
            _scene.Layout.Server,
        ], plain);
    }

    [Fact]
    public void A_clock_before_the_authorities_is_refused()
    {
        _scene.Init();
        Assert.Equal(VaultRefusal.ClockBeforeAuthority, AuthorityVault.TryOpen(
            _scene.Layout, _scene.Files, _scene.Unlock, _scene.Now.AddDays(-1), out _));
    }

    [Fact]
    public void A_key_that_others_may_read_is_refused()
    {
        _scene.Init();
        string key = _scene.Layout.Key(CertificateRole.DeviceIssuer);
        File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.GroupRead);
        Assert.Equal(VaultRefusal.KeyReadableByOthers, TryOpen(_scene.Unlock));
    }

    [Fact]
    public void Keys_or_certificates_that_were_swapped_are_found()
    {
        _scene.Init(locked: false);
        File.Copy(
            _scene.Layout.Key(CertificateRole.ServerIssuer),
            _scene.Layout.Key(CertificateRole.DeviceIssuer),
            overwrite: true);
        Assert.Equal(VaultRefusal.Damaged, TryOpen(null));
        File.Copy(
            _scene.Layout.Certificate(CertificateRole.ServerIssuer),
            _scene.Layout.Certificate(CertificateRole.DeviceIssuer),
            overwrite: true);
        Assert.Equal(VaultRefusal.Damaged, TryOpen(null));
    }

    [Fact]
    public void Everyday_work_goes_on_after_the_roots_were_exported_and_removed()
    {
        _scene.Init(locked: false);
        using (AuthorityVault vault = _scene.Open(locked: false))
        {
            foreach (CertificateRole root in new[] { CertificateRole.ServerRoot, CertificateRole.DeviceRoot })
            {
                Assert.Equal(VaultRefusal.WrongSecret, vault.TryExportRoot(root, _scene.Unlock, out byte[] nothing));
                Assert.Empty(nothing);
                Assert.Equal(VaultRefusal.None, vault.TryExportRoot(root, _scene.Root, out byte[] pem));
                Assert.Equal(VaultRefusal.Damaged, vault.TryRemoveRoot(root, "no key"u8, _scene.Root));
                Assert.Equal(VaultRefusal.None, vault.TryRemoveRoot(root, pem, _scene.Root));
                Assert.Equal(VaultRefusal.RootRemoved, vault.TryExportRoot(root, _scene.Root, out _));
            }
        }

        using AuthorityVault without = _scene.Open(locked: false);
        Assert.DoesNotContain(VaultNotice.RootKeysArePresent, without.Notices);
        using ServerTls renewed = without.GetServerTls(_scene.Now.AddDays(89));
        Assert.True(renewed.WasRenewed);
        Assert.Equal(VaultRefusal.None, without.TryUnlockPeopleIssuer(_scene.Root, out Issuer? people));
        people!.Dispose();
    }

    [Fact]
    public void An_exported_root_of_another_role_does_not_allow_removal()
    {
        _scene.Init();
        using AuthorityVault vault = _scene.Open();
        Assert.Equal(VaultRefusal.None, vault.TryExportRoot(CertificateRole.ServerRoot, _scene.Root, out byte[] pem));
        Assert.Equal(VaultRefusal.Damaged, vault.TryRemoveRoot(CertificateRole.DeviceRoot, pem, _scene.Root));
        Assert.True(File.Exists(_scene.Layout.Key(CertificateRole.DeviceRoot)));
    }

    [ToolFact("openssl")]
    public async Task An_exported_root_opens_with_openssl_and_the_passphrase()
    {
        _scene.Init();
        using AuthorityVault vault = _scene.Open();
        Assert.Equal(VaultRefusal.None, vault.TryExportRoot(CertificateRole.DeviceRoot, _scene.Root, out byte[] pem));
        string path = Path.Combine(_scene.Layout.DataDirectory, "root.pem");
        await File.WriteAllBytesAsync(path, pem);
        (int exit, string says) = await ToolRun.RunAsync(
            "openssl", "pkey", "-in", path, "-noout", "-passin", "pass:" + VaultScene.TextOf(_scene.Root));
        Assert.True(exit == 0, says);
    }

    [Fact]
    public void The_server_certificate_is_kept_until_a_third_of_its_life_is_left()
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        using ServerTls first = vault.GetServerTls(_scene.Now);
        using ServerTls later = vault.GetServerTls(_scene.Now.AddDays(59));
        using ServerTls due = vault.GetServerTls(_scene.Now.AddDays(61));
        Assert.False(first.WasRenewed);
        Assert.Equal(first.Fingerprint, later.Fingerprint);
        Assert.True(due.WasRenewed);
        Assert.True(due.Certificate.HasPrivateKey);
        Assert.NotEqual(
            Convert.ToHexString(first.Certificate.GetPublicKey()), Convert.ToHexString(due.Certificate.GetPublicKey()));
    }

    [Fact]
    public void A_name_added_to_the_file_gets_a_new_certificate_and_a_typo_names_file_and_line()
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        File.AppendAllText(_scene.Layout.Names, "second.lan\n");
        using ServerTls renewed = vault.GetServerTls(_scene.Now);
        Assert.True(renewed.WasRenewed);
        Assert.True(renewed.Certificate.MatchesHostname("second.lan"));
        File.AppendAllText(_scene.Layout.Names, "bad name\n");
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => vault.GetServerTls(_scene.Now));
        Assert.Contains("bad name", fault.Message);
        Assert.Contains(_scene.Layout.Names, fault.Message);
    }

    [Fact]
    public void The_servers_key_is_encrypted_again_when_it_is_renewed()
    {
        _scene.Init();
        using AuthorityVault vault = _scene.Open();
        using ServerTls renewed = vault.GetServerTls(_scene.Now.AddDays(61));
        Assert.True(renewed.WasRenewed);
        Assert.Contains("BEGIN ENCRYPTED PRIVATE KEY", File.ReadAllText(_scene.Layout.Server));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_scene.Layout.Server));
    }

    [Fact]
    public void A_server_file_that_is_damaged_is_made_anew()
    {
        _scene.Init(locked: false);
        using AuthorityVault vault = _scene.Open(locked: false);
        File.WriteAllText(_scene.Layout.Server, "-----BEGIN NONSENSE-----");
        using ServerTls tls = vault.GetServerTls(_scene.Now);
        Assert.True(tls.WasRenewed);
    }

    [Fact]
    public void Nothing_that_holds_a_key_prints_it()
    {
        _scene.Init();
        using AuthorityVault vault = _scene.Open();
        Assert.Equal("[passphrase]", _scene.Root.ToString());
        Assert.Equal("DeviceIssuer [signing key]", vault.DeviceIssuer.ToString());
        Assert.Equal("[signing key]", vault.DeviceIssuer.Key.ToString());
        Assert.DoesNotContain(VaultScene.TextOf(_scene.Root), _scene.Request().ToString());
    }

    [Fact]
    public void A_generated_passphrase_is_long_and_never_the_same()
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 100; i++)
        {
            using Passphrase passphrase = Passphrase.Generate();
            string text = VaultScene.TextOf(passphrase);
            Assert.Matches("^([a-z2-9]{4}-){6}[a-z2-9]{4}$", text);
            Assert.True(seen.Add(text));
        }
    }

    [Fact]
    public void The_unlock_secret_is_found_in_a_named_file_or_the_credential_without_its_line_end()
    {
        Directory.CreateDirectory(_scene.Layout.DataDirectory);
        string credential = Path.Combine(_scene.Layout.DataDirectory, UnlockSources.CredentialName);
        File.WriteAllText(credential, "from the credential\n");
        string named = Path.Combine(_scene.Layout.DataDirectory, "named");
        File.WriteAllText(named, "from the file\r\n");
        Assert.Null(UnlockSources.Find(_scene.Files, null, null));
        using Passphrase? fromCredential = UnlockSources.Find(_scene.Files, null, _scene.Layout.DataDirectory);
        using Passphrase? fromFile = UnlockSources.Find(_scene.Files, named, _scene.Layout.DataDirectory);
        Assert.Equal("from the credential", VaultScene.TextOf(fromCredential!));
        Assert.Equal("from the file", VaultScene.TextOf(fromFile!));
    }

    private VaultRefusal TryOpen(Passphrase? secret)
    {
        VaultRefusal refusal = AuthorityVault.TryOpen(
            _scene.Layout, _scene.Files, secret, _scene.Now, out AuthorityVault? vault);
        vault?.Dispose();
        return refusal;
    }
}
