using System.Text;
using Garita.Merkle.Notes;

namespace Garita.Merkle.Tests.Notes;

/// <summary>
/// Checkpoints of public logs and keys of public witnesses, as they stand in the tests of
/// github.com/transparency-dev/formats at 0c1bd728 and 091ce416 (Apache-2.0).
/// </summary>
public sealed class NoteVectorTests
{
    private const string RekorKey =
        "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXw"
        + "BcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";

    private const string RekorNote =
        "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n— rekor.sigstore.dev wNI9aj"
        + "BEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHH"
        + "ufk=\n";

    private const string PixelKey =
        "pixel6_transparency_log+91c16e30+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+4x0Jk1yTwvLFI9A4ND"
        + "dGZcX0aiWVdWM5XJVy0M4VWD3AvyW5Q6Hs9A0mcDkpUoYgn+KKPNzFC0H3nN3q6JQ8=";

    private const string PixelNote =
        "DEFAULT\n10\nbsWRucJU5xJPHb5eBdOm6+DM+VelCZBuvtI3sHERJ9Y=\n\n— pixel6_transparency_log kcF"
        + "uMDBFAiEAhqMAP8P6qf6QxtUJhzMhbN+MbZ9dwfUHzGQJmffJHtoCIGD0cNe47dHWBoPwYdgBCepB06/+g5O1FmYjX"
        + "l06owL4\n";

    [Theory]
    [InlineData(RekorKey, RekorNote, "Rekor", 798034)]
    [InlineData(PixelKey, PixelNote, "DEFAULT", 10)]
    public void Checkpoints_of_public_logs_with_our_kind_of_key_verify(
        string vkey, string note, string origin, long size)
    {
        NoteKey key = NoteKey.Parse(vkey)!;
        Assert.Equal(NoteKeyKind.EcdsaP256, key.Kind);
        Assert.Equal(vkey, key.ToString());
        byte[] bytes = Encoding.UTF8.GetBytes(note);
        Assert.Equal(
            LogRefusal.None, SignedCheckpoint.TryVerify(bytes, key, origin, out SignedCheckpoint? checkpoint));
        Assert.Equal(size, checkpoint!.Size);
        Assert.Equal(bytes, checkpoint.Encode());
        Assert.Equal(LogRefusal.OtherOrigin, SignedCheckpoint.TryVerify(bytes, key, out _));
    }

    [Fact]
    public void A_public_witness_s_key_has_the_id_we_compute()
    {
        const string Vkey = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
        Assert.Equal(Vkey, NoteKey.Parse(Vkey)!.ToString());
    }

    [Theory]
    [InlineData("bananas.sigstore.dev+12344556")]
    [InlineData("rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!")]
    [InlineData("rekor.sigstore.dev+12345678+AwEB")]
    [InlineData("a b+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")]
    [InlineData("remora.n621.de+DA77ADE7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")]
    [InlineData("remora.n621.de+00000000+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")]
    [InlineData("+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_key_is_refused(string? vkey) => Assert.Null(NoteKey.Parse(vkey));

    [Fact]
    public void A_note_under_another_name_or_with_a_broken_signature_is_refused()
    {
        NoteKey key = NoteKey.Parse(RekorKey)!;
        NoteKey other = NoteKey.ForLog("bananas.sigstore.dev", key.PublicKey.Span)!;
        Assert.Equal(LogRefusal.NotSigned, Try(RekorNote, other));
        Assert.Equal(LogRefusal.BadSignature, Try(Changed("798034", "798035"), key));
        Assert.Equal(LogRefusal.BadSignature, Try(Changed("BHHufk=", "BHHufg="), key));

        // The same bytes in another spelling of base64.
        Assert.Equal(LogRefusal.BadSignatureLine, Try(Changed("BHHufk=", "BHHufl="), key));
    }

    private static string Changed(string from, string to) => RekorNote.Replace(from, to, StringComparison.Ordinal);

    private static LogRefusal Try(string note, NoteKey key) =>
        SignedCheckpoint.TryVerify(Encoding.UTF8.GetBytes(note), key, "Rekor", out _);
}
