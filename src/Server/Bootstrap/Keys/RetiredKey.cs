using Garita.Pki.Keys;

namespace Garita.Server.Bootstrap.Keys;

/// <summary>A key of bootstrap that signs no more.</summary>
/// <param name="Kid">Its RFC 7638 thumbprint.</param>
/// <param name="Role">What it signed.</param>
/// <param name="Key">Its public half.</param>
/// <param name="Retired">When it stopped.</param>
/// <param name="Until">When the server stopped, or stops, to believe it; a message key at once.</param>
internal sealed record RetiredKey(
    string Kid, KeyRole Role, EcPublicKey Key, DateTimeOffset Retired, DateTimeOffset Until);
