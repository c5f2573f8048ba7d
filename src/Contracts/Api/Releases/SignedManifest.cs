namespace Garita.Contracts.Api.Releases;

/// <summary>A manifest as devices get it: with the proof that it is in the audit log.</summary>
/// <param name="Envelope">The signed SUIT envelope, base64.</param>
/// <param name="Proof">The proof of inclusion as a C2SP tlog-proof file, checkpoint and cosignatures included.</param>
public sealed record SignedManifest(byte[] Envelope, string Proof);
