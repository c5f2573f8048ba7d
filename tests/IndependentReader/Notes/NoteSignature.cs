namespace Garita.IndependentReader.Notes;

/// <summary>One signature line of a note: who claims to have signed, with which key, and the rest.</summary>
public sealed record NoteSignature(string Name, byte[] KeyId, byte[] Signature);
