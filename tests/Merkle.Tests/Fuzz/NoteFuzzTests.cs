using System.Text;
using Garita.Merkle.Notes;
using Garita.TestKit;

namespace Garita.Merkle.Tests.Fuzz;

/// <summary>
/// Reading never throws, allocates in proportion to the input, and takes one spelling alone: what was read is written
/// as the very same bytes.
/// </summary>
public sealed class NoteFuzzTests
{
    [Fact]
    public void Notes_and_checkpoints_are_read_safely() => FuzzRun.Run(Folder("note"), bytes =>
    {
        SignedNote? note = null;
        Checkpoint? checkpoint = null;
        Bounded(bytes, () =>
        {
            if (SignedNote.TryParse(bytes, out note) == LogRefusal.None)
            {
                Checkpoint.TryParse(note!.Text, out checkpoint);
            }
        });
        Assert.Equal(note?.Encode() ?? bytes, bytes);
        Assert.Equal(checkpoint?.ToText(), checkpoint is null ? null : note!.Text);
        return checkpoint is not null;
    });

    [Fact]
    public void Proof_files_are_read_safely() => FuzzRun.Run(Folder("proof"), bytes =>
    {
        TlogProof? proof = null;
        Bounded(bytes, () => TlogProof.TryParse(bytes, out proof));
        Assert.Equal(proof?.Encode() ?? bytes, bytes);
        return proof is not null;
    });

    [Fact]
    public void Requests_to_a_witness_are_read_safely() => FuzzRun.Run(Folder("request"), bytes =>
    {
        WitnessRequest? request = null;
        Bounded(bytes, () => WitnessRequest.TryParse(bytes, out request));
        Assert.Equal(request?.Encode() ?? bytes, bytes);
        return request is not null;
    });

    [Fact]
    public void Keys_are_read_safely() => FuzzRun.Run(Folder("key"), bytes =>
    {
        string text = Encoding.Latin1.GetString(bytes);
        NoteKey? key = NoteKey.Parse(text);
        Assert.Equal(key?.ToString() ?? text, text);

        // The kind alone is seldom left whole by a mutant, so a key whose id is put right is tried beside it.
        NoteKey? mended = NoteKey.Parse(WithRightId(text));
        return mended is not null;
    });

    private static string WithRightId(string text)
    {
        string[] parts = text.Split('+', 3);
        Span<byte> material = new byte[1024];
        if (parts.Length < 3 || !Convert.TryFromBase64String(parts[2], material, out int length) || length != 33)
        {
            return text;
        }

        byte[] named = [.. Encoding.UTF8.GetBytes(parts[0] + "\n"), .. material[..length]];
        byte[] id = System.Security.Cryptography.SHA256.HashData(named)[..4];
        return $"{parts[0]}+{Convert.ToHexStringLower(id)}+{parts[2]}";
    }

    // Text is held twice, as UTF-16, and once more in lines and signatures; nothing is held because a number says so.
    private static void Bounded(byte[] bytes, Action read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        read();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 8192 + (40L * bytes.Length));
    }

    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Fuzz", "corpus", name);
}
