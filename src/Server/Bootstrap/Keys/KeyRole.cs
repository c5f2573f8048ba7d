namespace Garita.Server.Bootstrap.Keys;

/// <summary>What a key of bootstrap signs.</summary>
internal enum KeyRole
{
    /// <summary>Replies to devices, which hold its public half.</summary>
    Message,

    /// <summary>Access tokens, which this server alone reads.</summary>
    Token,
}
