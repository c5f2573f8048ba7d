using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Garita.Merkle.Signatures;

namespace Garita.Merkle.Notes;

/// <summary>
/// A named public key that verifies signatures of notes: of a log (P-256) or a witness (Ed25519). Name and kind belong
/// to the key. May be used by several threads.
/// </summary>
public sealed class NoteKey
{
    private const int TimestampBytes = 8;
    private const int MaxVkeyChars = 1024;

    // A P-256 SubjectPublicKeyInfo with named curve and uncompressed point, up to the point (RFC 5480 2).
    private static readonly byte[] s_p256Head =
        Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004");

    private readonly byte[] _publicKey;
    private readonly Ed25519PublicKey? _ed25519;

    // Importing costs more than verifying. Whoever takes it out owns it: an ECDsa is not for two threads at once.
    private ECDsa? _idle;

    private NoteKey(string name, NoteKeyKind kind, byte[] publicKey, Ed25519PublicKey? ed25519)
    {
        Name = name;
        Kind = kind;
        _publicKey = publicKey;
        _ed25519 = ed25519;
        KeyId = kind switch
        {
            // The id of an ECDSA key is a hash of the key alone (C2SP signed-note, Signature types).
            NoteKeyKind.EcdsaP256 => NoteText.ShortHash(publicKey),
            NoteKeyKind.Cosignature =>
                NoteText.ShortHash([.. NoteText.Encode(name + "\n"), (byte)kind, .. publicKey]),
        };
    }

    /// <summary>What the key is called in signature lines.</summary>
    public string Name { get; }

    /// <summary>What it signs and how.</summary>
    public NoteKeyKind Kind { get; }

    /// <summary>The short id that signature lines carry beside the name.</summary>
    public uint KeyId { get; }

    /// <summary>A SubjectPublicKeyInfo in DER (P-256) or 32 bytes (Ed25519).</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>
    /// A log's key from its SubjectPublicKeyInfo; null where that is not P-256 with named curve and uncompressed point,
    /// or the name is none.
    /// </summary>
    public static NoteKey? ForLog(string name, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        bool shaped = subjectPublicKeyInfo.Length == s_p256Head.Length + 64
            && subjectPublicKeyInfo.StartsWith(s_p256Head);
        if (!shaped || !NoteText.IsName(name))
        {
            return null;
        }

        NoteKey key = new(name, NoteKeyKind.EcdsaP256, subjectPublicKeyInfo.ToArray(), null);
        try
        {
            key._idle = key.Import();
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return null;
        }

        return key;
    }

    /// <summary>A witness's key; throws <see cref="ArgumentException"/> where the name is none.</summary>
    public static NoteKey ForWitness(string name, Ed25519PublicKey publicKey)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        return NoteText.IsName(name)
            ? new NoteKey(name, NoteKeyKind.Cosignature, publicKey.Bytes.ToArray(), publicKey)
            : throw new ArgumentException("a key name has no spaces and no plus", nameof(name));
    }

    /// <summary>
    /// Reads <c>name+id+base64(kind, key)</c>, where the id must be the key's; null for anything else.
    /// </summary>
    public static NoteKey? Parse(string? vkey)
    {
        string[] parts = vkey is { Length: <= MaxVkeyChars } ? vkey.Split('+', 3) : [];
        if (parts.Length != 3 || !NoteText.IsName(parts[0])
            || !NoteText.TryBase64(parts[2], out byte[] material) || material.Length < 2)
        {
            return null;
        }

        NoteKey? key = null;
        if (material[0] == (byte)NoteKeyKind.EcdsaP256)
        {
            key = ForLog(parts[0], material.AsSpan(1));
        }
        else if (material[0] == (byte)NoteKeyKind.Cosignature
            && Ed25519PublicKey.TryRead(material.AsSpan(1), out Ed25519PublicKey? ed25519))
        {
            key = ForWitness(parts[0], ed25519);
        }

        return key?.IdText() == parts[1] ? key : null;
    }

    /// <summary>Whether this key made this signature; the bytes are those behind the key id.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => Kind switch
    {
        NoteKeyKind.EcdsaP256 => VerifyEcdsa(text, signature),
        NoteKeyKind.Cosignature => TryTimestamp(signature, out long timestamp)
            && _ed25519!.Verify(CosignedMessage(text, timestamp), signature[TimestampBytes..]),
    };

    /// <summary><c>name+id+base64(kind, key)</c>: all that someone else needs to verify.</summary>
    public override string ToString() => $"{Name}+{IdText()}+{Convert.ToBase64String([(byte)Kind, .. _publicKey])}";

    // [C2SP tlog-cosignature] header line, time line, and the whole text of the note.
    internal static byte[] CosignedMessage(ReadOnlySpan<byte> text, long timestamp)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {timestamp}\n");
        return [.. NoteText.Encode(head), .. text];
    }

    // The timestamp MUST NOT exceed 2^63 - 1.
    internal static bool TryTimestamp(ReadOnlySpan<byte> signature, out long timestamp)
    {
        bool whole = signature.Length == TimestampBytes + Ed25519PublicKey.SignatureSize;
        timestamp = whole ? BinaryPrimitives.ReadInt64BigEndian(signature) : -1;
        return timestamp >= 0;
    }

    private string IdText() => KeyId.ToString("x8", CultureInfo.InvariantCulture);

    private bool VerifyEcdsa(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        ECDsa verifier = Interlocked.Exchange(ref _idle, null) ?? Import();
        try
        {
            return verifier.VerifyData(
                text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        finally
        {
            Interlocked.Exchange(ref _idle, verifier)?.Dispose();
        }
    }

    private ECDsa Import()
    {
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(_publicKey, out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }
}
