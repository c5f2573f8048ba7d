namespace Garita.Server.Listeners.Lines;

/// <summary>
/// The application's error codes (RFC 9000 20.2) of MQTT over QUIC. No standard names any; MQTT has said why before.
/// </summary>
internal static class QuicCodes
{
    /// <summary>The connection is over, in order.</summary>
    public const long Done = 0;

    /// <summary>The connection was cut: it did not read, or a limit of time was reached.</summary>
    public const long Cut = 1;

    /// <summary>MQTT has one stream; this is another one.</summary>
    public const long OneStreamOnly = 2;
}
