namespace Garita.Quic.Ngtcp.Native;

/// <summary>Error numbers of ngtcp2. Almost all changed with 1.0, one (-231) its meaning.</summary>
internal static class NgError
{
    /// <summary>For callbacks that failed; the same in both.</summary>
    public const int CallbackFailure = -502;

    public static readonly int StreamIdBlocked = Pick(-206, -208);
    public static readonly int StreamDataBlocked = Pick(-208, -210);
    public static readonly int Crypto = Pick(-213, -215);
    public static readonly int StreamShutWrite = Pick(-219, -221);
    public static readonly int StreamNotFound = Pick(-220, -222);
    public static readonly int Draining = Pick(-224, -231);
    public static readonly int Retry = Pick(-231, -241);
    public static readonly int DropConnection = Pick(-232, -242);
    public static readonly int VersionNegotiation = Pick(-235, -245);
    public static readonly int HandshakeTimeout = Pick(-236, -246);
    public static readonly int IdleClose = Pick(-238, -248);

    private static int Pick(int one, int zero) => NgtcpLibrary.IsOne ? one : zero;
}
