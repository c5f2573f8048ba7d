using System.Security.Cryptography;
using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests.Firmware;

/// <summary>A firmware engineer's directory: images, key files and the passphrase that opens them.</summary>
public sealed class Workshop : IDisposable
{
    public const string Words = "staple of the release";

    private readonly TemporaryDirectory _directory = new();

    public Workshop() => File.WriteAllText(At("passphrase"), Words + "\n");

    public string Path => _directory.Path;

    public string PassphraseFile => At("passphrase");

    /// <summary>A path in the directory.</summary>
    public string At(string name) => _directory.File(name);

    /// <summary>An image of random bytes.</summary>
    public string MakeImage(string name, int length)
    {
        File.WriteAllBytes(At(name), RandomNumberGenerator.GetBytes(length));
        return At(name);
    }

    /// <summary>
    /// A key in an encrypted file, <c>NAME.key</c>, and its public half, <c>NAME.pem</c>; few rounds, so that a test
    /// does not wait for them.
    /// </summary>
    public ECDsa MakeKey(string name)
    {
        ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PbeParameters rounds = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        File.WriteAllText(At(name + ".key"), pair.ExportEncryptedPkcs8PrivateKeyPem(Words, rounds));
        File.SetUnixFileMode(At(name + ".key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(At(name + ".pem"), pair.ExportSubjectPublicKeyInfoPem() + "\n");
        return pair;
    }

    /// <summary>Builds <c>NAME.suit</c> from an image.</summary>
    public async Task<string> BuildAsync(string name, string image, int sequence, params string[] more)
    {
        string suit = At(name + ".suit");
        (await TryBuildAsync(suit, image, sequence, more)).IsDone();
        return suit;
    }

    public static Task<Outcome> TryBuildAsync(
        string suit, string image, int sequence, params string[] more) => Shell.RunAsync(
    [
        "firmware", "build", "--image", image, "--version", $"1.{sequence}.0", "--sequence", $"{sequence}",
        "--vendor", "example.com", "--model", "sensor rev B", "--out", suit, .. more,
    ]);

    public Task<Outcome> SignAsync(string suit, string key, params string[] more) => Shell.RunAsync(
    [
        "firmware", "sign", suit, "--key", At(key + ".key"), "--passphrase-file", PassphraseFile, .. more,
    ]);

    public Task<Outcome> VerifyAsync(string suit, string[] keys, params string[] more) => Shell.RunAsync(
        ["firmware", "verify", suit, .. keys.SelectMany(key => new[] { "--public-key", At(key + ".pem") }), .. more]);

    /// <summary>Every file with its content, to see that nothing changed.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() => Directory.EnumerateFiles(Path).ToDictionary(
        file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    public void Dispose() => _directory.Dispose();
}
