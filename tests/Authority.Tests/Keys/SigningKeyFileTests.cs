using System.Security.Cryptography;
using System.Text;
using Garita.Authority.Keys;
using Garita.TestKit;

namespace Garita.Authority.Tests.Keys;

public sealed class SigningKeyFileTests : IDisposable
{
    private const string Words = "correct horse battery";

    private readonly Passphrase _secret = new(Words);

    public void Dispose() => _secret.Dispose();

    [Fact]
    public void File_opens_with_its_secret_alone()
    {
        using SoftwareSigningKey key = SoftwareSigningKey.Generate();
        byte[] pem = SigningKeyFile.Seal(key, _secret);
        using Passphrase other = new("correct horse batterz");

        Assert.Equal(KeyFileRefusal.None, SigningKeyFile.TryOpen(pem, _secret, out SoftwareSigningKey? opened));
        Assert.Equal(key.PublicKey.Hash, opened!.PublicKey.Hash);
        opened.Dispose();
        Assert.Equal(KeyFileRefusal.SecretNeeded, SigningKeyFile.TryOpen(pem, null, out opened));
        Assert.Null(opened);
        Assert.Equal(KeyFileRefusal.WrongSecret, SigningKeyFile.TryOpen(pem, other, out opened));
        Assert.Null(opened);
    }

    [Fact]
    public void Plain_key_is_refused_also_where_an_encrypted_one_follows()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using SoftwareSigningKey key = SoftwareSigningKey.Generate();
        byte[] plain = Encoding.ASCII.GetBytes(pair.ExportPkcs8PrivateKeyPem() + "\n");

        Assert.Equal(KeyFileRefusal.Plain, SigningKeyFile.TryOpen(plain, null, out SoftwareSigningKey? opened));
        Assert.Null(opened);
        Assert.Equal(
            KeyFileRefusal.Plain,
            SigningKeyFile.TryOpen([.. plain, .. SigningKeyFile.Seal(key, _secret)], _secret, out opened));
        Assert.Null(opened);
    }

    [Fact]
    public void What_is_no_p256_key_is_damaged_or_does_not_open()
    {
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] wrong = Encoding.ASCII.GetBytes(p384.ExportEncryptedPkcs8PrivateKeyPem(
            Words, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));

        Assert.Equal(KeyFileRefusal.WrongSecret, SigningKeyFile.TryOpen(wrong, _secret, out _));
        Assert.Equal(KeyFileRefusal.Damaged, SigningKeyFile.TryOpen("hello"u8, _secret, out _));
        Assert.Equal(KeyFileRefusal.Damaged, SigningKeyFile.TryOpen([], _secret, out _));
    }

    [Fact]
    public void Weak_secret_seals_nothing()
    {
        using SoftwareSigningKey key = SoftwareSigningKey.Generate();
        using WeakPassphrase weak = new();

        Assert.Throws<ArgumentException>(() => SigningKeyFile.Seal(key, weak.Passphrase));
    }

    [ToolFact("openssl")]
    public async Task Openssl_reads_the_file_and_we_read_openssls()
    {
        using TemporaryDirectory directory = new();
        using SoftwareSigningKey key = SoftwareSigningKey.Generate();
        await File.WriteAllBytesAsync(directory.File("ours"), SigningKeyFile.Seal(key, _secret));
        await File.WriteAllTextAsync(directory.File("pass"), $"{Words}\n{Words}\n");
        string pass = "file:" + directory.File("pass");

        (int code, string output) = await ToolRun.RunAsync("openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-iter",
            "1000", "-in", directory.File("ours"), "-passin", pass, "-passout", pass, "-out",
            directory.File("theirs"));

        Assert.True(code == 0, output);
        byte[] theirs = await File.ReadAllBytesAsync(directory.File("theirs"));
        Assert.Equal(KeyFileRefusal.None, SigningKeyFile.TryOpen(theirs, _secret, out SoftwareSigningKey? opened));
        Assert.Equal(key.PublicKey.Hash, opened!.PublicKey.Hash);
        opened.Dispose();
    }
}
