using System.Security.Cryptography;
using Garita.Cli.Tests.Harness;

namespace Garita.Cli.Tests.Firmware;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public VerifyCommandTests()
    {
        _workshop.MakeKey("ana").Dispose();
    }

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Image_of_another_release_is_refused_and_a_changed_one_by_its_first_wrong_chunk()
    {
        string image = _workshop.MakeImage("app.bin", 50_000);
        string suit = await SignedAsync("app", image);
        await SignedAsync("other", _workshop.MakeImage("other.bin", 50_000));
        byte[] bytes = await File.ReadAllBytesAsync(image);
        bytes[9000] ^= 1;
        bytes[30_000] ^= 1;
        await File.WriteAllBytesAsync(_workshop.At("bad.bin"), bytes);
        await File.WriteAllBytesAsync(_workshop.At("short.bin"), bytes[..^1]);

        await RefusedAsync(suit, "--image", "other.bin", "its SHA-256 is");
        await RefusedAsync(suit, "--image", "short.bin", "49999 bytes, and 50000 are signed");
        await RefusedAsync(suit, "--leaves", "other.leaves", "do not lead to the signed root");
        await RefusedAsync(suit, "--payload", "app.bin", "delivers the image as it is", ExitCode.Usage);
        (await _workshop.VerifyAsync(suit, ["ana"], "--image", _workshop.At("bad.bin"), "--leaves",
            _workshop.At("app.leaves"))).IsRefusal(ExitCode.Failed, "bad.bin", "chunk 2, from byte 8192 on");
        (await _workshop.VerifyAsync(suit, ["ana"], "--image", image)).IsDone();
    }

    [Fact]
    public async Task Every_flipped_bit_and_every_cut_of_an_envelope_is_refused()
    {
        string suit = await SignedAsync("app", _workshop.MakeImage("app.bin", 5000));
        byte[] good = await File.ReadAllBytesAsync(suit);
        for (int i = 0; i < good.Length; i += 7)
        {
            byte[] flipped = [.. good];
            flipped[i] ^= (byte)(1 << (i % 8));
            await RefusedAsync(flipped);
            await RefusedAsync(good[..i]);
        }

        await RefusedAsync([.. good, 0]);

        async Task RefusedAsync(byte[] bytes)
        {
            await File.WriteAllBytesAsync(suit, bytes);
            (await _workshop.VerifyAsync(suit, ["ana"])).IsRefusal(ExitCode.Failed, suit);
        }
    }

    [Fact]
    public async Task Keys_that_are_none_or_too_few_are_refused_by_file()
    {
        string suit = await SignedAsync("app", _workshop.MakeImage("app.bin", 5000));
        using RSA rsa = RSA.Create(2048);
        await File.WriteAllTextAsync(_workshop.At("rsa.pem"), rsa.ExportSubjectPublicKeyInfoPem());

        (await _workshop.VerifyAsync(suit, [])).IsRefusal(ExitCode.Usage, "whose signatures count");
        (await _workshop.VerifyAsync(suit, ["ana", "ana"])).IsRefusal(ExitCode.Usage, "--public-key", "twice");
        (await _workshop.VerifyAsync(suit, ["ana"], "--threshold", "2"))
            .IsRefusal(ExitCode.Usage, "--threshold: from 1 to 1");
        (await _workshop.VerifyAsync(suit, [], "--threshold", "1")).IsRefusal(ExitCode.Usage, "--threshold");
        (await _workshop.VerifyAsync(suit, ["rsa"])).IsRefusal(ExitCode.Usage, "rsa.pem", "RSA");
        (await _workshop.VerifyAsync(suit, ["gone"])).IsRefusal(ExitCode.NotFound, "gone.pem");
        (await Shell.RunAsync("firmware", "verify", suit, "--public-key", _workshop.At("ana.key")))
            .IsRefusal(ExitCode.Usage, "ana.key", "not a public key");
    }

    [Fact]
    public async Task Encrypted_image_is_checked_in_both_forms()
    {
        string image = _workshop.MakeImage("app.bin", 700_000);
        using ECDsa device = _workshop.MakeKey("device");
        string sealedImage = _workshop.At("app.enc");
        (await Shell.RunAsync("firmware", "encrypt", "--image", image, "--for", _workshop.At("device.pem"), "--out",
            sealedImage)).IsDone();
        string suit = await _workshop.BuildAsync("app", image, 14, "--payload", sealedImage);
        (await _workshop.SignAsync(suit, "ana")).IsDone();

        Assert.NotEqual(await File.ReadAllBytesAsync(image), await File.ReadAllBytesAsync(sealedImage));
        Assert.True(File.Exists(sealedImage + ".keys"));
        (await _workshop.VerifyAsync(suit, ["ana"], "--image", image, "--payload", sealedImage, "--leaves",
            _workshop.At("app.leaves"))).IsDone();
        await RefusedAsync(suit, "--image", "app.enc", "its SHA-256 is");
        await RefusedAsync(suit, "--payload", "app.bin", "its SHA-256 is");
    }

    [Theory]
    [InlineData("", "say who may read it")]
    [InlineData("--group fleet", "--group-key and --group go together")]
    [InlineData("--group fleet --group-key KEYFILE", "not 32 hex digits")]
    public async Task Encryption_for_nobody_is_refused_and_leaves_nothing(string more, string words)
    {
        string image = _workshop.MakeImage("app.bin", 10);
        string file = _workshop.At("group.key");
        await File.WriteAllTextAsync(file, "0123\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        IReadOnlyDictionary<string, string> before = _workshop.Snapshot();
        string[] options = more.Replace("KEYFILE", file, StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

        (await Shell.RunAsync(["firmware", "encrypt", "--image", image, "--out", _workshop.At("app.enc"), .. options]))
            .IsRefusal(ExitCode.Usage, words);
        Assert.Equal(before, _workshop.Snapshot());
    }

    private async Task<string> SignedAsync(string name, string image)
    {
        string suit = await _workshop.BuildAsync(name, image, 14);
        (await _workshop.SignAsync(suit, "ana")).IsDone();
        return suit;
    }

    private async Task RefusedAsync(
        string suit, string option, string file, string words, ExitCode code = ExitCode.Failed) =>
        (await _workshop.VerifyAsync(suit, ["ana"], option, _workshop.At(file))).IsRefusal(code, option, words);
}
