using Garita.Contracts.Bootstrap;
using Garita.Contracts.Identities;

namespace Garita.Enrollment.Registrations;

/// <summary>One key that asked to become a device. Tries are counted here, not at the device.</summary>
/// <param name="Device">Whom it says to be.</param>
/// <param name="Key">The RFC 7638 thumbprint of its key; the code is worth nothing with any other.</param>
/// <param name="Batch">The birth certificate it came with.</param>
public sealed record Registration(Identity Device, string Key, string Batch)
{
    /// <summary>When the key first asked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What its login must show.</summary>
    public required SecondFactor Factor { get; init; }

    /// <summary>When it was last sent a code, or taken up where none is sent.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>When it is forgotten, with its code.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>With <see cref="SecondFactor.Sms"/>: the MAC of the code.</summary>
    public ReadOnlyMemory<byte>? CodeMac { get; init; }

    /// <summary>How many wrong logins it may still make.</summary>
    public required int TriesLeft { get; init; }

    /// <summary>With <see cref="SecondFactor.Approval"/>: whether a person said yes to this key.</summary>
    public bool IsApproved { get; init; }
}
