namespace Garita.Server.Bootstrap.Senders;

/// <summary>How an SMS gateway is asked. Prints a placeholder: headers and secret are credentials.</summary>
public sealed record WebhookOptions
{
    /// <summary>Where to; https, or http to this machine alone.</summary>
    public required Uri Address { get; init; }

    /// <summary>
    /// The body, with <c>{address}</c>, <c>{code}</c>, <c>{device}</c> and <c>{minutes}</c>, each put in as the content
    /// type asks for.
    /// </summary>
    public required string Template { get; init; }

    /// <summary><c>application/json</c> or <c>application/x-www-form-urlencoded</c>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What goes along, such as <c>Authorization</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Signs every request, so that the receiver knows us; null signs none.</summary>
    public string? Secret { get; init; }

    /// <summary>How long one try may take. 10 s: gateways answer within one.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries. 3: a gateway that restarts is back by then, and a code lives ten minutes.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>The wait before the second try; each later one waits four times as long.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override string ToString() => $"WebhookOptions {{ {Address.Host} }}";
}
