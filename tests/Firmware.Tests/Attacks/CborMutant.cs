namespace Garita.Firmware.Tests.Attacks;

/// <summary>Bytes that somebody changed.</summary>
/// <param name="What">What was done, and at which place of the tree.</param>
/// <param name="Bytes">The whole, with the lengths around the change put right.</param>
/// <param name="Never">Whether no reader may accept it, whatever it means: it is not deterministic CBOR.</param>
public sealed record CborMutant(string What, byte[] Bytes, bool Never);
