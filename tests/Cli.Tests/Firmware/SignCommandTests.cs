using System.Security.Cryptography;
using System.Text.Json;
using Garita.Cli.Tests.Harness;
using Garita.TestKit;

namespace Garita.Cli.Tests.Firmware;

public sealed class SignCommandTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Two_of_three_sign_one_after_the_other_and_the_threshold_decides()
    {
        Make("ana", "bo", "cy");
        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", 5000), 14);
        string[] all = ["ana", "bo", "cy"];

        (await _workshop.VerifyAsync(suit, all, "--threshold", "2")).IsRefusal(ExitCode.Failed, "nobody has signed it");
        (await _workshop.SignAsync(suit, "ana")).IsDone();
        (await _workshop.VerifyAsync(suit, all, "--threshold", "2"))
            .IsRefusal(ExitCode.Failed, "fewer of the named keys", "1 of 3 signed it, and the threshold is 2");
        Outcome again = (await _workshop.SignAsync(suit, "ana")).IsDone();
        Assert.Contains("already", again.Error, StringComparison.Ordinal);
        (await _workshop.VerifyAsync(suit, all, "--threshold", "2")).IsRefusal(ExitCode.Failed, "1 of 3");
        (await _workshop.SignAsync(suit, "cy")).IsDone();
        Outcome verified = (await _workshop.VerifyAsync(suit, all, "--threshold", "2", "--image",
            _workshop.At("app.bin"), "--leaves", _workshop.At("app.leaves"))).IsDone();
        Assert.Contains("signatures 2 of 3, threshold 2, leaves, image", verified.Output, StringComparison.Ordinal);
        (await _workshop.VerifyAsync(suit, ["bo"])).IsRefusal(ExitCode.Failed, "no signature in it is by a key");
    }

    [Fact]
    public async Task Way_back_is_the_previous_image_under_the_next_number_signed_by_all_who_sign()
    {
        Make("ana", "bo");
        string old = await _workshop.BuildAsync("old", _workshop.MakeImage("old.bin", 9000), 12);
        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", 5000), 14);
        string back = _workshop.At("app.back.suit");
        (await _workshop.SignAsync(old, "ana")).IsDone();

        (await _workshop.SignAsync(suit, "ana", "--way-back", old)).IsDone();
        (await _workshop.SignAsync(suit, "bo")).IsRefusal(ExitCode.Usage, back, "--release-only");
        (await _workshop.SignAsync(suit, "bo", "--way-back", old))
            .IsRefusal(ExitCode.Failed, old, "signature of the key that signs now");
        (await _workshop.SignAsync(suit, "bo", "--way-back", old, "--public-key", _workshop.At("ana.pem"))).IsDone();

        (await _workshop.VerifyAsync(suit, ["ana", "bo"], "--image", _workshop.At("app.bin"))).IsDone();
        (await _workshop.VerifyAsync(back, ["ana", "bo"], "--image", _workshop.At("old.bin"))).IsDone();
        JsonElement told = JsonDocument.Parse(
            (await Shell.RunAsync("firmware", "inspect", back, "--json")).IsDone().Output).RootElement;
        Assert.Equal(15, told.GetProperty("sequence").GetInt32());
        Assert.Equal("1.12.0", told.GetProperty("image").GetProperty("version").GetString());
    }

    [Fact]
    public async Task Way_back_that_devices_would_refuse_or_nobody_vouches_for_is_not_made()
    {
        Make("ana", "eve");
        string image = _workshop.MakeImage("app.bin", 5000);
        string old = await _workshop.BuildAsync("old", _workshop.MakeImage("old.bin", 9000), 12);
        string late = await _workshop.BuildAsync("late", _workshop.At("old.bin"), 14);
        string same = await _workshop.BuildAsync("same", image, 12);
        string other = await _workshop.BuildAsync("other", _workshop.At("old.bin"), 12, "--component", "01");
        string foul = await _workshop.BuildAsync("foul", _workshop.At("old.bin"), 11);
        string suit = await _workshop.BuildAsync("app", image, 14);
        string newer = await _workshop.BuildAsync("newer", image, 14, "--epoch", "1");
        foreach (string made in new[] { old, late, same, other })
        {
            (await _workshop.SignAsync(made, "ana")).IsDone();
        }

        (await _workshop.SignAsync(foul, "eve")).IsDone();
        IReadOnlyDictionary<string, string> before = _workshop.Snapshot();

        await RefusedAsync(suit, late, ExitCode.Usage, "not below the release's 14");
        await RefusedAsync(suit, same, ExitCode.Usage, "the same image");
        await RefusedAsync(suit, other, ExitCode.Usage, "another component");
        await RefusedAsync(suit, foul, ExitCode.Failed, "no signature in it is by a key");
        await RefusedAsync(newer, old, ExitCode.Conflict, "its epoch is 0 and the release's 1");
        await RefusedAsync(suit, _workshop.At("gone.suit"), ExitCode.NotFound, "gone.suit");
        Assert.Equal(before, _workshop.Snapshot());

        async Task RefusedAsync(string release, string previous, ExitCode code, string words) =>
            (await _workshop.SignAsync(release, "ana", "--way-back", previous))
                .IsRefusal(code, "--way-back", words);
    }

    [Theory]
    [InlineData("--digest-only", "hex", "der")]
    [InlineData("--digest-only", "base64", "raw")]
    [InlineData("--message-only", "hex", "base64")]
    [InlineData("--message-only", "base64", "hex")]
    public async Task Key_elsewhere_signs_the_digest_and_only_its_right_signature_is_attached(
        string what, string format, string form)
    {
        using ECDsa kms = _workshop.MakeKey("kms");
        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", 5000), 14);
        string text = (await Shell.RunAsync("firmware", "sign", suit, what, "--format", format)).IsDone().Output.Trim();
        byte[] given = format == "hex" ? Convert.FromHexString(text) : Convert.FromBase64String(text);
        DSASignatureFormat dsa = form == "raw" ? DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            : DSASignatureFormat.Rfc3279DerSequence;
        byte[] signature = what == "--digest-only"
            ? kms.SignHash(given, dsa)
            : kms.SignData(given, HashAlgorithmName.SHA256, dsa);
        string file = _workshop.At("signature");
        IReadOnlyDictionary<string, string> before = _workshop.Snapshot();

        await File.WriteAllBytesAsync(file, kms.SignData("another"u8.ToArray(), HashAlgorithmName.SHA256));
        (await AttachAsync(suit, file)).IsRefusal(ExitCode.Failed, "--signature", "not this key's signature");
        await File.WriteAllTextAsync(file, "no signature");
        (await AttachAsync(suit, file)).IsRefusal(ExitCode.Usage, "--signature", "neither DER nor r and s");
        File.Delete(file);
        Assert.Equal(before, _workshop.Snapshot());

        await File.WriteAllBytesAsync(file, form switch
        {
            "hex" => System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(signature) + "\n"),
            "base64" => System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(signature) + "\n"),
            _ => signature,
        });
        (await AttachAsync(suit, file)).IsDone();
        (await _workshop.VerifyAsync(suit, ["kms"])).IsDone();
    }

    [ToolFact("openssl")]
    public async Task Openssl_signs_what_digest_only_hands_over()
    {
        using ECDsa kms = _workshop.MakeKey("kms");
        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", 5000), 14);
        string digest = _workshop.At("digest");
        (await Shell.RunAsync("firmware", "sign", suit, "--digest-only", "--out", digest)).IsDone();

        (int code, string output) = await ToolRun.RunAsync("openssl", "pkeyutl", "-sign", "-inkey",
            _workshop.At("kms.key"), "-passin", "file:" + _workshop.PassphraseFile, "-in", digest, "-out",
            _workshop.At("signature"));

        Assert.True(code == 0, output);
        (await AttachAsync(suit, _workshop.At("signature"))).IsDone();
        (await _workshop.VerifyAsync(suit, ["kms"])).IsDone();
    }

    [Fact]
    public async Task Command_line_that_does_not_say_who_signs_is_refused()
    {
        Make("ana");
        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", 50), 14);
        (await Shell.RunAsync("firmware", "sign", suit)).IsRefusal(ExitCode.Usage, "--key", "--digest-only");
        (await _workshop.SignAsync(suit, "ana", "--digest-only")).IsRefusal(ExitCode.Usage, "nothing is signed here");
        (await _workshop.SignAsync(suit, "ana", "--format", "hex")).IsRefusal(ExitCode.Usage, "--format");
        (await _workshop.SignAsync(_workshop.At("app.bin"), "ana")).IsRefusal(ExitCode.Failed, "not a SUIT envelope");
        (await _workshop.SignAsync(_workshop.At("gone.suit"), "ana")).IsRefusal(ExitCode.NotFound, "gone.suit");
    }

    [ToolFact("softhsm2-util", SoftHsmToken.KeyTool, SoftHsmToken.Engine)]
    public async Task Token_signs_a_release()
    {
        using SoftHsmToken token = await SoftHsmToken.CreateAsync();
        string name = await token.MakeKeyAsync("firmware");
        string suit = await _workshop.BuildAsync("app", _workshop.MakeImage("app.bin", 50), 14);
        string[] pin = ["--key", name, "--pin-file", token.PinFile];

        (await Shell.ExecuteAsync(token.Environment, Shell.Executable, ["firmware", "sign", suit, .. pin])).IsDone();
        Outcome key = (await Shell.ExecuteAsync(
            token.Environment, Shell.Executable, ["firmware", "key", "show", .. pin])).IsDone();
        await File.WriteAllTextAsync(_workshop.At("token.pem"), key.Output);

        (await _workshop.VerifyAsync(suit, ["token"])).IsDone();
    }

    private Task<Outcome> AttachAsync(string suit, string signature) => Shell.RunAsync(
        "firmware", "attach", suit, "--signature", signature, "--public-key", _workshop.At("kms.pem"));

    private void Make(params string[] names)
    {
        foreach (string name in names)
        {
            _workshop.MakeKey(name).Dispose();
        }
    }
}
