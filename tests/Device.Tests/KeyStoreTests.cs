using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Device.Directories;
using Garita.Device.Keys;

namespace Garita.Device.Tests;

/// <summary>A key is used by its owner alone, opens with its own secret alone, and is never printed.</summary>
public sealed class KeyStoreTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DeviceBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Sealed_store_gives_back_key_certificates_and_roots()
    {
        using KeyProtection protection = KeyProtection.FromKeyFile(KeyFile("kek"));
        FileKeyStore store = new(_bench.PathOf("keys"), protection);
        store.CreateKey();
        _bench.Certify(store);

        FileKeyStore again = new(_bench.PathOf("keys"), protection);
        using DeviceCertificates certificates = again.LoadCertificates();
        using ECDsa key = again.OpenKey();
        using ECDsa certified = certificates.Leaf.GetECDsaPublicKey()!;

        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certified.ExportSubjectPublicKeyInfo());
        Assert.Equal(_bench.Authority.Root.RawData, Assert.Single(certificates.ServerRoots).RawData);
        Assert.Equal(_bench.Authority.Issuer.RawData, Assert.Single(certificates.Issuers).RawData);
    }

    [Fact]
    public void Sealed_store_holds_neither_key_nor_root_in_the_clear()
    {
        using KeyProtection protection = KeyProtection.FromPassphrase("correct horse");
        FileKeyStore store = new(_bench.PathOf("keys"), protection);
        store.CreateKey();
        _bench.Certify(store);
        using ECDsa key = store.OpenKey();
        byte[] scalar = key.ExportParameters(true).D!;

        string file = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(_bench.PathOf("keys")));

        Assert.DoesNotContain(System.Text.Encoding.Latin1.GetString(scalar), file, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(key.ExportPkcs8PrivateKey()), file, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN CERTIFICATE", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_opens_with_its_own_passphrase_alone()
    {
        using KeyProtection own = KeyProtection.FromPassphrase("correct horse");
        using KeyProtection other = KeyProtection.FromPassphrase("correct Horse");
        new FileKeyStore(_bench.PathOf("keys"), own).CreateKey();

        Assert.Equal(DeviceFault.WrongKey, FaultOf(() => new FileKeyStore(_bench.PathOf("keys"), other).OpenKey()));
        new FileKeyStore(_bench.PathOf("keys"), own).OpenKey().Dispose();
    }

    [Fact]
    public void Every_changed_byte_of_a_sealed_store_is_noticed()
    {
        using KeyProtection protection = KeyProtection.FromKeyFile(KeyFile("kek"));
        string path = _bench.PathOf("keys");
        FileKeyStore store = new(path, protection);
        store.CreateKey();
        byte[] whole = File.ReadAllBytes(path);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 1;
            File.WriteAllBytes(path, changed);
            DeviceFault? fault = FaultOf(() => store.OpenKey());
            Assert.True(fault is DeviceFault.WrongKey or DeviceFault.FileInvalid);
        }
    }

    [Fact]
    public void Plain_store_in_place_of_a_sealed_one_is_refused()
    {
        using KeyProtection protection = KeyProtection.FromKeyFile(KeyFile("kek"));
        new FileKeyStore(_bench.PathOf("keys"), KeyProtection.None).CreateKey();

        Assert.Equal(
            DeviceFault.WrongKey, FaultOf(() => new FileKeyStore(_bench.PathOf("keys"), protection).OpenKey()));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void Key_file_that_others_can_use_is_refused(UnixFileMode others)
    {
        DeviceDirectory directory = _bench.MakeDirectory(8883);
        string key = Path.Combine(directory.Path, DeviceDirectory.KeyFile);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(key));

        File.SetUnixFileMode(key, OwnerOnly | others);

        Assert.Equal(DeviceFault.FileExposed, FaultOf(() => directory.OpenKey()));
    }

    [Fact]
    public void Sealed_store_that_others_can_read_is_refused()
    {
        using KeyProtection protection = KeyProtection.FromKeyFile(KeyFile("kek"));
        FileKeyStore store = new(_bench.PathOf("keys"), protection);
        store.CreateKey();
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_bench.PathOf("keys")));

        File.SetUnixFileMode(_bench.PathOf("keys"), OwnerOnly | UnixFileMode.OtherRead);

        Assert.Equal(DeviceFault.FileExposed, FaultOf(() => store.OpenKey()));
    }

    [Fact]
    public void Encryption_key_is_another_key_and_survives_certificates_and_restarts()
    {
        using KeyProtection protection = KeyProtection.FromKeyFile(KeyFile("kek"));
        FileKeyStore sealedStore = new(_bench.PathOf("keys"), protection);
        sealedStore.CreateKey();
        _bench.Certify(sealedStore);
        DeviceDirectory directory = _bench.MakeDirectory(8883);
        foreach (IKeyStore store in new IKeyStore[] { sealedStore, directory })
        {
            Assert.True(store.HasEncryptionKey);
            using ECDsa signing = store.OpenKey();
            using ECDiffieHellman first = store.OpenEncryptionKey();
            using ECDiffieHellman again = store.OpenEncryptionKey();
            Assert.Equal(first.ExportSubjectPublicKeyInfo(), again.ExportSubjectPublicKeyInfo());
            Assert.NotEqual(signing.ExportSubjectPublicKeyInfo(), first.ExportSubjectPublicKeyInfo());
            Assert.Equal(DeviceFault.KeyExists, FaultOf(store.CreateEncryptionKey));
        }

        using ECDiffieHellman reopened = new FileKeyStore(_bench.PathOf("keys"), protection).OpenEncryptionKey();
        using ECDiffieHellman held = sealedStore.OpenEncryptionKey();
        Assert.Equal(held.ExportSubjectPublicKeyInfo(), reopened.ExportSubjectPublicKeyInfo());
        string file = Path.Combine(directory.Path, DeviceDirectory.EncryptionKeyFile);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
        File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.GroupRead);
        Assert.Equal(DeviceFault.FileExposed, FaultOf(() => directory.OpenEncryptionKey()));
    }

    [Fact]
    public void Encryption_key_is_made_later_where_a_store_has_none()
    {
        DeviceDirectory directory = _bench.MakeDirectory(8883);
        File.Delete(Path.Combine(directory.Path, DeviceDirectory.EncryptionKeyFile));
        Assert.False(directory.HasEncryptionKey);
        Assert.Equal(DeviceFault.NoKey, FaultOf(() => directory.OpenEncryptionKey()));
        directory.CreateEncryptionKey();
        directory.OpenEncryptionKey().Dispose();
        FileKeyStore none = new(_bench.PathOf("nothing"), KeyProtection.None);
        Assert.False(none.HasEncryptionKey);
        Assert.Equal(DeviceFault.NoKey, FaultOf(none.CreateEncryptionKey));
    }

    [Fact]
    public void Key_is_never_overwritten()
    {
        DeviceDirectory directory = _bench.MakeDirectory(8883);
        FileKeyStore store = new(_bench.PathOf("keys"), KeyProtection.None);
        store.CreateKey();

        Assert.Equal(DeviceFault.KeyExists, FaultOf(directory.CreateKey));
        Assert.Equal(DeviceFault.KeyExists, FaultOf(store.CreateKey));
        Assert.Equal(
            DeviceFault.KeyExists,
            FaultOf(() => DeviceDirectory.Create(directory.Path, directory.Settings)));
    }

    [Fact]
    public void Certificate_for_another_key_is_not_stored()
    {
        FileKeyStore first = new(_bench.PathOf("first"), KeyProtection.None);
        FileKeyStore second = new(_bench.PathOf("second"), KeyProtection.None);
        first.CreateKey();
        second.CreateKey();
        _bench.Certify(first);
        using DeviceCertificates foreign = first.LoadCertificates();

        Assert.Equal(DeviceFault.CertificateForAnotherKey, FaultOf(() => second.SaveCertificates(foreign)));
        Assert.Equal(DeviceFault.NoCertificate, FaultOf(() => second.LoadCertificates()));
    }

    [Fact]
    public void Plain_forms_say_that_they_are_plain()
    {
        Assert.Contains("plain file", _bench.MakeDirectory(8883).Protection, StringComparison.Ordinal);
        Assert.Contains(
            "plain file", new FileKeyStore("x", KeyProtection.None).Protection, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_in_no_text_and_in_no_message()
    {
        using KeyProtection protection = KeyProtection.FromPassphrase("correct horse");
        FileKeyStore store = new(_bench.PathOf("keys"), protection);
        store.CreateKey();
        using KeyProtection wrong = KeyProtection.FromPassphrase("battery staple");
        string message = Assert.Throws<DeviceException>(
            () => new FileKeyStore(_bench.PathOf("keys"), wrong).OpenKey()).ToString();

        foreach (string text in (string[])[protection.ToString(), protection.Description, store.ToString(), message])
        {
            Assert.DoesNotContain("correct horse", text, StringComparison.Ordinal);
            Assert.DoesNotContain("battery staple", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"id":"a/b","host":"mqtt.lan","port":8883}""", "'id'")]
    [InlineData("""{"id":"ABCD1234","host":"","port":8883}""", "'host'")]
    [InlineData("""{"id":"ABCD1234","host":"mqtt.lan","port":0}""", "'port'")]
    [InlineData("""{"id":"ABCD1234","host":"mqtt.lan"}""", "port")]
    [InlineData("null", "empty")]
    [InlineData("{", "device.json")]
    public void Settings_that_are_wrong_are_refused_by_file_and_field(string json, string named)
    {
        string directory = _bench.MakeDirectory(8883).Path;
        File.WriteAllText(Path.Combine(directory, DeviceDirectory.SettingsFile), json);

        DeviceException fault = Assert.Throws<DeviceException>(() => DeviceDirectory.Open(directory));

        Assert.Equal(DeviceFault.FileInvalid, fault.Fault);
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.Contains(DeviceDirectory.SettingsFile, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_carries_the_key_the_chain_and_the_root()
    {
        DeviceDirectory directory = _bench.MakeDirectory(8883);
        using StringWriter text = new();
        CHeader.Write(text, DeviceBench.Id, directory);
        using ECDsa key = directory.OpenKey();
        using DeviceCertificates certificates = directory.LoadCertificates();

        Assert.Equal(key.ExportParameters(true).D, ArrayIn(text.ToString(), "garita_device_key_scalar"));
        Assert.Equal(key.ExportECPrivateKey(), ArrayIn(text.ToString(), "garita_device_key_der"));
        Assert.Equal(certificates.Leaf.RawData, ArrayIn(text.ToString(), "garita_device_cert_der"));
        Assert.Equal(_bench.Authority.Issuer.RawData, ArrayIn(text.ToString(), "garita_issuer0_cert_der"));
        Assert.Equal(_bench.Authority.Root.RawData, ArrayIn(text.ToString(), "garita_server_root0_der"));
    }

    private static byte[] ArrayIn(string header, string name)
    {
        string body = header.Split(name + "[")[1].Split('{')[1].Split('}')[0];
        return [.. body.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(b => Convert.ToByte(b[2..], 16))];
    }

    private static DeviceFault? FaultOf(Action action) => Assert.Throws<DeviceException>(action).Fault;

    private string KeyFile(string name)
    {
        string path = _bench.PathOf(name);
        File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(32));
        File.SetUnixFileMode(path, OwnerOnly);
        return path;
    }
}
