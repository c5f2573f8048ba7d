using System.Text.Json.Serialization;

namespace Garita.Contracts.Bootstrap;

/// <summary>How a device can prove that it is the one that was registered, beside its birth certificate.</summary>
[JsonConverter(typeof(SecondFactorWord))]
public enum SecondFactor
{
    /// <summary>A code that comes out of band: by SMS, or whatever the server's sender is.</summary>
    Sms,

    /// <summary>A code that the device computes from a seed it was made with (RFC 6238).</summary>
    Totp,

    /// <summary>A person says yes; <c>login</c> carries no code then.</summary>
    Approval,
}
