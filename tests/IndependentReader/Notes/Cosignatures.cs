using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Garita.IndependentReader.Notes;

/// <summary>Timestamped Ed25519 cosignatures of c2sp.org/tlog-cosignature (type 0x04).</summary>
public static class Cosignatures
{
    private const byte SignatureType = 0x04;
    private const int TimeLength = 8;
    private const int SignatureLength = 64;

    /// <summary>
    /// When this witness says it saw the checkpoint, in seconds since 1970, or null where it has not cosigned or the
    /// cosignature is false.
    /// </summary>
    public static ulong? TimeOf(Checkpoint checkpoint, string witness, byte[] publicKey)
    {
        byte[] keyId = SignedNote.Ed25519KeyId(witness, SignatureType, publicKey);
        NoteSignature? line = checkpoint.Note.Of(witness, keyId).FirstOrDefault();
        if (line is null || line.Signature.Length != TimeLength + SignatureLength)
        {
            return null;
        }

        ulong time = BinaryPrimitives.ReadUInt64BigEndian(line.Signature);
        string message = string.Create(
            CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{checkpoint.Note.Text}");
        return Ed25519.Verify(publicKey, Encoding.UTF8.GetBytes(message), line.Signature.AsSpan(TimeLength))
            ? time
            : null;
    }
}
