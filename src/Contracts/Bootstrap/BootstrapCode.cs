using System.Text.Json.Serialization;

namespace Garita.Contracts.Bootstrap;

/// <summary>
/// What came of a request. A closed set; <see cref="BootstrapCodes"/> says what a device does on each.
/// </summary>
[JsonConverter(typeof(BootstrapCodeWord))]
public enum BootstrapCode
{
    /// <summary>Done. To <c>register</c> it says only that the request was taken, whoever asked.</summary>
    Ok,

    /// <summary>To <c>login</c>: a person has yet to approve; ask again after <c>retryAfter</c>.</summary>
    Pending,

    /// <summary>Too many requests; ask again after <c>retryAfter</c>.</summary>
    SlowDown,

    /// <summary>
    /// The server cannot answer now through no fault of the device; ask again after <c>retryAfter</c>.
    /// </summary>
    Unavailable,

    /// <summary>To <c>register</c>, and only where the server is set to answer explicitly: no such uuid.</summary>
    UnknownDevice,

    /// <summary>To <c>register</c>: the server offers none of the device's factors to anybody.</summary>
    FactorRefused,

    /// <summary>To <c>login</c>: no such code for this registration, or too late, or too many tries.</summary>
    CodeRefused,

    /// <summary>The access token, or to <c>refresh</c> the refresh token, was right and is too old.</summary>
    TokenExpired,

    /// <summary>The token is none, another device's, for another key, revoked, or not of the kind asked for.</summary>
    TokenRefused,

    /// <summary>The request's number is not above the last one, and it is not the last request once more.</summary>
    SequenceRefused,

    /// <summary>The signature is not by the key of a registration of this uuid.</summary>
    SignatureRefused,

    /// <summary>
    /// To <c>publish</c>: the policy does not let this device say that; nothing of the request was taken.
    /// </summary>
    PolicyRefused,

    /// <summary>To <c>enroll</c>: this device lives on tokens, or has to be readmitted first.</summary>
    EnrollRefused,

    /// <summary>
    /// To <c>enroll</c>: the request for a certificate is none, or for a key that may not be certified.
    /// </summary>
    CsrRefused,

    /// <summary>The request is not what the protocol says a request is.</summary>
    Malformed,

    /// <summary>The request is of a version that the server does not speak.</summary>
    VersionRefused,
}
