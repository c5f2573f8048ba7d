using System.Security.Cryptography;
using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests.Firmware;

public sealed class FirmwareKeyCommandsTests : IDisposable
{
    private const string Words = "staple of the release";

    private readonly TemporaryDirectory _directory = new();

    private string KeyFile => _directory.File("release.key");

    private string PassphraseFile => _directory.File("passphrase");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task New_key_is_encrypted_private_and_never_overwritten()
    {
        Outcome made = (await MakeAsync()).IsDone();
        string pem = await File.ReadAllTextAsync(KeyFile);
        Outcome shown = (await ShowAsync(KeyFile)).IsDone();
        Outcome again = await MakeAsync();

        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", pem, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.Equal(made.Output, shown.Output);
        Assert.Contains("key id " + KeyId(made.Output), made.Error, StringComparison.Ordinal);
        again.IsRefusal(ExitCode.Conflict, KeyFile, "never overwritten");
        Assert.Equal(pem, await File.ReadAllTextAsync(KeyFile));
        Assert.DoesNotContain(Words, made.All + shown.All + again.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_that_cannot_be_made_leaves_nothing()
    {
        await File.WriteAllTextAsync(PassphraseFile, "too short\n");
        (await Shell.RunAsync("firmware", "key", "new", "--out", KeyFile, "--passphrase-file", PassphraseFile))
            .IsRefusal(ExitCode.Usage, "12 to 1024 characters");
        await File.WriteAllTextAsync(PassphraseFile, Words);
        (await Shell.RunAsync("firmware", "key", "new", "--out", _directory.File("no", "where"), "--passphrase-file",
            PassphraseFile)).IsRefusal(ExitCode.Failed, "--out", "no such file or directory");

        Assert.Equal([PassphraseFile], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Key_that_others_can_read_or_that_is_not_encrypted_is_refused()
    {
        await MakeAsync();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        (await ShowAsync(KeyFile)).IsRefusal(ExitCode.Usage, KeyFile, "chmod 600");

        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string plain = _directory.File("plain.key");
        await File.WriteAllTextAsync(plain, pair.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(plain, UnixFileMode.UserRead);
        (await ShowAsync(plain)).IsRefusal(ExitCode.Usage, plain, "not encrypted", "openssl pkcs8 -topk8");
        (await ShowAsync(_directory.File("gone.key"))).IsRefusal(ExitCode.NotFound, "gone.key");
    }

    [Fact]
    public async Task Wrong_passphrase_is_refused_without_showing_it()
    {
        await MakeAsync();
        await File.WriteAllTextAsync(PassphraseFile, "another staple");
        Outcome refused = (await ShowAsync(KeyFile)).IsRefusal(ExitCode.Forbidden, KeyFile);
        Assert.DoesNotContain("another staple", refused.All, StringComparison.Ordinal);
    }

    [ToolFact("softhsm2-util", SoftHsmToken.KeyTool, SoftHsmToken.Engine)]
    public async Task Key_on_a_token_is_shown_and_its_pin_never_is()
    {
        using SoftHsmToken token = await SoftHsmToken.CreateAsync();
        string name = await token.MakeKeyAsync("firmware");
        Dictionary<string, string> wrong = new(token.Environment) { ["GARITA_PIN"] = "wrong-pin-4242" };
        Dictionary<string, string> right = new(token.Environment) { ["GARITA_PIN"] = SoftHsmToken.Pin };
        string[] show = ["firmware", "key", "show", "--key", name];

        Outcome byFile = (await Shell.ExecuteAsync(
            token.Environment, Shell.Executable, [.. show, "--pin-file", token.PinFile])).IsDone();
        Outcome byVariable = (await Shell.ExecuteAsync(right, Shell.Executable, show)).IsDone();
        Outcome refused = (await Shell.ExecuteAsync(wrong, Shell.Executable, show))
            .IsRefusal(ExitCode.Failed, name, "a wrong PIN counts at the token");
        Outcome unasked = (await Shell.ExecuteAsync(token.Environment, Shell.Executable, show))
            .IsRefusal(ExitCode.Usage, "--pin-file");

        Assert.Equal(byFile.Output, byVariable.Output);
        Assert.Contains(KeyId(byFile.Output), byFile.Error, StringComparison.Ordinal);
        string all = byFile.All + byVariable.All + refused.All + unasked.All;
        Assert.DoesNotContain(SoftHsmToken.Pin, all, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-pin-4242", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pkcs11:token=a;object=b;pin-value=1234", "--pin-file")]
    [InlineData("pkcs11:token=a", "name the token and the object")]
    [InlineData("pkcs11:token=a;object=b?module-path=/tmp/x.so", "only token, object")]
    [InlineData("pkcs11:token=a;object=b c%", "not a PKCS#11 URI")]
    public async Task Name_of_a_key_that_is_not_right_is_refused_before_the_token_is_asked(string key, string words)
    {
        Outcome refused = (await ShowAsync(key)).IsRefusal(ExitCode.Usage, "--key", words);
        Assert.DoesNotContain("1234", refused.All, StringComparison.Ordinal);
    }

    private static string KeyId(string publicKeyPem)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(publicKeyPem);
        return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    private async Task<Outcome> MakeAsync()
    {
        await File.WriteAllTextAsync(PassphraseFile, Words + "\n");
        return await Shell.RunAsync("firmware", "key", "new", "--out", KeyFile, "--passphrase-file", PassphraseFile);
    }

    private Task<Outcome> ShowAsync(string key) =>
        Shell.RunAsync("firmware", "key", "show", "--key", key, "--passphrase-file", PassphraseFile);
}
