namespace Garita.Server.Bootstrap.Listening;

/// <summary>The application's error codes (RFC 9000 20.2) of bootstrap; the wire page lists them.</summary>
internal static class BootstrapQuicCodes
{
    /// <summary>The connection is over, in order.</summary>
    public const long Done = 0;

    /// <summary>The certificate is not, or no longer, accepted here.</summary>
    public const long CertificateRefused = 1;

    /// <summary>The stream's bytes are no request.</summary>
    public const long NoRequest = 2;

    /// <summary>The stream's request is longer than one may be.</summary>
    public const long TooLong = 3;

    /// <summary>The stream's request did not arrive in time.</summary>
    public const long TooSlow = 4;

    /// <summary>Too many requests are worked on; come again later.</summary>
    public const long Busy = 5;
}
