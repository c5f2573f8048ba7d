namespace Garita.Quic;

/// <summary>This machine has no library that speaks QUIC. The message says which one to install.</summary>
public sealed class QuicUnavailableException : Exception
{
    /// <summary>Makes one.</summary>
    public QuicUnavailableException(string message)
        : base(message)
    {
    }
}
