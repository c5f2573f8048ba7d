namespace Garita.Merkle.Notes;

/// <summary>What a key signs and how; the values are the signature type bytes of C2SP signed-note.</summary>
public enum NoteKeyKind
{
    /// <summary>ECDSA on P-256 with SHA-256 over the note's text, in DER: a log's key.</summary>
    EcdsaP256 = 2,

    /// <summary>
    /// Ed25519 over a timestamp and the note's text (C2SP tlog-cosignature, cosignature/v1): a witness's key.
    /// </summary>
    Cosignature = 4,
}
