using System.Security.Cryptography;
using System.Text;
using Garita.Merkle.Notes;

namespace Garita.Merkle.Tests.Notes;

public sealed class CheckpointTests : IDisposable
{
    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    private readonly ECDsa _pair;
    private readonly NoteKey _key;

    public CheckpointTests() => (_pair, _key) = TestKeys.Log();

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData("log.example\n7\n" + Root + "\n", LogRefusal.None)]
    [InlineData("log.example\n0\n" + Root + "\n", LogRefusal.None)]
    [InlineData("log.example\n7\n" + Root + "\nan extension\n", LogRefusal.None)]
    [InlineData("other.example\n7\n" + Root + "\n", LogRefusal.OtherOrigin)]
    [InlineData("log.example\n07\n" + Root + "\n", LogRefusal.BadSize)]
    [InlineData("log.example\n+7\n" + Root + "\n", LogRefusal.BadSize)]
    [InlineData("log.example\n-7\n" + Root + "\n", LogRefusal.BadSize)]
    [InlineData("log.example\n\n" + Root + "\n", LogRefusal.BadSize)]
    [InlineData("log.example\n 7\n" + Root + "\n", LogRefusal.BadSize)]
    [InlineData("log.example\n18446744073709551616\n" + Root + "\n", LogRefusal.BadSize)]
    [InlineData("log.example\n9223372036854775807\n" + Root + "\n", LogRefusal.BadSize)]
    [InlineData("log.example\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", LogRefusal.BadHash)]
    [InlineData("log.example\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", LogRefusal.BadHash)]
    [InlineData("log.example\n7\n\n", LogRefusal.BadHash)]
    [InlineData("log.example\n7\n", LogRefusal.BadHash)]
    [InlineData("\n7\n" + Root + "\n", LogRefusal.BadOrigin)]
    [InlineData("log.example\n7\n" + Root + "\n\nafter an empty line\n", LogRefusal.BadExtension)]
    public void Checkpoint_is_read_strictly(string text, LogRefusal expected)
    {
        byte[] note = SignedNote.Of(text, _pair.Sign(_key, text)).Encode();
        Assert.Equal(expected, SignedCheckpoint.TryVerify(note, _key, out SignedCheckpoint? checkpoint));
        Assert.Equal(expected == LogRefusal.None, checkpoint is not null);
        Assert.Equal(checkpoint?.Head.ToText() ?? text, text);
    }

    [Theory]
    [InlineData("", LogRefusal.NoSignatures)]
    [InlineData("a\n", LogRefusal.NoSignatures)]
    [InlineData("a\n\n", LogRefusal.NoSignatures)]
    [InlineData("a\n\n— b AAAAAAA=", LogRefusal.NoSignatures)]
    [InlineData("a\n\n— b AAAAAAA=\n", LogRefusal.None)]
    [InlineData("a\n\n- b AAAAAAA=\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\n\n—b AAAAAAA=\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\n\n— b AAAA AAA=\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\n\n— b AAAAAAB=\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\n\n— b AAAA\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\n\n— b AAAAAA==\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\n\n— b+c AAAAAAA=\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\n\n— b\u2003c AAAAAAA=\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\n\n—  AAAAAAA=\n", LogRefusal.BadSignatureLine)]
    [InlineData("a\r\n\n— b AAAAAAA=\n", LogRefusal.NotText)]
    [InlineData("a\tb\n\n— b AAAAAAA=\n", LogRefusal.NotText)]
    public void Note_is_read_strictly(string note, LogRefusal expected) =>
        Assert.Equal(expected, SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out _));

    [Fact]
    public void Note_has_limits()
    {
        string lines = string.Concat(Enumerable.Repeat("— b AAAAAAA=\n", NoteLimits.MaxSignatures));
        Assert.Equal(LogRefusal.None, Parse("a\n\n" + lines));
        Assert.Equal(LogRefusal.TooManySignatures, Parse("a\n\n" + lines + "— b AAAAAAA=\n"));
        Assert.Equal(LogRefusal.TooLong, Parse(new string('a', NoteLimits.MaxNoteBytes) + "\n"));
        Assert.Equal(LogRefusal.NotText, SignedNote.TryParse([0xC3, 0x28, 0x0A], out _));
        Assert.Equal(LogRefusal.BadSignatureLine, Parse($"a\n\n— {new string('b', 256)} AAAAAAA=\n"));
    }

    [Fact]
    public void Every_changed_bit_of_a_checkpoint_is_refused()
    {
        byte[] note = _pair.Checkpoint(_key, 7, TreeHash.Leaf([])).Encode();
        for (int bit = 0; bit < 8 * note.Length; bit++)
        {
            byte[] changed = [.. note];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(LogRefusal.None, SignedCheckpoint.TryVerify(changed, _key, out _));
        }

        for (int length = 0; length < note.Length; length++)
        {
            Assert.NotEqual(LogRefusal.None, SignedCheckpoint.TryVerify(note.AsSpan(0, length), _key, out _));
        }
    }

    [Fact]
    public void One_bad_line_of_the_known_key_refuses_what_another_good_line_allows()
    {
        SignedCheckpoint good = _pair.Checkpoint(_key, 7, TreeHash.Leaf([]));
        NoteSignature wrong = new(_key.Name, _key.KeyId, [1, 2, 3]);
        NoteSignature unknown = new(_key.Name, _key.KeyId + 1, [1, 2, 3]);
        Assert.Equal(LogRefusal.None, good.Note.With(unknown).Check(_key));
        Assert.Equal(LogRefusal.BadSignature, good.Note.With(wrong).Check(_key));
        SignedNote wrongFirst = SignedNote.Of(good.Note.Text, wrong, good.Note.Signatures[0]);
        Assert.Equal(LogRefusal.BadSignature, wrongFirst.Check(_key));
    }

    private static LogRefusal Parse(string note) => SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out _);
}
