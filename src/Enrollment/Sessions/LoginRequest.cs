using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Sessions;

/// <summary>A login whose signature by the key that it names was found right.</summary>
/// <param name="Device">Whom it says to be.</param>
/// <param name="Key">The key that signed.</param>
/// <param name="Thumbprint">Its RFC 7638 thumbprint.</param>
/// <param name="Batch">The birth certificate it came with.</param>
/// <param name="Number">Its number and hash.</param>
public sealed record LoginRequest(
    Identity Device, EcPublicKey Key, string Thumbprint, string Batch, RequestNumber Number)
{
    /// <summary>Which factor it shows.</summary>
    public required SecondFactor Factor { get; init; }

    /// <summary>What it shows; null where a person decides. Secret.</summary>
    public string? Code { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"LoginRequest {{ {Device.Name} }}";
}
