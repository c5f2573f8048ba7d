namespace Garita.Broker.Connections;

/// <summary>
/// Why a peer whose chain is valid may still not connect. It is told so in CONNACK, then the connection closes.
/// </summary>
public enum PeerRefusal
{
    /// <summary>The registry does not know the certificate.</summary>
    Unknown,

    /// <summary>The certificate was revoked.</summary>
    Revoked,

    /// <summary>The identity is disabled.</summary>
    Disabled,

    /// <summary>The identity was removed; its id is never used again.</summary>
    Removed,

    /// <summary>The certificate's time has passed.</summary>
    Expired,
}
