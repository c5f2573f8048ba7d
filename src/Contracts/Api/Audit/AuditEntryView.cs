namespace Garita.Contracts.Api.Audit;

/// <summary>One entry of the audit log. What its kind does not have is left out.</summary>
public sealed record AuditEntryView
{
    /// <summary>Its place in the log, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>Its leaf hash, 64 lower-case hex digits.</summary>
    public required string Leaf { get; init; }

    /// <summary>
    /// <c>release</c>, <c>way-back</c>, <c>intent</c>, <c>outcome</c>, <c>refusal-summary</c> or <c>note</c>; null
    /// where the bytes were dropped and only the hash remains.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary>When; a release's own entry has no time.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Who.</summary>
    public string? Actor { get; init; }

    /// <summary>What was about to be done: <c>release.publish</c>.</summary>
    public string? Action { get; init; }

    /// <summary>To what.</summary>
    public string? Subject { get; init; }

    /// <summary>A SHA-256 value: of the manifest, of what was signed, of what was made.</summary>
    public string? Digest { get; init; }

    /// <summary>Of a way back: the digest of its manifest.</summary>
    public string? WayBack { get; init; }

    /// <summary>What ties an intent to its outcome.</summary>
    public string? Operation { get; init; }

    /// <summary>How it ended: <c>done</c>, <c>refused</c> or <c>failed</c>.</summary>
    public string? Result { get; init; }

    /// <summary>Words.</summary>
    public string? Text { get; init; }

    /// <summary>Who was refused for what.</summary>
    public IReadOnlyList<AuditRefusalView>? Refusals { get; init; }

    /// <summary>Refusals of that minute that found no row.</summary>
    public long? Others { get; init; }

    /// <summary>The bytes that the leaf hash is over, base64; null where they were dropped.</summary>
    public byte[]? Body { get; init; }
}
