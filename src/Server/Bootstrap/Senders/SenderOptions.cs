namespace Garita.Server.Bootstrap.Senders;

/// <summary>How codes go out; exactly one way.</summary>
public sealed record SenderOptions
{
    /// <summary>A directory that another program empties: a modem's, or a gateway's.</summary>
    public string? SpoolDirectory { get; init; }

    /// <summary>An SMS gateway.</summary>
    public WebhookOptions? Webhook { get; init; }

    /// <summary>Messages in the spool at most. 10,000: nobody empties it, then.</summary>
    public int MaxSpooled { get; init; } = 10_000;
}
