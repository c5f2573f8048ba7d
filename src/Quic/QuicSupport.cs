using Garita.Quic.Ngtcp;
using Garita.Quic.Platform;

namespace Garita.Quic;

/// <summary>What of QUIC this machine has.</summary>
public static class QuicSupport
{
    internal const string Advice =
        "QUIC is off: install libngtcp2-16 and libngtcp2-crypto-gnutls8 (Debian 12: libngtcp2-9 and "
        + "libngtcp2-crypto-gnutls2), or libmsquic";

    private static readonly Lazy<QuicEngine?> Chosen =
        new(() => (QuicEngine?)PlatformEngine.TryLoad() ?? NgtcpEngine.TryLoad());

    /// <summary>The engine in use, or null where there is none.</summary>
    public static QuicEngineKind? Engine => Chosen.Value?.Kind;

    /// <summary>The engine's name and version; null where there is none.</summary>
    public static string? Description => Chosen.Value?.Description;

    /// <summary>One line that says what to install; null where an engine is there.</summary>
    public static string? Missing => Chosen.Value is null ? Advice : null;

    internal static QuicEngine Require() => Chosen.Value ?? throw new QuicUnavailableException(Advice);
}
