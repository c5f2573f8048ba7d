namespace Garita.Quic;

/// <summary>The libraries that can do the work.</summary>
public enum QuicEngineKind
{
    /// <summary>System.Net.Quic of .NET, over the library msquic.</summary>
    Platform,

    /// <summary>The library ngtcp2, with GnuTLS for TLS 1.3.</summary>
    Ngtcp2,
}
