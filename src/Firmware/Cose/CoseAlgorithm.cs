namespace Garita.Firmware.Cose;

/// <summary>
/// Algorithm numbers of the IANA registry "COSE Algorithms" that formats of this program name. Both signature
/// algorithms are the same mathematics; <see cref="Es256"/> leaves the curve to the key.
/// </summary>
public enum CoseAlgorithm
{
    /// <summary>ECDSA with SHA-256, curve left to the key (RFC 9053 2.1). Accepted, never written.</summary>
    Es256 = -7,

    /// <summary>ECDSA on P-256 with SHA-256, fully specified (RFC 9864 2.1). What this program writes.</summary>
    Esp256 = -9,

    /// <summary>SHA-256 (RFC 9054 2.1).</summary>
    Sha256 = -16,
}
