using System.Net;

namespace Garita.Server.Api;

/// <summary>Where the API for people listens, and its limits.</summary>
public sealed record ApiOptions
{
    /// <summary>The port that people know.</summary>
    public const int DefaultPort = 9443;

    /// <summary>This machine alone by default; port 0 takes any free port.</summary>
    public IPEndPoint Endpoint { get; init; } = new(IPAddress.Loopback, DefaultPort);

    /// <summary>
    /// Origins whose pages may ask for changes, as browsers spell them: <c>https://garita.lan:9443</c>.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Connections at one time. People and their programs are few; each may hold 1 MiB of body.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>The largest body in bytes: a policy of 256 KiB as JSON, escapes and all, fits.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>The largest policy to be checked, in characters.</summary>
    public int MaxPolicyLength { get; init; } = 256 * 1024;

    /// <summary>How long a request may take; streams and commands have their own.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command's request may take: the longest deadline and the answer.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>
    /// How long publishing may take: images of 4 GiB, its own and the way back's, are read from a slow disk and hashed.
    /// </summary>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long headers may take to arrive; one byte a second gets no further.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wrong tokens within a minute from one address before more of them are answered 429.</summary>
    public int WrongTokensPerMinute { get; init; } = 10;

    /// <summary>Log lines a minute about refused requests: a person's mistakes, not a program's.</summary>
    public int RefusalLinesPerMinute { get; init; } = 60;

    /// <summary>How long a stream may go on before it asks again whether its reader is still welcome.</summary>
    public TimeSpan StreamRecheck { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Tokens at one time: each is compared on every request that carries one.</summary>
    public int MaxTokens { get; init; } = 100;

    /// <summary>How often a silent stream sends a comment, so that what stands between keeps it open.</summary>
    public TimeSpan StreamHeartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
